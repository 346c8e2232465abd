/** IAM roles of one account with all their policies. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { PartScope } from "@/lib/domain/snapshot/part";
import { type ScanContext, savePart } from "./context";
import { failureOf } from "./failure";
import { Gate } from "./gate";
import type { AccountSource, CallFailure } from "./ports";
import { readServiceUse } from "./read-service-use";
import { RoleCollector } from "./role-collector";
import { readOneRole, readRolesOneByOne, readRolesReferred } from "./roles-one-by-one";
import { sortedBy } from "./sorted";

/**
 * Reads by GetAccountAuthorizationDetails; role by role where that is not allowed. `referred` resolves, when the
 * account's clusters have been read, to the roles that they refer to.
 * Returns the ARNs of all roles of the account; null where the list is not whole.
 */
export async function readRoles(
  context: ScanContext,
  account: AccountSource,
  referred: Promise<ReadonlySet<string>>,
): Promise<ReadonlySet<string> | null> {
  const { clock, gaps, progress } = context;
  const scope: PartScope = { accountId: account.accountId, region: null, clusterArn: null };
  const collector = new RoleCollector(account.accountId, account.iam, context.awsPolicies);
  const gate = new Gate();
  const readAt = clock.now();
  let whole = true;

  const failure = await readAtOnce(context, account, collector);
  if (failure?.kind === "denied") {
    whole = await readRolesOneByOne(context, account, collector, gate, scope);
    if (!whole) await readRolesReferred(context, account, collector, gate, await referred);
  } else if (failure) whole = false;
  if (failure) await gaps.report(failure, scope, consequenceOfRefusal(failure, whole));

  if (whole) await confirmMissing(account, collector, gate, await referred);
  await readMissingPolicies(account, collector, gate);
  progress.advance("roles");
  if (whole || collector.roles.size > 0) {
    await savePart(
      context,
      "roles",
      scope,
      readAt,
      sortedBy(collector.roles.values(), ({ arn }) => arn),
      collector.roleDocuments.texts,
    );
    await savePart(
      context,
      "role-usage",
      scope,
      readAt,
      sortedBy(collector.usage.values(), ({ arn }) => arn),
    );
    await savePart(
      context,
      "managed-policies",
      scope,
      readAt,
      sortedBy(collector.policies.values(), ({ arn }) => arn),
      collector.policyDocuments.texts,
    );
  }
  context.resourcePlan?.add(account.accountId, collector);
  await readServiceUse(context, account, collector, await referred);
  progress.policies += collector.policies.size;
  await gate.report(gaps, scope);
  return whole ? new Set(collector.roles.keys()) : null;
}

async function readAtOnce(
  context: ScanContext,
  account: AccountSource,
  collector: RoleCollector,
): Promise<CallFailure | null> {
  try {
    for await (const { roles, policies } of account.iam.authorizationDetails()) {
      // Policies first, so that a role's customer policies are known when the role comes.
      for (const policy of policies) collector.addPolicy(policy);
      for (const role of roles) collector.addRole(role);
      context.progress.roles += roles.length;
    }
    return null;
  } catch (error) {
    return failureOf(error);
  }
}

function consequenceOfRefusal(failure: CallFailure, whole: boolean) {
  if (failure.kind !== "denied")
    return { consequence: "Roles that were not on the pages read before are unknown, and with them what pods may do." };
  return whole
    ? { consequence: "Roles were read one by one instead, which takes longer; what that hides has gaps of its own." }
    : {};
}

/** A role that clusters refer to and that is not among all roles: asked for by name before it is said to be gone. */
async function confirmMissing(
  account: AccountSource,
  collector: RoleCollector,
  gate: Gate,
  referred: ReadonlySet<string>,
): Promise<void> {
  for (const arn of referred) {
    if (collector.roles.has(arn)) continue;
    const name = parseRoleArn(arn)?.name;
    if (name === undefined) continue;
    const answer = await gate.call("GetRole", arn, () => account.iam.role(name));
    // By name another role may be found: one with another path, made since.
    if (answer.ok && answer.value.arn === arn) await readOneRole(account, collector, gate, answer.value);
  }
}

/** Policies of roles that were read one by one, or that came without their policies. */
async function readMissingPolicies(account: AccountSource, collector: RoleCollector, gate: Gate): Promise<void> {
  for (const arn of [...collector.policiesMissing]) {
    const policy = await gate.call("GetPolicy", arn, () => account.iam.policy(arn));
    if (!policy.ok) {
      if (policy.failure.kind === "not-found") gate.failed("GetPolicy", arn, policy.failure);
      collector.addPolicy({ arn, name: arn.slice(arn.lastIndexOf("/") + 1), defaultVersionId: null, document: null });
      continue;
    }
    const { defaultVersionId } = policy.value;
    const document =
      defaultVersionId === null
        ? null
        : await gate.call("GetPolicyVersion", arn, () => account.iam.policyDocument(arn, defaultVersionId));
    if (document && !document.ok && document.failure.kind === "not-found")
      gate.failed("GetPolicyVersion", arn, document.failure);
    collector.addPolicy({ ...policy.value, document: document?.ok ? document.value : null });
  }
}
