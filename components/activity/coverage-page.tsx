"use client";
import type { ReactNode } from "react";
import { counted, formatNumber } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { Notice } from "@/components/ui/notice";
import { PlainTable } from "@/components/ui/plain-table";
import { useActivityQuery } from "@/lib/client/activity";
import { errorBody } from "@/lib/client/api";
import type { ActivityCoverage, CoverageRow, CoverageState, DigestRow, EventClass } from "@/lib/contracts/api";
import { ActivityNav } from "./activity-nav";
import { IngestControl } from "./ingest-control";

const classWords: Readonly<Record<EventClass, string>> = {
  assume: "Assumptions",
  "management-write": "Management, writing",
  "management-read": "Management, reading",
  data: "Data events",
};

interface StateWords {
  readonly sign: string;
  readonly word: string;
  readonly tone: string;
}

function State({ sign, word, tone }: StateWords) {
  return (
    <span className={`whitespace-nowrap font-medium ${tone}`}>
      <span aria-hidden="true">{sign} </span>
      {word}
    </span>
  );
}

function Figure({ children }: { children: ReactNode }) {
  return <span className="tnum whitespace-nowrap">{children}</span>;
}

const stateWords: Readonly<Record<CoverageState, StateWords>> = {
  recorded: { sign: "✓", word: "Recorded", tone: "" },
  partly: { sign: "◐", word: "In part", tone: "text-medium" },
  "not-selected": { sign: "–", word: "Not selected", tone: "text-medium" },
  stopped: { sign: "✕", word: "Stopped", tone: "text-high" },
  unknown: { sign: "?", word: "Unknown", tone: "text-info" },
};

const columns = ["Account", "Region", "Events", "From", "To", "State", "Because"].map((title) => ({ title }));

function cellsOf(row: CoverageRow): ReactNode[] {
  return [
    <Figure key="account">{row.accountId}</Figure>,
    <span key="region" className="whitespace-nowrap">
      {row.region}
    </span>,
    <span key="class" className="whitespace-nowrap">
      {classWords[row.class]}
    </span>,
    <Figure key="from">{row.from}</Figure>,
    <Figure key="to">{row.to}</Figure>,
    <State key="state" {...stateWords[row.state]} />,
    <span key="because">
      {row.because}
      {row.sources.length === 0 ? null : (
        <span className="block break-all text-n8 text-xs">{[...new Set(row.sources)].join(", ")}</span>
      )}
    </span>,
  ];
}

const digestWords: Readonly<Record<DigestRow["state"], StateWords>> = {
  validated: { sign: "✓", word: "Validated", tone: "" },
  "hashes-only": { sign: "◐", word: "Hashes only", tone: "text-medium" },
  mismatch: { sign: "✕", word: "Changed", tone: "text-critical" },
  missing: { sign: "✕", word: "Missing", tone: "text-critical" },
  none: { sign: "–", word: "No digests", tone: "text-medium" },
  "not-asked": { sign: "?", word: "Not asked", tone: "text-info" },
};

const digestColumns = ["Account", "Region", "From", "To", "State", "Files", "Because"].map((title) => ({ title }));

function digestCells(row: DigestRow): ReactNode[] {
  return [
    <Figure key="account">{row.accountId}</Figure>,
    row.region,
    <Figure key="from">{row.from}</Figure>,
    <Figure key="to">{row.to}</Figure>,
    <State key="state" {...digestWords[row.state]} />,
    <Figure key="files">{row.digests === 0 ? "" : counted(row.files, "file", "files")}</Figure>,
    <span key="because">
      {row.because}
      {row.named.map((name) => (
        <code key={name} className="block break-all text-xs">
          {name}
        </code>
      ))}
    </span>,
  ];
}

/** Files that are not as CloudTrail delivered them: whatever they tell may be made up. */
function Alarms({ rows }: { rows: readonly DigestRow[] }) {
  const changed = rows.filter(({ state }) => state === "mismatch" || state === "missing");
  if (changed.length === 0) return null;
  const names = [...new Set(changed.flatMap(({ named }) => named))];
  return (
    <Notice icon="warning">
      <p className="font-medium text-critical">
        Critical: {counted(names.length, "file", "files")} of the trails were changed or removed after delivery.
      </p>
      {names.slice(0, 20).map((name) => (
        <p key={name}>
          <code className="break-all text-xs">{name}</code>
        </p>
      ))}
    </Notice>
  );
}

