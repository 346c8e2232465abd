/** Which accounts a scan reads, and with which role each. */

import type { Config } from "@/lib/contracts/config";
import type { OrganizationFacts } from "@/lib/domain/snapshot/facts";
import type { Caller, ReaderRole } from "./ports";

export interface AccountTarget {
  readonly accountId: string;
  readonly name: string | null;
  readonly role: ReaderRole;
  /** Read with the caller's own credentials where the role cannot be assumed: it is the caller's account. */
  readonly orCaller: boolean;
  /** A configured account that is not the caller's and has no role: cannot be read. */
  readonly unreachable: boolean;
}

/** The configured accounts, those of the organisation, and the caller's own. `organization`: null where it was not read. */
export function planAccounts(
  scope: Config["scope"],
  caller: Caller,
  organization: OrganizationFacts | null,
): AccountTarget[] {
  const targets = new Map<string, AccountTarget>();
  const names = new Map(organization?.accounts.map(({ id, name }) => [id, name]) ?? []);
  const own = (accountId: string) => accountId === caller.accountId;
  for (const { id, name, roleArn, externalId } of scope.accounts) {
    const role = roleArn === undefined ? null : { arn: roleArn, externalId: externalId ?? null };
    targets.set(id, {
      accountId: id,
      name: name ?? names.get(id) ?? null,
      role,
      orCaller: false,
      unreachable: role === null && !own(id),
    });
  }
  const { organization: wanted } = scope;
  if (wanted && organization) {
    const excluded = new Set(wanted.exclude);
    for (const account of organization.accounts) {
      if (targets.has(account.id) || excluded.has(account.id) || !isActive(account.state)) continue;
      if (wanted.organizationalUnits && !isUnder(account, wanted.organizationalUnits, organization)) continue;
      const role = {
        arn: `arn:${caller.partition}:iam::${account.id}:role/${wanted.roleName.replace(/^\//, "")}`,
        externalId: wanted.externalId ?? null,
      };
      targets.set(account.id, {
        accountId: account.id,
        name: account.name,
        role,
        orCaller: own(account.id),
        unreachable: false,
      });
    }
  }
  const includeCaller = scope.includeCaller ?? (wanted === undefined || organization === null);
  if (includeCaller && !targets.has(caller.accountId)) {
    targets.set(caller.accountId, {
      accountId: caller.accountId,
      name: names.get(caller.accountId) ?? null,
      role: null,
      orCaller: false,
      unreachable: false,
    });
  }
  if (scope.includeCaller === false && !scope.accounts.some(({ id }) => own(id))) targets.delete(caller.accountId);
  return [...targets.values()];
}

/** Absent state: old answers do not have it, and a closed account would not have been listed. */
function isActive(state: string | null): boolean {
  return state === null || state === "ACTIVE";
}

function isUnder(
  account: OrganizationFacts["accounts"][number],
  units: readonly string[],
  organization: OrganizationFacts,
): boolean {
  if (account.path !== null) return account.path.split("/").some((step) => units.includes(step));
  const parentOf = new Map(organization.units.map(({ id, parentId }) => [id, parentId]));
  let steps = 0;
  for (let at = account.parentId; at !== null && steps < 20; at = parentOf.get(at) ?? null, steps++)
    if (units.includes(at)) return true;
  return false;
}
