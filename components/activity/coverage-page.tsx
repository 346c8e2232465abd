"use client";
import { counted, formatNumber } from "@/components/shared/number";
import { PageHeader, Section } from "@/components/shared/page-header";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { Notice } from "@/components/ui/notice";
import { useActivityQuery } from "@/lib/client/activity";
import { errorBody } from "@/lib/client/api";
import type { ActivityCoverage, CoverageState, EventClass } from "@/lib/contracts/api";
import { ActivityNav } from "./activity-nav";
import { IngestControl } from "./ingest-control";

const classWords: Readonly<Record<EventClass, string>> = {
  assume: "Assumptions",
  "management-write": "Management, writing",
  "management-read": "Management, reading",
  data: "Data events",
};

const stateWords: Readonly<
  Record<CoverageState, { readonly sign: string; readonly word: string; readonly tone: string }>
> = {
  recorded: { sign: "✓", word: "Recorded", tone: "" },
  partly: { sign: "◐", word: "In part", tone: "text-medium" },
  "not-selected": { sign: "–", word: "Not selected", tone: "text-medium" },
  stopped: { sign: "✕", word: "Stopped", tone: "text-high" },
  unknown: { sign: "?", word: "Unknown", tone: "text-info" },
};

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
      <div className="flex max-w-[64rem] flex-col gap-2 px-4 pb-4 sm:px-gutter">
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
        <p className="text-n8">
          {coverage.digests === "validated"
            ? "The files were checked against CloudTrail's digests."
            : "The files' digests were not validated: whoever can write to the bucket could have changed them."}
        </p>
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
          <section
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
            tabIndex={0}
            aria-label="What was watched"
            className="max-h-[36rem] overflow-auto"
          >
            <table className="w-full min-w-[52rem]">
              <thead className="sticky top-0 bg-n1 text-left text-n8 text-xs">
                <tr>
                  {["Account", "Region", "Events", "From", "To", "State", "Because"].map((title) => (
                    <th key={title} scope="col" className="py-1 pr-4 font-medium">
                      {title}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {coverage.rows.map((row) => {
                  const state = stateWords[row.state];
                  return (
                    <tr
                      key={`${row.accountId}${row.region}${row.class}${row.from}`}
                      className="border-line border-t align-top"
                    >
                      <td className="tnum whitespace-nowrap py-1 pr-4">{row.accountId}</td>
                      <td className="whitespace-nowrap py-1 pr-4">{row.region}</td>
                      <td className="py-1 pr-4 whitespace-nowrap">{classWords[row.class]}</td>
                      <td className="tnum py-1 pr-4 whitespace-nowrap">{row.from}</td>
                      <td className="tnum py-1 pr-4 whitespace-nowrap">{row.to}</td>
                      <td className={`py-1 pr-4 whitespace-nowrap font-medium ${state.tone}`}>
                        <span aria-hidden="true">{state.sign} </span>
                        {state.word}
                      </td>
                      <td className="py-1">
                        {row.because}
                        {row.sources.length === 0 ? null : (
                          <span className="block break-all text-n8 text-xs">
                            {[...new Set(row.sources)].join(", ")}
                          </span>
                        )}
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </section>
        )}
      </Section>
      <Section title="What leaves no event" note="never called unused">
        <ul className="flex max-w-[64rem] flex-col gap-1">
          {coverage.notRecordable.map((item) => (
            <li key={item.action}>
              <code>{item.action}</code> <span className="text-n8">{item.because}</span>
            </li>
          ))}
        </ul>
      </Section>
      {coverage.skipped.length + coverage.unrecognised.length === 0 ? null : (
        <Section title="What was skipped">
          <ul className="flex max-w-[64rem] flex-col gap-1">
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
