/** The organisation: its structure, accounts, SCPs and RCPs. */
import type { OrganizationFacts, OrganizationPolicyFacts } from "@/lib/domain/snapshot/facts";
import type { PartScope } from "@/lib/domain/snapshot/part";
import { type ScanContext, savePart } from "./context";
import { Documents } from "./documents";
import { attempt } from "./failure";
import { Gate } from "./gate";
import { pool } from "./pool";
import type { OrganizationAccount, OrganizationPolicyType, OrganizationSource } from "./ports";
import { sortedBy } from "./sorted";

export interface OrganizationReading {
  readonly facts: OrganizationFacts;
  /** False where the accounts could not be listed. */
  readonly accountsKnown: boolean;
}

/**
 * Reads structure and accounts. `asked`: whether the configuration asks for it; else a refusal is no gap, since most
 * callers may not read the organisation. null where there is none to be read.
 */
export async function readOrganization(
  context: ScanContext,
  source: OrganizationSource,
  accountId: string,
  asked: boolean,
): Promise<OrganizationReading | null> {
  const { gaps, clock } = context;
  const scope: PartScope = { accountId, region: null, clusterArn: null };
  const readAt = clock.now();
  const opened = await attempt(() => source.open());
  if (!opened.ok) {
    if (asked)
      await gaps.report(opened.failure, scope, {
        consequence: "The organisation, its accounts, SCPs and RCPs are unknown.",
      });
    return null;
  }
  const described = await attempt(() => source.describe());
  if (!described.ok) {
    if (asked) await gaps.report(described.failure, scope);
    return null;
  }
  const gate = new Gate();
  const roots = await gate.call("ListRoots", accountId, () => all(source.roots()));
  const [units, listed] = await Promise.all([
    readUnits(
      source,
      gate,
      (roots.ok ? roots.value : []).map((root) => root.id),
    ),
    gate.call("ListAccounts", accountId, () => all(source.accounts())),
  ]);
  const parents = [...(roots.ok ? roots.value : []), ...units].map(({ id }) => id);
  const accounts = await withParents(source, gate, listed.ok ? listed.value : [], parents, described.value.id, units);
  const facts: OrganizationFacts = { ...described.value, roots: roots.ok ? roots.value : [], units, accounts };
  await savePart(context, "organization", scope, readAt, facts);
  // Only the management account and delegated administrators may list; any other caller is told so here.
  if (asked || (roots.ok && listed.ok)) await gate.report(gaps, scope);
  return { facts, accountsKnown: listed.ok };
}

/** SCPs and RCPs with what they are attached to. */
export async function readOrganizationPolicies(
  context: ScanContext,
  source: OrganizationSource,
  accountId: string,
  asked: boolean,
): Promise<void> {
  const scope: PartScope = { accountId, region: null, clusterArn: null };
  const readAt = context.clock.now();
  const gate = new Gate();
  const documents = new Documents();
  const facts: OrganizationPolicyFacts[] = [];
  let listedAny = false;
  for (const type of ["SCP", "RCP"] satisfies OrganizationPolicyType[]) {
    const listed = await attempt(() => all(source.policies(type)));
    if (!listed.ok) {
      if (asked || listedAny) await context.gaps.report(listed.failure, scope, { resource: type });
      continue;
    }
    listedAny = true;
    await pool(listed.value, 4, async ({ id, arn, name, awsManaged }) => {
      const [document, targets] = await Promise.all([
        gate.call("DescribePolicy", id, () => source.policyDocument(id)),
        gate.call("ListTargetsForPolicy", id, () => all(source.policyTargets(id))),
      ]);
      const gone = [document, targets].every((read) => !read.ok && read.failure.kind === "not-found");
      if (gone) return;
      facts.push({
        id,
        arn,
        name,
        type,
        awsManaged,
        targets: targets.ok ? targets.value : null,
        document: documents.add(document.ok ? document.value : null),
      });
    });
  }
  if (listedAny)
    await savePart(
      context,
      "organization-policies",
      scope,
      readAt,
      sortedBy(facts, ({ id }) => id),
      documents.texts,
    );
  await gate.report(context.gaps, scope);
}

type Unit = OrganizationFacts["units"][number];

async function readUnits(source: OrganizationSource, gate: Gate, roots: readonly string[]): Promise<Unit[]> {
  const units: Unit[] = [];
  const known = new Set(roots);
  let level: readonly string[] = roots;
  while (level.length > 0) {
    const below: Unit[] = [];
    await pool(level, 2, async (parentId) => {
      const children = await gate.call("ListOrganizationalUnitsForParent", parentId, () => all(source.units(parentId)));
      for (const { id, name } of children.ok ? children.value : []) {
        if (known.has(id)) continue;
        known.add(id);
        below.push({ id, name, parentId });
      }
    });
    const ordered = sortedBy(below, ({ id }) => id);
    units.push(...ordered);
    level = ordered.map(({ id }) => id);
  }
  return units;
}

/** Parent and path of each account: told with the account, or else asked of each root and unit. */
async function withParents(
  source: OrganizationSource,
  gate: Gate,
  accounts: readonly OrganizationAccount[],
  parents: readonly string[],
  organizationId: string,
  units: readonly Unit[],
): Promise<OrganizationFacts["accounts"]> {
  const parentOf = new Map<string, string>();
  if (accounts.some((account) => account.path === null)) {
    await pool(parents, 2, async (parentId) => {
      const children = await gate.call("ListAccountsForParent", parentId, () => all(source.accountIdsOf(parentId)));
      for (const id of children.ok ? children.value : []) parentOf.set(id, parentId);
    });
  }
  const parentOfUnit = new Map(units.map(({ id, parentId }) => [id, parentId]));
  return accounts.map(({ id, name, state, path }) => {
    if (path !== null) return { id, name, state, path, parentId: path.split("/").at(-3) ?? null };
    const parentId = parentOf.get(id) ?? null;
    const chain: string[] = [];
    for (let at: string | null = parentId; at !== null && !chain.includes(at); at = parentOfUnit.get(at) ?? null)
      chain.unshift(at);
    return {
      id,
      name,
      state,
      parentId,
      path: parentId === null ? null : `${[organizationId, ...chain, id].join("/")}/`,
    };
  });
}

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}
