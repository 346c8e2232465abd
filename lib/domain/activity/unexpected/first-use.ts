/** A workload used a role for the first time, or again after a long time. */
import { DAY, type Unexpected, type UnexpectedFacts } from "./facts";
import { moment, nameOf, roleName } from "./names";

/** A rest as long as this makes the next use a first one. Milliseconds. */
export const longRest = 30 * DAY;

export function firstUses(facts: UnexpectedFacts): readonly Unexpected[] {
  const { watchedFrom } = facts;
  if (watchedFrom === null) return [];
  return facts.assumed.flatMap((row) => {
    if (row.who === null || row.mechanism === null) return [];
    const since = row.before ?? watchedFrom;
    if (row.first - since < longRest) return [];
    // A binding that was only just made has to be used for a first time.
    if (
      facts.changes.some(
        (change) =>
          makes(change.kind) && change.at > row.first - 7 * DAY && change.at <= row.first && sameName(change, row.who),
      )
    )
      return [];
    const rest = Math.floor((row.first - since) / DAY);
    return [
      {
        kind: "first-use" as const,
        key: `${row.who.id}|${row.roleArn}|${row.before ?? ""}`,
        at: row.first,
        title: `${nameOf(row.who)} used ${roleName(row.roleArn)} ${row.before === null ? "for the first time" : `after ${rest} days`}`,
        explanation:
          row.before === null
            ? `No earlier assumption is recorded, and records go back to ${moment(watchedFrom)}.`
            : `Its last assumption before was ${moment(row.before)}.`,
        accountId: row.accountId,
        region: row.region,
        who: row.who,
        roleArn: row.roleArn,
        sessionId: row.sessionId,
        eventIds: row.eventIds.slice(0, 1),
        events: row.count,
        limits: row.before === null ? ["Days that were not watched may hide an earlier use."] : [],
      },
    ];
  });
}

function makes(kind: string): boolean {
  return kind === "association-created" || kind === "association-updated" || kind === "role-created";
}

function sameName(
  change: { readonly namespace: string | null; readonly serviceAccount: string | null },
  who: { readonly namespace: string | null; readonly serviceAccount: string | null } | null,
): boolean {
  return change.namespace === (who?.namespace ?? null) && change.serviceAccount === (who?.serviceAccount ?? null);
}
