import type { ReactNode } from "react";
import { cx } from "./cx";

export interface PlainColumn {
  readonly title: string;
  /** Width and the like: "w-48". */
  readonly className?: string;
  readonly numeric?: boolean;
}

/** A short table that is all there at once. What is wider than the page scrolls inside itself. */
export function PlainTable({
  label,
  columns,
  rows,
  minWidth = "min-w-[40rem]",
}: {
  label: string;
  columns: readonly PlainColumn[];
  /** `cells` in the order of the columns; the first is the row's heading. */
  rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
  minWidth?: string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div tabIndex={0} className="relative overflow-x-auto">
      <table aria-label={label} className={cx("w-full border-collapse text-left", minWidth)}>
        <thead>
          <tr className="border-line-strong border-b text-n8 text-xs">
            {columns.map((column) => (
              <th
                key={column.title}
                scope="col"
                className={cx(
                  "h-row pr-4 font-medium last:pr-0",
                  column.numeric ? "text-right" : "text-left",
                  column.className,
                )}
              >
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className="border-line border-b align-top">
              {row.cells.map((cell, at) => {
                const column = columns[at];
                const className = cx("py-1 pr-4 last:pr-0", column?.numeric && "tnum text-right");
                return at === 0 ? (
                  <th key={column?.title} scope="row" className={cx(className, "text-left font-normal")}>
                    {cell}
                  </th>
                ) : (
                  <td key={column?.title} className={className}>
                    {cell}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