/** What was watched, where and when: on this rests every "never seen". */
export function ActivityCoveragePage() {
  const query = useActivityQuery<ActivityCoverage>("/api/activity/coverage");
  return (
    <>
      <PageHeader title="Activity" actions={<IngestControl />}>
        <ActivityNav />
      </PageHeader>
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Loading rows={12} /> : null}
      {query.data ? <Coverage coverage={query.data} /> : null}
    </>
  );
}

function Coverage({ coverage }: { coverage: ActivityCoverage }) {
  const { files } = coverage;
  return (
    <>
      <div className="flex max-w-page flex-col gap-2 px-4 pb-4 sm:px-gutter">
        <p className="text-lg" data-answer>
          {coverage.oldest === null || coverage.newest === null ? (
            "No record was read: nothing can be said of what pods did."
          ) : (
            <>
              {counted(files.events, "event", "events")} from <Time at={coverage.oldest} /> to{" "}
              <Time at={coverage.newest} />, out of {counted(files.files, "file", "files")} with{" "}
              {counted(files.records, "record", "records")}; {formatNumber(files.duplicates)} were delivered twice.
            </>
          )}
        </p>
        <Alarms rows={coverage.digests} />
        {coverage.delegated.map(({ engine, days, bytesScanned }) => (
          <p key={engine} className="text-n8">
            <code className="break-all">{engine}</code> counted {counted(days, "day", "days")}; Athena scanned{" "}
            {formatNumber(bytesScanned)} bytes for them, which AWS bills.
          </p>
        ))}
        {coverage.gaps.length === 0 ? null : (
          <Notice icon="warning">
            {coverage.gaps.map((gap) => (
              <p key={gap}>{gap}</p>
            ))}
          </Notice>
        )}
      </div>
      <Section
        title="By account, region and class of event"
        note="“Never seen” means something only where it is recorded"
      >
        {coverage.rows.length === 0 ? (
          <Empty title="Nothing is known of the trails">No trail was read and no file was ingested.</Empty>
        ) : (
          <PlainTable
            label="What was watched"
            minWidth="min-w-[64rem]"
            columns={columns}
            rows={coverage.rows.map((row) => ({
              key: `${row.accountId}${row.region}${row.class}${row.from}`,
              cells: cellsOf(row),
            }))}
          />
        )}
      </Section>
      {coverage.digests.length === 0 ? null : (
        <Section title="Log files beside CloudTrail's digests" note="Whether files are as they were delivered">
          <PlainTable
            label="Digests"
            minWidth="min-w-[52rem]"
            columns={digestColumns}
            rows={coverage.digests.map((row) => ({
              key: `${row.accountId}${row.region}${row.from}`,
              cells: digestCells(row),
            }))}
          />
        </Section>
      )}
      <Section title="What leaves no event" note="never called unused">
        <ul className="flex max-w-page flex-col gap-1">
          {coverage.notRecordable.map((item) => (
            <li key={item.action}>
              <code>{item.action}</code> <span className="text-n8">{item.because}</span>
            </li>
          ))}
        </ul>
      </Section>
      {coverage.skipped.length + coverage.unrecognised.length === 0 ? null : (
        <Section title="What was skipped">
          <ul className="flex max-w-page flex-col gap-1">
            {coverage.skipped.map((item) => (
              <li key={item.reason}>
                {item.text}: {counted(item.files, "file", "files")}, {counted(item.records, "record", "records")}
                {item.example === null ? null : <code className="ml-2 break-all text-n8">{item.example}</code>}
              </li>
            ))}
            {coverage.unrecognised.map((item) => (
              <li key={item.kind}>
                Not recognised, {item.kind}: {counted(item.records, "record", "records")}
                <code className="block break-all text-n8 text-xs">{item.sample}</code>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
