import { FindingLines } from "@/components/parts/finding-lines";
import { SeverityCountLinks, totalCount } from "@/components/parts/severity-counts";
import { Link } from "@/components/shared/link";
import { counted, formatNumber } from "@/components/shared/number";
import { type FindingSummary, pageHref } from "@/lib/contracts/api";

/** Rows on the overview; the list has them all. */
const worst = 5;

/** What is wrong: how many findings are open, how bad, and the worst of them. */
export function OverviewFindings({ summary, gaps }: { summary: FindingSummary | null; gaps: number }) {
  const open = summary === null ? 0 : totalCount(summary.open);
  return (
    <section aria-label="Findings" className="min-w-0">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 border-line-strong border-b pb-1">
        <h2 className="font-semibold text-md">Findings</h2>
        {summary === null || open === 0 ? null : (
          <Link href={pageHref("/findings", { status: ["open"] })} className="link tnum whitespace-nowrap">
            All {formatNumber(open)}
          </Link>
        )}
      </div>
      {summary === null ? (
        <p className="py-1.5 text-n8">This snapshot was not evaluated, so nothing can be said of findings.</p>
      ) : (
        <>
          <div className="py-1.5">
            {open === 0 ? (
              <p className="text-n8">
                {summary.failed > 0
                  ? "The rules that could be run found nothing."
                  : gaps > 0
                    ? "Nothing is open in what could be read."
                    : "Nothing is open."}
              </p>
            ) : (
              <SeverityCountLinks counts={summary.open} query={{ status: ["open"] }} />
            )}
            {summary.failed > 0 ? (
              <p className="text-medium">
                {counted(summary.failed, "rule", "rules")} failed:{" "}
                <Link href="/findings/rules" className="link">
                  what they would have found is not known
                </Link>
                .
              </p>
            ) : null}
          </div>
          <FindingLines rows={summary.top.slice(0, worst)} />
        </>
      )}
    </section>
  );
}
