/** Changes as a table: the same columns wherever they are written to a file. */
import type { ChangeRow } from "./api/changes";

export const changeColumns = [
  "risk",
  "change",
  "kind",
  "title",
  "context",
  "text",
  "reasons",
  "madeAt",
  "madeWith",
  "madeBy",
  "session",
  "eventId",
  "recorded",
  "id",
] as const;

/** In the order of `changeColumns`. Who made it is the first recorded event of several. */
export function changeCells({ madeBy, reasons, ...row }: ChangeRow): readonly (string | null)[] {
  const [event] = madeBy.events;
  return [
    row.risk,
    row.change,
    row.kind,
    row.title,
    row.context,
    row.text,
    reasons.join(" "),
    event?.time ?? null,
    event?.call ?? null,
    event?.actor ?? null,
    event?.sessionName ?? null,
    event?.eventId ?? null,
    madeBy.why,
    row.id,
  ];
}
