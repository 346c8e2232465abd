/** Which roles clusters refer to: each of them is looked for before it is said to be gone. */
import { parseRoleArn } from "@/lib/domain/aws/arn";

export class RolesReferred {
  /** By account. */
  readonly byAccount = new Map<string, Set<string>>();

  add(arn: string | null): void {
    const accountId = arn === null ? undefined : parseRoleArn(arn)?.accountId;
    if (arn === null || accountId === undefined) return;
    const known = this.byAccount.get(accountId);
    if (known) known.add(arn);
    else this.byAccount.set(accountId, new Set([arn]));
  }

  of(accountId: string): ReadonlySet<string> {
    return this.byAccount.get(accountId) ?? new Set();
  }
}
