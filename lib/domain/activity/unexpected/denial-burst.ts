/** Many denials in a short time: something tries what it may not do. */
import { type DenialRow, HOUR, type Unexpected, type UnexpectedFacts } from "./facts";
import { listed, moment, nameOf, roleName, times } from "./names";

/** So many within an hour are a burst. */
export const burst = 20;

export function denialBursts(facts: UnexpectedFacts): readonly Unexpected[] {
  const bySubject = new Map<string, DenialRow[]>();
  for (const row of facts.denials) {
    if (row.count < burst) continue;
    const key = `${row.what}|${row.who?.id ?? ""}|${row.roleArn ?? ""}|${row.accountId}`;
    const held = bySubject.get(key);
    if (held) held.push(row);
    else bySubject.set(key, [row]);
  }
  return [...bySubject].flatMap(([key, rows]) => stretches(rows).map((stretch) => toEntry(key, stretch)));
}

/** Hours that follow each other are one burst. */
function stretches(rows: readonly DenialRow[]): DenialRow[][] {
  const sorted = [...rows].sort((a, b) => a.hour - b.hour);
  const found: DenialRow[][] = [];
  for (const row of sorted) {
    const last = found.at(-1);
    if (last && row.hour - (last.at(-1)?.hour ?? 0) <= HOUR) last.push(row);
    else found.push([row]);
  }
  return found;
}

function toEntry(key: string, rows: readonly DenialRow[]): Unexpected {
  const [first] = rows as [DenialRow, ...DenialRow[]];
  const count = rows.reduce((total, row) => total + row.count, 0);
  const actions = [...new Set(rows.flatMap((row) => row.actions))];
  const subject = first.who === null && first.roleArn !== null ? roleName(first.roleArn) : nameOf(first.who);
  return {
    kind: "denial-burst",
    key: `${key}|${first.hour}`,
    at: first.hour,
    title: `${subject}: ${times(count, "denial", "denials")} within ${times(rows.length, "hour", "hours")}`,
    explanation:
      first.what === "calls"
        ? `From ${moment(first.hour)} on, calls were denied: ${listed(actions, 8)}.`
        : `From ${moment(first.hour)} on, assumptions were denied${actions.length > 0 ? `: ${listed(actions, 8)}` : ""}.`,
    accountId: first.accountId,
    region: first.region,
    who: first.who,
    roleArn: first.roleArn,
    sessionId: first.sessionId,
    eventIds: rows.flatMap((row) => row.eventIds).slice(0, 50),
    events: count,
    limits:
      first.what === "assumptions" && first.who === null
        ? ["A denial of Pod Identity names neither role nor service account."]
        : [],
  };
}
