/** How often each managed policy is attached in an account: AWS returns it with the policy, so it has to be counted. */
import type { Account } from "../../estate/model";

export interface PolicyUsage {
  readonly attached: number;
  readonly boundary: number;
}

const NONE: PolicyUsage = { attached: 0, boundary: 0 };
const usageOf = new WeakMap<Account, Map<string, { attached: number; boundary: number }>>();

export function policyUsage(account: Account, policyArn: string): PolicyUsage {
  return counts(account).get(policyArn) ?? NONE;
}

/** ARNs of the managed policies that are in use in the account, as attachment or boundary. */
export function policiesInUse(account: Account): string[] {
  return [...counts(account).keys()];
}

function counts(account: Account): Map<string, { attached: number; boundary: number }> {
  const known = usageOf.get(account);
  if (known !== undefined) return known;
  const usage = new Map<string, { attached: number; boundary: number }>();
  const entry = (arn: string) => {
    const found = usage.get(arn) ?? { attached: 0, boundary: 0 };
    usage.set(arn, found);
    return found;
  };
  for (const principal of [...account.users.values(), ...account.roles.values()]) {
    for (const policy of principal.attached) entry(policy.arn).attached++;
    if (principal.boundaryArn !== null) entry(principal.boundaryArn).boundary++;
  }
  usageOf.set(account, usage);
  return usage;
}
