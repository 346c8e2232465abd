/** Credentials of pods were used from an address that is neither configured egress nor known for the role. */
import { DAY, type Unexpected, type UnexpectedContext, type UnexpectedFacts } from "./facts";
import type { BindingBook } from "./known-bindings";
import { moment, nameOf, roleName, times } from "./names";

/** So long a role must have been watched before an address counts as new to it. Milliseconds. */
const learned = 7 * DAY;

export function newAddresses(
  facts: UnexpectedFacts,
  context: UnexpectedContext,
  book: BindingBook,
): readonly Unexpected[] {
  return facts.addresses.flatMap((row) => {
    if (row.first < facts.from || row.first >= facts.to) return [];
    if (row.first - row.roleFirst < learned) return [];
    if (!book.isPodRole(row.roleArn) || context.isEgress(row.ip)) return [];
    return [
      {
        kind: "new-address" as const,
        key: `${row.roleArn}|${row.ip}`,
        at: row.first,
        title: `${roleName(row.roleArn)} used from ${row.ip}`,
        explanation:
          `${nameOf(row.who)} called from ${row.ip}, ${times(row.calls, "call", "calls")} since ${moment(row.first)}. ` +
          `In the ${Math.floor((row.first - row.roleFirst) / DAY)} days that this role has been watched it was never used from there, and the address is no configured egress.`,
        accountId: row.accountId,
        region: null,
        who: row.who,
        roleArn: row.roleArn,
        sessionId: row.sessionId,
        eventIds: row.eventIds,
        events: row.calls,
        limits: [
          "Calls that AWS services forward and calls through VPC endpoints are left out: their addresses tell nothing.",
        ],
      },
    ];
  });
}
