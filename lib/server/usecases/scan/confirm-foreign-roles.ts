/**
 * Roles of other accounts that clusters refer to (target roles). Their account may have been read before the cluster
 * that names them, so a role that is not among its roles is asked for by name before it is said to be gone.
 */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { ScanContext } from "./context";
import { Gate } from "./gate";
import type { AccountTarget } from "./plan";
import type { AccountRoles } from "./read-account";
import type { RolesReferred } from "./roles-referred";

export async function confirmForeignRoles(
  context: ScanContext,
  targets: readonly AccountTarget[],
  known: ReadonlyMap<string, AccountRoles>,
  referred: RolesReferred,
): Promise<void> {
  for (const { accountId, role } of targets) {
    const { all, checked } = known.get(accountId) ?? { all: null, checked: new Set<string>() };
    if (!all) continue;
    const missing = [...referred.of(accountId)].filter((arn) => !all.has(arn) && !checked.has(arn));
    if (missing.length === 0) continue;
    const scope = { accountId, region: null, clusterArn: null };
    const gate = new Gate();
    const { iam } = context.source.account(accountId, role);
    for (const arn of missing) {
      const name = parseRoleArn(arn)?.name ?? "";
      const answer = await gate.call("GetRole", arn, () => iam.role(name));
      if (!answer.ok || answer.value.arn !== arn) continue;
      const cause = { kind: "malformed", service: "iam", operation: "GetRole", error: "ChangedDuringScan" } as const;
      await context.gaps.report(
        { ...cause, message: `the role ${arn} was made after the account's roles were read` },
        scope,
        {
          resource: arn,
          consequence: "What the role allows is unknown until the next scan.",
        },
      );
    }
    await gate.report(context.gaps, scope);
  }
}
