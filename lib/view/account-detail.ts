/** Everything about one account: what runs in it, whom its roles serve, and what binds it from above. */
import {
  type AccountDetail,
  accountPath,
  type Figure,
  organizationPolicyPath,
  pageHref,
  type RoleFigure,
} from "@/lib/contracts/api";
import { organizationLevels } from "@/lib/domain/identity/organization-levels";
import type { OrganizationFacts } from "@/lib/domain/snapshot/facts";
import { censusOf, counted, sentence, tally, troubleWords } from "./census";
import { clusterRows } from "./cluster-detail";
import { compare } from "./facets";
import { gapAnswers } from "./gap-answer";
import { roleRef } from "./refs";
import type { SnapshotView } from "./snapshot-view";
import type { WorkloadEntry } from "./workload-rows";

const shownRoles = 50;

/** null where the snapshot neither read nor names such an account. */
export function showAccount(view: SnapshotView, at: { readonly account: string | null }): AccountDetail | null {
  const { estate } = view.model;
  const id = at.account;
  if (id === null || id === "") return null;
  const facts = estate.accounts.get(id);
  const roles = view.roles().filter((role) => role.accountId === id);
  if (!facts && roles.length === 0 && !estate.organization?.accounts.some((each) => each.id === id)) return null;
  const entries = view.workloads().filter(({ row }) => row.accountId === id && row.kind !== "node");
  const census = censusOf(view, entries, { account: [id], kind: ["service-account", "pattern"] });
  const clusters = [...clusterRows(view).values()].filter((cluster) => cluster.accountId === id);
  const others = rolesForOthers(view, id);
  const name = view.accountName(id);
  const inScope = facts !== undefined;
  return {
    id,
    name,
    inScope,
    organizationPath: facts?.organizationPath ?? null,
    units: unitChain(estate.organization, id)?.map((unit) => unit.name ?? unit.id) ?? null,
    managementAccount: facts?.managementAccount ?? (estate.organization?.managementAccountId === id || null),
    regions: facts?.regions ?? [],
    readerArn: facts?.readerArn ?? null,
    answer: sentence(
      `${name ?? id} `,
      inScope ? "" : "is not in scope and was not read; by what others tell, it ",
      clusters.length === 0 ? "runs no cluster that was read" : "runs ",
      clusters.length === 0 ? "" : `${clusters.length} ${clusters.length === 1 ? "cluster" : "clusters"} with `,
      clusters.length === 0 ? "" : counted(census.workloads, "workload"),
      ...(clusters.length === 0 ? [] : troubleWords(census)),
      ". ",
      others.length === 0
        ? "No workload that was read of another account uses a role of it."
        : `${others.length} of its roles ${others.length === 1 ? "serves" : "serve"} workloads of other accounts.`,
    ),
    census,
    clusters,
    rolesForOthers: others.slice(0, shownRoles),
    reaches: reachesOf(view, id, entries),
    roles: {
      value: roles.filter((role) => role.workloads > 0).length,
      href: pageHref("/roles", { account: [id] }),
    },
    controlPolicies: controlPolicies(view, id),
    gaps: gapAnswers(
      view,
      view.gaps.filter((gap) => gap.accountId === id),
    ),
  };
}

function rolesForOthers(view: SnapshotView, id: string): readonly RoleFigure[] {
  const uses = view
    .workloads()
    .filter(({ row }) => row.accountId !== id)
    .flatMap(({ row }) => row.roles.filter((role) => role.accountId === id).map((role) => role.arn));
  return tally(uses).map(([arn, value]) => ({
    role: roleRef(view, arn),
    figure: { value, href: pageHref("/workloads", { role: [arn] }) },
  }));
}

function reachesOf(view: SnapshotView, id: string, entries: readonly WorkloadEntry[]): AccountDetail["reaches"] {
  const rolesOf = new Map<string, Set<string>>();
  const accounts = tally(
    entries.flatMap(({ row }) => {
      const others = row.roles.filter((role) => role.accountId !== id && role.accountId !== "");
      for (const role of others) rolesOf.set(role.accountId, (rolesOf.get(role.accountId) ?? new Set()).add(role.arn));
      return [...new Set(others.map((role) => role.accountId))];
    }),
  );
  return accounts.map(([other, value]) => {
    const arns = [...(rolesOf.get(other) ?? [])].sort(compare);
    const figure: Figure = { value, href: pageHref("/workloads", { account: [id], role: arns.slice(0, 60) }) };
    return { id: other, name: view.accountName(other), href: accountPath(other), figure };
  });
}

/** Units from the root down to the one that holds it; null where the organization, or the account in it, was not read. */
function unitChain(organization: OrganizationFacts | null, id: string): OrganizationFacts["units"] | null {
  const account = organization?.accounts.find((each) => each.id === id);
  if (!organization || !account) return null;
  const units = new Map(organization.units.map((unit) => [unit.id, unit]));
  const chain: OrganizationFacts["units"][number][] = [];
  let at = account.parentId;
  // At most five units deep; the limit is for facts that are wrong.
  for (let depth = 0; depth < 16 && at !== null; depth++) {
    const unit = units.get(at);
    if (!unit) break;
    chain.unshift(unit);
    at = unit.parentId;
  }
  return chain;
}

/** Ids of the roots and units that it stands under, and its own. */
function placesAbove(organization: OrganizationFacts | null, id: string): ReadonlySet<string> {
  const roots = organization?.roots.map((root) => root.id) ?? [];
  return new Set([id, ...roots, ...(unitChain(organization, id) ?? []).map((unit) => unit.id)]);
}

function controlPolicies(view: SnapshotView, id: string): AccountDetail["controlPolicies"] {
  const { estate } = view.model;
  const both = (["SCP", "RCP"] as const).map((type) => organizationLevels(estate, id, type));
  if (both.every((levels) => levels.kind === "not-read")) return null;
  const above = placesAbove(estate.organization, id);
  const found = both.flatMap((levels) => (levels.kind === "levels" ? levels.levels.flat() : []));
  return [...new Set(found)].map((policy) => ({
    id: policy.id,
    name: policy.name,
    type: policy.type,
    awsManaged: policy.awsManaged,
    href: organizationPolicyPath(policy.id),
    attachedAt: (policy.targets ?? []).filter((target) => above.has(target)).map((target) => targetName(view, target)),
  }));
}

/** Name of a root, unit or account of the organization; its id where that is all that is known. */
export function targetName(view: SnapshotView, target: string): string {
  const { organization } = view.model.estate;
  if (organization?.roots.some((root) => root.id === target)) return "Root";
  return organization?.units.find((unit) => unit.id === target)?.name ?? view.accountName(target) ?? target;
}
