/** Accounts and regions in which the history happens: what folders a trail's bucket has. */

import { accountOf } from "./event";
import type { History } from "./history";

/** Regions by account, both in order. Services without regions are recorded in us-east-1. */
export function activePlaces(history: History): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  const add = (account: string, region: string) => {
    const regions = found.get(account) ?? new Set();
    found.set(account, regions.add(region));
  };
  for (const actor of history.actors) {
    const accounts = [actor.account.id, accountOf(actor.role.arn), ...actor.onward.map((role) => accountOf(role.arn))];
    if (actor.target !== null) accounts.push(accountOf(actor.target.arn));
    for (const account of accounts) {
      add(account, actor.region);
      add(account, "us-east-1");
      for (const { resource } of actor.calls) {
        const region = resource.split(":")[3] ?? "";
        if (/^[a-z]{2}-[a-z]+-\d$/.test(region)) add(account, region);
      }
    }
  }
  for (const trail of history.trails) add(trail.accountId, trail.homeRegion);
  return new Map(
    [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([account, regions]) => [account, [...regions].sort()]),
  );
}
