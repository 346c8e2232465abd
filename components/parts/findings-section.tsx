"use client";
import { Link } from "@/components/shared/link";
import { counted } from "@/components/shared/number";
import { Section } from "@/components/shared/page-header";
import { useEstateQuery } from "@/lib/client/estate-query";
import type { FindingSummary, FindingsAnswer } from "@/lib/contracts/api";
import { pageHref } from "@/lib/contracts/api";
import { FindingLines } from "./finding-lines";
import { SeverityCountLinks, totalCount } from "./severity-counts";

/** What is wrong with the thing of a page. `summary` null = its snapshot was not evaluated. */
export function FindingsSection({ summary }: { summary: FindingSummary | null }) {
  if (summary === null)
    return (
      <Section title="Findings" id="findings">
        <p className="text-n8">This snapshot was not evaluated, so nothing can be said of findings.</p>
      </Section>
    );
  const open = totalCount(summary.open);
  return (
    <Section
      title="Findings"
      id="findings"
      note={
        open + summary.accepted === 0 ? null : (
          <Link href={summary.href} className="link">
            {counted(open, "is open", "are open")}
            {summary.accepted > 0 ? `, ${counted(summary.accepted, "is accepted", "are accepted")}` : ""}
          </Link>
        )
      }
    >
      <div className="flex max-w-page flex-col gap-2">
        {open === 0 ? (
          <p className="text-n8">{nothing(summary)}</p>
        ) : (
          <SeverityCountLinks counts={summary.open} query={queryOf(summary.href)} />
        )}
        {summary.top.length === 0 ? null : <FindingLines rows={summary.top} />}
        {summary.failed > 0 ? (
          <p className="text-medium">
            <span aria-hidden="true">▲ </span>
            {counted(summary.failed, "rule", "rules")} failed: what they would have found is not known.{" "}
            <Link href="/findings/rules" className="link">
              Which
            </Link>
          </p>
        ) : null}
      </div>
    </Section>
  );
}

/** The same for a page whose answer has no summary: asked from the list. */
export function FindingsOfQuery({
  query,
}: {
  query: { readonly subject?: string; readonly cluster?: readonly string[]; readonly account?: readonly string[] };
}) {
  const answer = useEstateQuery<FindingsAnswer>("/api/findings", { ...query, status: ["open"], limit: 5 });
  const accepted = useEstateQuery<FindingsAnswer>("/api/findings", { ...query, status: ["accepted"], limit: 1 });
  if (!answer.data || !accepted.data) return null;
  const { data } = answer.data;
  const count = (severity: string) => data.facets.severity.find(({ value }) => value === severity)?.count ?? 0;
  return (
    <FindingsSection
      summary={{
        open: {
          critical: count("critical"),
          high: count("high"),
          medium: count("medium"),
          low: count("low"),
          info: count("info"),
        },
        accepted: accepted.data.data.matched,
        top: data.rows,
        failed: data.evaluation.failed.length,
        href: pageHref("/findings", query),
      }}
    />
  );
}

function nothing({ failed, accepted }: FindingSummary): string {
  if (failed > 0) return "Nothing was found by the rules that could be run.";
  return accepted > 0 ? "Nothing is open." : "Nothing was found.";
}

function queryOf(href: string): Record<string, string> {
  const at = href.indexOf("?");
  return at < 0 ? {} : Object.fromEntries(new URLSearchParams(href.slice(at)));
}
