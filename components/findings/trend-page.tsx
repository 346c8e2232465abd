"use client";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { totalCount } from "@/components/parts/severity-counts";
import { Link } from "@/components/shared/link";
import { counted, formatNumber } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { PlainTable } from "@/components/ui/plain-table";
import { Select } from "@/components/ui/select";
import { errorBody } from "@/lib/client/api";
import { useFindingsQuery } from "@/lib/client/findings";
import { type FindingTrendAnswer, type FindingTrendPoint, pageHref } from "@/lib/contracts/api";
import { severities } from "@/lib/domain/findings/finding";
import { FindingsNav } from "./findings-nav";
import { TrendChart } from "./trend-chart";
import { changeOf } from "./trend-scale";
import { severityWords } from "./words";

const spans = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
  { value: "3650", label: "All" },
] as const;

/** How many were open at each snapshot. */
export function TrendPage() {
  const [days, setDays] = useQueryState("days", parseAsStringLiteral(["30", "90", "365", "3650"]).withDefault("90"));
  const query = useFindingsQuery<FindingTrendAnswer>("/api/findings/trend", { days });
  const points = query.data?.points ?? [];
  return (
    <>
      <PageHeader
        title="Findings"
        actions={
          <Select
            label="How far back"
            value={days}
            options={spans}
            onChange={(event) => void setDays(spans.find(({ value }) => value === event.target.value)?.value ?? "90")}
          />
        }
      >
        <FindingsNav />
      </PageHeader>
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Loading rows={10} /> : null}
      {query.data && points.length === 0 ? (
        <Empty title="No snapshot of this time was evaluated">
          Each scan adds a point. Choose a longer time, or scan.
        </Empty>
      ) : null}
      {points.length > 0 ? (
        <>
          <Section title="Open findings by severity" note={counted(points.length, "snapshot", "snapshots")}>
            <TrendChart points={points} />
            {points.length === 1 ? (
              <p className="mt-2 text-n8">One snapshot is no trend yet: each scan adds a point.</p>
            ) : null}
          </Section>
          <Section title="As a table">
            <div className="max-w-page">
              <TrendTable points={points} />
            </div>
          </Section>
        </>
      ) : null}
    </>
  );
}

function TrendTable({ points }: { points: readonly FindingTrendPoint[] }) {
  const rows = points.map((point, at) => {
    const before = points[at - 1];
    const change = changeOf(point.open, before?.open);
    const otherRules = before !== undefined && before.engineVersion !== point.engineVersion;
    return {
      key: point.snapshotId,
      cells: [
        <Link key="at" href={pageHref("/findings", { snapshot: point.snapshotId })} prefetch={false} className="link">
          <Time at={point.at} />
        </Link>,
        ...severities.map((severity) => formatNumber(point.open[severity])),
        formatNumber(totalCount(point.accepted)),
        <span key="change" className="text-n8">
          {change === null
            ? ""
            : change > 0
              ? `+${formatNumber(change)}`
              : change < 0
                ? `−${formatNumber(-change)}`
                : "="}
          {otherRules ? " other rules" : ""}
        </span>,
      ],
    };
  });
  return (
    <PlainTable
      label="Findings by snapshot"
      columns={[
        { title: "Snapshot", className: "w-52" },
        ...severities.map((severity) => ({ title: severityWords[severity], numeric: true })),
        { title: "Accepted", numeric: true },
        { title: "Change", numeric: true },
      ]}
      rows={rows.reverse()}
    />
  );
}
