"use client";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import type { AskVerdict } from "@/lib/contracts/api";
import type { AccessLevel } from "@/lib/domain/policy/table";
import { formatNumber } from "./number";

/** In the order in which they matter less and less to who only wants to read. */
export const levels: readonly AccessLevel[] = ["List", "Read", "Write", "Tagging", "Permissions management"];

export interface MatrixCell {
  readonly verdict: AskVerdict;
  /** "12 of 40": actions, or workloads. */
  readonly text: string;
  /** For readers: "12 of 40 actions, conditional". */
  readonly title: string;
  readonly href: string;
  readonly onward: boolean;
  readonly chosen: boolean;
}

const tones: Readonly<Record<AskVerdict, { sign: string; className: string }>> = {
  allowed: { sign: "✓", className: "text-n10" },
  conditional: { sign: "◐", className: "text-medium" },
  unknown: { sign: "?", className: "text-info" },
  denied: { sign: "✕", className: "text-high" },
};

/** Lines before the reader asks for the rest: a role that may do everything has hundreds. */
const first = 60;

/** Services by access level. Heading and first column stay in place; each cell leads to its rows. */
export function LevelMatrix({
  label,
  rows,
  link,
}: {
  label: string;
  rows: readonly {
    readonly service: string;
    readonly name: string;
    readonly cells: ReadonlyMap<AccessLevel, MatrixCell>;
  }[];
  link: (cell: MatrixCell, content: ReactNode) => ReactNode;
}) {
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, first);
  return (
    <div
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      className="relative max-h-[70vh] overflow-auto rounded-panel border border-line"
    >
      <table aria-label={label} className="w-full min-w-[46rem] border-collapse text-left">
        <thead>
          <tr>
            <th
              scope="col"
              className="sticky top-0 left-0 z-20 h-row border-line border-b bg-n1 px-3 font-medium text-n8 text-xs"
            >
              Service
            </th>
            {levels.map((level) => (
              <th
                key={level}
                scope="col"
                className="sticky top-0 z-10 h-row w-36 min-w-28 whitespace-nowrap border-line border-b bg-n1 px-3 font-medium text-n8 text-xs"
              >
                {level}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.service} className="border-line border-b last:border-b-0">
              <th
                scope="row"
                className="sticky left-0 z-10 h-row max-w-40 truncate bg-n0 sm:max-w-56 px-3 font-medium"
                title={row.service}
              >
                {row.name}
              </th>
              {levels.map((level) => {
                const cell = row.cells.get(level);
                return (
                  <td key={level} className={cx("h-row p-0", cell?.chosen && "bg-accent-soft")}>
                    {cell === undefined ? (
                      <span className="px-3 text-n6" role="img" aria-label={`no ${level.toLowerCase()}`}>
                        ·
                      </span>
                    ) : (
                      link(
                        cell,
                        <>
                          <span aria-hidden="true" className={cx("inline-block w-5", tones[cell.verdict].className)}>
                            {tones[cell.verdict].sign}
                          </span>
                          <span aria-hidden="true" className="tnum">
                            {cell.text}
                          </span>
                          {cell.onward ? (
                            <span aria-hidden="true" className="ml-1.5 text-n8 text-xs">
                              onward
                            </span>
                          ) : null}
                          <span className="sr-only">
                            {row.name}, {level}: {cell.title}
                          </span>
                        </>,
                      )
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < rows.length ? (
        <div className="sticky left-0 p-2" data-chrome>
          <Button onClick={() => setAll(true)}>Show {formatNumber(rows.length - shown.length)} more services</Button>
        </div>
      ) : null}
    </div>
  );
}

export const cellClass = "flex h-row items-center whitespace-nowrap px-3 hover:bg-n2";

/** "3 of 12 actions, conditional" */
export function cellTitle(actions: number, of: number, verdict: AskVerdict, onward: boolean): string {
  return `${formatNumber(actions)} of ${formatNumber(of)} actions, ${verdict}${onward ? ", only through a further role" : ""}`;
}
