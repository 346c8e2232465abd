/** Whether an account is one's own: in the scope, or a member of the organization, as far as that was read. */
import type { FindingFacts } from "../../rule";

export interface Foreign {
  readonly foreign: boolean;
  /** False = the organization was not read: it may be a member that is out of scope. */
  readonly certain: boolean;
}

export function isForeign({ model: { estate } }: FindingFacts, own: string, accountId: string | null): Foreign {
  if (accountId === null || accountId === own || estate.accounts.has(accountId))
    return { foreign: false, certain: true };
  if (estate.clusters.some((cluster) => cluster.accountId === accountId)) return { foreign: false, certain: true };
  const { organization } = estate;
  if (!organization) return { foreign: true, certain: false };
  return { foreign: !organization.accounts.some(({ id }) => id === accountId), certain: true };
}
