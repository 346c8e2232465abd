"use client";
import { apiGet } from "@/lib/client/api";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import type { FromSnapshot } from "@/lib/contracts/api";
import { type AnswerFile, ExportMenu } from "./export-menu";

const windowSize = 500;

interface Matched<Row> {
  readonly rows: readonly Row[];
  /** Rows under the filters, in all windows. */
  readonly matched: number;
}

/** Saves all rows under the filters in force; they are read window by window. */
export function RowsExport<Row>({
  what,
  format,
  path,
  query,
  columns,
  record,
}: {
  what: string;
  /** Of the JSON file: "podlens.who-can/v1". */
  format: string;
  path: string;
  query: Readonly<Record<string, unknown>>;
  columns: readonly string[];
  /** A row's cells, in the order of `columns`. */
  record: (row: Row) => AnswerFile["rows"][number];
}) {
  const { id } = useSnapshotChoice();
  async function read(): Promise<AnswerFile> {
    const rows: Row[] = [];
    for (;;) {
      const { snapshot, data } = await apiGet<FromSnapshot<Matched<Row>>>(path, {
        ...query,
        snapshot: id,
        offset: rows.length,
        limit: windowSize,
      });
      rows.push(...data.rows);
      if (data.rows.length === 0 || rows.length >= data.matched) {
        const json = { format, snapshot, question: query, answer: { ...data, rows } };
        return { json, columns, rows: rows.map(record) };
      }
    }
  }
  return <ExportMenu what={what} read={read} />;
}
