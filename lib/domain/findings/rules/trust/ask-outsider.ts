/** Whether a trust policy lets somebody in who is no pod, granted that their own policies allow it. */

import type { ResolveContext } from "@/lib/domain/identity/context";
import { type FactMap, toFacts } from "@/lib/domain/identity/request-facts";
import { type Analysis, analyse, type Caller, compilePolicy, noLayers } from "@/lib/domain/policy";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";

/** The other side's policies are theirs to write. */
const ALLOW_ALL = compilePolicy({
  version: "2012-10-17",
  id: null,
  statements: [
    {
      index: 0,
      sid: null,
      effect: "Allow",
      principal: null,
      action: { negated: false, patterns: ["*"] },
      resource: { negated: false, patterns: ["*"] },
      conditions: [],
    },
  ],
});

export function askOutsider(
  context: ResolveContext,
  role: RoleFacts,
  caller: Caller,
  action: "sts:AssumeRole" | "sts:AssumeRoleWithWebIdentity",
  facts: FactMap,
): Analysis {
  return analyse(
    {
      caller,
      action,
      resource: role.arn,
      resourceAccount: role.accountId,
      context: toFacts(facts),
      wildcardOnly: false,
      managementAccount: context.estate.organization?.managementAccountId ?? null,
    },
    {
      ...noLayers,
      identity: [ALLOW_ALL],
      resource: context.documents.compiled(role.trustPolicy) ?? "unknown",
      resourceControl: context.resourceControl(role.accountId).levels,
    },
  );
}
