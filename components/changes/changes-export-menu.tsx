"use client";
import { ExportMenu } from "@/components/parts/export-menu";
import { apiGet } from "@/lib/client/api";
import type { ChangesExport } from "@/lib/contracts/api";
import { changeCells, changeColumns } from "@/lib/contracts/change-columns";

/** All changes of the filter, with who made them. */
export function ChangesExportMenu({ query }: { query: Readonly<Record<string, unknown>> }) {
  return (
    <ExportMenu
      what="changes"
      read={async () => {
        const json = await apiGet<ChangesExport>("/api/changes/export", { ...query, format: "json" });
        return { json, columns: changeColumns, rows: json.changes.map(changeCells) };
      }}
    />
  );
}
