import { formatNumber } from "@/components/shared/number";
import { Severity } from "@/components/shared/severity";
import { Time } from "@/components/shared/time";
import { cx } from "@/components/ui/cx";
import type { ReportDocument, DocumentTable as Table } from "@/lib/contracts/api";
import { type Severity as SeverityWord, severities } from "@/lib/domain/findings/finding";
import { visibleMarks } from "@/lib/view/spreadsheet/cell-text";

type Column = Table["columns"][number];

/** Rows that a page shows: the files have all. */
const MOST = 2_000;
const severityWords = new Set<unknown>(severities);

export function DocumentTable({ report, table }: { report: ReportDocument; table: Table }) {
  const columns = table.columns.filter(({ dataOnly }) => !dataOnly);
  if (columns.length === 0) return null;
  const all = report[table.id];
  const rows = Array.isArray(all) ? (all as readonly Readonly<Record<string, unknown>>[]) : [];
  const caption = `${visibleMarks(table.caption)} (${formatNumber(table.count)} ${table.count === 1 ? "row" : "rows"})`;
  return (
    <section className="mb-5 px-4 sm:px-gutter">
      <p className="mb-1 font-semibold">{caption}</p>
      {rows.length === 0 ? (
        <p className="text-n8">{table.empty}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <div tabIndex={0} className="relative overflow-x-auto print:overflow-visible">
          <table aria-label={table.caption} className="w-full min-w-[40rem] border-collapse text-left print:min-w-0">
            <thead>
              <tr className="border-line-strong border-b text-n8 text-xs">
                {columns.map(({ name, type }) => (
                  <th
                    key={name}
                    scope="col"
                    className={cx("h-row pr-4 font-medium last:pr-0", type === "number" && "text-right")}
                  >
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, MOST).map((row, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change while it is shown
                <tr key={at} className="break-inside-avoid border-line border-b align-top">
                  {columns.map((column) => (
                    <td
                      key={column.name}
                      className={cx(
                        "max-w-80 break-words py-1 pr-4 last:pr-0",
                        column.type === "number" && "tnum text-right",
                      )}
                    >
                      <Cell column={column} value={row[column.name]} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length > MOST ? (
        <p className="mt-1 text-n8">
          {formatNumber(MOST)} of {formatNumber(rows.length)} rows: the files have all.
        </p>
      ) : null}
    </section>
  );
}

function Cell({ column, value }: { column: Column; value: unknown }) {
  if (value === null || value === undefined) return null;
  if (column.type === "date" && typeof value === "string") return <Time at={value} />;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (column.name === "severity" && severityWords.has(value)) return <Severity severity={value as SeverityWord} />;
  return visibleMarks(String(value));
}
