"use client";
import { ExportMenu } from "@/components/parts/export-menu";
import { apiGet } from "@/lib/client/api";
import type { ChangesExport } from "@/lib/contracts/api";

const columns = [
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
];

/** All changes of the filter, with who made them. */
export function ChangesExportMenu({ query }: { query: Readonly<Record<string, unknown>> }) {
  return (
    <ExportMenu
      what="changes"
      read={async () => {
        const json = await apiGet<ChangesExport>("/api/changes/export", { ...query, format: "json" });
        const rows = json.changes.map(({ madeBy, ...row }) => {
          const [event] = madeBy.events;
          return [
            row.risk,
            row.change,
            row.kind,
            row.title,
            row.context,
            row.text,
            row.reasons.join(" "),
            event?.time ?? null,
            event?.call ?? null,
            event?.actor ?? null,
            event?.sessionName ?? null,
            event?.eventId ?? null,
            madeBy.why,
            row.id,
          ];
        });
        return { json, columns, rows };
      }}
    />
  );
}
