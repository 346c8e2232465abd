/** A role of pods was assumed by something that no binding explains. */
import type { AssumedRow, Unexpected, UnexpectedContext, UnexpectedFacts } from "./facts";
import type { BindingBook } from "./known-bindings";
import { nameOf, roleName, times } from "./names";

export function unexplainedAssumptions(
  facts: UnexpectedFacts,
  context: UnexpectedContext,
  book: BindingBook,
): readonly Unexpected[] {
  return facts.assumed.flatMap((row) => {
    const because = why(row, facts, context, book);
    if (because === null) return [];
    const by = row.who === null ? (row.caller ?? "Something that the record does not name") : nameOf(row.who);
    return [
      {
        kind: "unexplained-assumption" as const,
        key: `${row.roleArn}|${row.who?.id ?? row.caller ?? ""}`,
        at: row.last,
        title: `${by} assumed ${roleName(row.roleArn)}`,
        explanation: `${because} It was assumed ${times(row.count, "time", "times")} in this stretch.`,
        accountId: row.accountId,
        region: row.region,
        who: row.who,
        roleArn: row.roleArn,
        sessionId: row.sessionId,
        eventIds: row.eventIds,
        events: row.count,
        limits: [
          "Judged by the bindings of the snapshot that the page shows: one that was there then and is gone now is not among them.",
        ],
      },
    ];
  });
}

function why(row: AssumedRow, facts: UnexpectedFacts, context: UnexpectedContext, book: BindingBook): string | null {
  // The roles that a pod's credentials may go on to are explained by the trust between the roles.
  if (row.callerRoleArn !== null && context.knownChain(row.callerRoleArn, row.roleArn)) return null;
  if (row.who !== null && row.mechanism !== null && row.mechanism !== "node-role") {
    if (row.who.id === null || book.leads(row.who, row.roleArn) || wasDeleted(row, facts)) return null;
    return `The record names ${nameOf(row.who)}, and neither an association nor a trust policy leads it to this role.`;
  }
  if (!book.isPodRole(row.roleArn) || row.mechanism !== null) return null;
  return "Pods get this role through their bindings; this caller is none of them.";
}

/** Its association was deleted in this stretch: another rule says so. */
function wasDeleted(row: AssumedRow, facts: UnexpectedFacts): boolean {
  return facts.changes.some(
    (change) =>
      change.kind === "association-deleted" &&
      change.at >= row.first &&
      change.namespace === row.who?.namespace &&
      change.serviceAccount === row.who?.serviceAccount,
  );
}
