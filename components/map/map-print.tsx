"use client";
import { useCallback, useEffect, useState } from "react";
import { mechanismName } from "@/components/shared/mechanism";
import { formatNumber } from "@/components/shared/number";
import { verdictWord } from "@/components/shared/verdict";
import type { GraphPath, GraphQuery } from "@/lib/contracts/graph";
import type { Mechanism } from "@/lib/domain/identity/binding";
import { useGraphPaths } from "./use-map-answers";

/** Paths that paper gets: more would be a book; the exports carry them all. */
const printed = 1000;

/**
 * On paper the map is its table. The rows are fetched when printing is asked for (the menu, Ctrl P), and the browser's
 * window opens when they are there.
 */
export function useMapPrint(query: GraphQuery) {
  const [wanted, setWanted] = useState(false);
  const paths = useGraphPaths(query, wanted);
  const { onWindow, total, error } = paths;
  const count = Math.min(printed, total ?? 0);
  const ready = total !== null && (count === 0 || paths.rowAt(count - 1) !== null);

  useEffect(() => {
    if (wanted && total !== null) onWindow(0, Math.max(0, Math.min(printed, total) - 1));
  }, [wanted, total, onWindow]);

  useEffect(() => {
    if (!wanted || !(ready || error !== null)) return;
    window.print();
    setWanted(false);
  }, [wanted, ready, error]);

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "p" || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      setWanted(true);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);

  const print = useCallback(() => setWanted(true), []);
  const rows: (GraphPath | null)[] = wanted && ready ? Array.from({ length: count }, (_, at) => paths.rowAt(at)) : [];
  return {
    print,
    sheet: <PrintSheet columns={paths.columns.map((column) => column.title)} rows={rows} total={total ?? 0} />,
  };
}

function PrintSheet({
  columns,
  rows,
  total,
}: {
  columns: readonly string[];
  rows: readonly (GraphPath | null)[];
  total: number;
}) {
  if (rows.length === 0) return null;
  return (
    <div data-print-only className="hidden">
      <table className="w-full border-collapse text-xs">
        <caption className="py-2 text-left">
          {rows.length < total
            ? `The first ${formatNumber(rows.length)} of ${formatNumber(total)} paths. Exports carry all.`
            : `${formatNumber(total)} paths`}
        </caption>
        <thead>
          <tr>
            {[...columns, "Mechanism", "Verdict"].map((title) => (
              <th key={title} scope="col" className="border-line-strong border-b py-1 pr-2 text-left font-medium">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) =>
            row === null ? null : (
              // biome-ignore lint/suspicious/noArrayIndexKey: the sheet is printed once and never changes
              <tr key={at} className="break-inside-avoid">
                {row.cells.map((cell, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells stand in the order of the columns
                  <td key={column} className="border-line border-b py-0.5 pr-2 align-top">
                    {cell?.label ?? "–"}
                  </td>
                ))}
                <td className="border-line border-b py-0.5 pr-2 align-top">
                  {mechanismName(row.mechanism as Mechanism)}
                </td>
                <td className="border-line border-b py-0.5 align-top">
                  {verdictWord(row.state)}
                  {row.because === null ? "" : `: ${row.because}`}
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  );
}
