/** Roles call by call, for readers that may not ask for everything at once: four calls a role and more. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { RoleAspect } from "@/lib/domain/snapshot/facts";
import type { PartScope } from "@/lib/domain/snapshot/part";
import type { ScanContext } from "./context";
import { failureOf } from "./failure";
import type { Gate } from "./gate";
import { pool } from "./pool";
import type { AccountSource, RoleReading } from "./ports";
import type { RoleCollector } from "./role-collector";

const WIDTH = 8;

/** All roles, by ListRoles. False where the list could not be read whole (a gap says so). */
export async function readRolesOneByOne(
  context: ScanContext,
  account: AccountSource,
  collector: RoleCollector,
  gate: Gate,
  scope: PartScope,
): Promise<boolean> {
  const listed: RoleReading[] = [];
  let whole = true;
  try {
    for await (const page of account.iam.roles()) listed.push(...page);
  } catch (error) {
    await context.gaps.report(failureOf(error), scope);
    whole = false;
  }
  const fresh = listed.filter((role) => !collector.roles.has(role.arn));
  context.progress.expect("roles", fresh.length);
  await pool(fresh, WIDTH, async (role) => {
    const details = await gate.call("GetRole", role.arn, () => account.iam.role(role.name));
    if (details.ok) await readOneRole(account, collector, gate, details.value);
    // Deleted since it was listed.
    else if (details.failure.kind !== "not-found") await readOneRole(account, collector, gate, role, ["details"]);
    context.progress.roles++;
    context.progress.advance("roles");
  });
  return whole;
}

/** The roles that clusters refer to, where the account's roles cannot be listed. */
export async function readRolesReferred(
  context: ScanContext,
  account: AccountSource,
  collector: RoleCollector,
  gate: Gate,
  referred: ReadonlySet<string>,
): Promise<void> {
  const fresh = [...referred].filter((arn) => !collector.roles.has(arn));
  context.progress.expect("roles", fresh.length);
  await pool(fresh, WIDTH, async (arn) => {
    const name = parseRoleArn(arn)?.name ?? "";
    const answer = await gate.call("GetRole", arn, () => account.iam.role(name));
    if (answer.ok && answer.value.arn === arn) await readOneRole(account, collector, gate, answer.value);
    context.progress.roles++;
    context.progress.advance("roles");
  });
}

/** The policies of a role that is known otherwise. */
export async function readOneRole(
  account: AccountSource,
  collector: RoleCollector,
  gate: Gate,
  role: RoleReading,
  unreadSoFar: readonly RoleAspect[] = [],
): Promise<void> {
  const { iam } = account;
  const unread: RoleAspect[] = [...unreadSoFar, "instance-profiles"];
  const [names, attached] = await Promise.all([
    gate.call("ListRolePolicies", role.arn, () => all(iam.inlinePolicyNames(role.name))),
    gate.call("ListAttachedRolePolicies", role.arn, () => all(iam.attachedPolicies(role.name))),
  ]);
  if (!names.ok) unread.push("inline-policies");
  const inlinePolicies: { name: string; document: string | null }[] = [];
  for (const name of names.ok ? names.value : []) {
    const document = await gate.call("GetRolePolicy", `${role.arn} ${name}`, () => iam.inlinePolicy(role.name, name));
    inlinePolicies.push({ name, document: document.ok ? document.value : null });
  }
  collector.addRole({ ...role, inlinePolicies, attachedPolicies: attached.ok ? attached.value : null }, unread);
}

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}
