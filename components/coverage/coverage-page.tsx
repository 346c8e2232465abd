"use client";
import { GapList } from "@/components/shared/gap-list";
import { counted } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { Failed, Loading } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import { useStatus } from "@/lib/client/status";
import type { CoverageAnswer, SnapshotStamp } from "@/lib/contracts/api";
import { AccessFiles } from "./access-files";
import { GapsByAccount } from "./gaps-by-account";
import { Identity } from "./identity";
import { awsItself, ScopeTable } from "./scope-table";
import { Verify } from "./verify";

/** What was read and when, what is missing, what that hides, and how to grant it. */
export function CoveragePage() {
  const query = useEstateQuery<CoverageAnswer>("/api/coverage");
  const status = useStatus();
  if (query.isError) return <Failed page error={errorBody(query.error)} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading rows={12} />;
  const { snapshot, data } = query.data;
  return (
    <>
      <PageHeader title="Coverage">
        <p className="mt-1 max-w-lines text-lg" data-answer>
          {sentence(data)}
        </p>
        <p className="text-n8">
          Read from <Time at={snapshot.startedAt} /> to <Time at={snapshot.finishedAt} />
          {staleWords(snapshot)}
          {status.data?.nextScheduledScanAt ? (
            <>
              {". Next scan "}
              <Time at={status.data.nextScheduledScanAt} />
            </>
          ) : null}
          {status.data?.nextScheduledActivityAt ? (
            <>
              {". Activity is next read "}
              <Time at={status.data.nextScheduledActivityAt} />
            </>
          ) : null}
        </p>
      </PageHeader>
      {status.data && status.data.problems.length > 0 ? (
        <Section title="What did not work">
          <ul className="max-w-page">
            {status.data.problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Section>
      ) : null}
      {data.gaps > 0 ? (
        <Section title="What is missing" note={counted(data.gaps, "gap", "gaps")}>
          <GapsByAccount answer={data} />
        </Section>
      ) : null}
      {data.optional.length > 0 ? (
        <Section title="Optional, not there" note="the scan is complete without it; answers name what they lack">
          <div className="max-w-page">
            <GapList gaps={data.optional} />
          </div>
        </Section>
      ) : null}
      <Section title="What was read">
        <ScopeTable scopes={data.scopes} />
      </Section>
      <Verify />
      <Section title="Access" id="access">
        {status.data ? <Identity status={status.data} /> : null}
        <AccessFiles />
      </Section>
    </>
  );
}

function sentence({ scopes, gaps }: CoverageAnswer): string {
  const of = (kind: "account" | "cluster") =>
    scopes.filter((scope) => scope.kind === kind && scope.accountId !== awsItself);
  const whole = (kind: "account" | "cluster") => of(kind).filter((scope) => scope.state === "read").length;
  if (gaps === 0) {
    const all = `${counted(of("account").length, "account", "accounts")} and ${counted(of("cluster").length, "cluster", "clusters")}`;
    return `Everything in scope was read: ${all}.`;
  }
  const accounts = `${whole("account")} of ${counted(of("account").length, "account", "accounts")}`;
  const clusters = `${whole("cluster")} of ${counted(of("cluster").length, "cluster", "clusters")}`;
  const read = of("cluster").length === 0 ? `${accounts}, and no cluster,` : `${accounts} and ${clusters}`;
  return `${read} were read without a gap. ${counted(gaps, "gap is", "gaps are")} listed below, each with what it hides.`;
}

function staleWords(snapshot: SnapshotStamp): string {
  return snapshot.stale ? ", more than a day ago: what changed since is not shown" : "";
}
