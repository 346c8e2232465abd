/** A workload did more kinds of things in a day than on any day before. */
import { type BreadthRow, DAY, type Unexpected, type UnexpectedFacts } from "./facts";
import { listed, nameOf, times } from "./names";

/** So many days of use make a habit; so many actions more than ever make an exception. */
const habit = 7;
const more = 3;

export function newActions(facts: UnexpectedFacts): readonly Unexpected[] {
  const byWorkload = new Map<string, BreadthRow[]>();
  for (const row of facts.breadth) {
    const key = `${row.who.id}|${row.roleArn ?? ""}`;
    const held = byWorkload.get(key);
    if (held) held.push(row);
    else byWorkload.set(key, [row]);
  }
  return [...byWorkload].flatMap(([key, rows]) => {
    const found: Unexpected[] = [];
    let most = 0;
    let days = 0;
    for (const row of [...rows].sort((a, b) => a.day - b.day)) {
      const inside = row.day + DAY > facts.from && row.day < facts.to;
      if (inside && days >= habit && row.actions >= most + more && row.fresh.length > 0) {
        found.push(toEntry(key, row, most, days));
      }
      most = Math.max(most, row.actions);
      days += 1;
    }
    return found;
  });
}

function toEntry(key: string, row: BreadthRow, most: number, days: number): Unexpected {
  return {
    kind: "new-actions",
    key: `${key}|${row.day}`,
    at: row.day,
    title: `${nameOf(row.who)} used ${times(row.actions, "action", "actions")} on one day`,
    explanation: `On the ${days} days of use before it was at most ${most}. New that day: ${listed(row.fresh, 10)}.`,
    accountId: row.accountId,
    region: null,
    who: row.who,
    roleArn: row.roleArn,
    sessionId: null,
    eventIds: [],
    events: row.actions,
    limits: ["Data events count only on days on which a trail selected them."],
  };
}
