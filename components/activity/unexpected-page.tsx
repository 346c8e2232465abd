"use client";
import { parseAsArrayOf, parseAsStringLiteral, useQueryState } from "nuqs";
import { Arn } from "@/components/shared/arn";
import { Link } from "@/components/shared/link";
import { counted } from "@/components/shared/number";
import { PageHeader } from "@/components/shared/page-header";
import { Empty, Failed, Loading, NoMatch } from "@/components/shared/states";
import { Time } from "@/components/shared/time";
import { Disclosure } from "@/components/ui/disclosure";
import { FacetFilter } from "@/components/ui/facet-filter";
import { useActivityQuery } from "@/lib/client/activity";
import { errorBody } from "@/lib/client/api";
import { pageHref, type UnexpectedAnswer, type UnexpectedEntry, unexpectedKinds } from "@/lib/contracts/api";
import { useActivityAddress } from "./activity-address";
import { ActivityNav } from "./activity-nav";
import { IngestControl } from "./ingest-control";
import { RangeBar } from "./range-bar";
import { sessionPath, unexpectedWords } from "./words";
import { WorkloadLink } from "./workload-link";

const kindList = parseAsArrayOf(parseAsStringLiteral(unexpectedKinds)).withDefault([]);

/** What stands out in a stretch of time, each with the events behind it and what keeps it from being certain. */
export function UnexpectedPage() {
  const address = useActivityAddress();
  const [kinds, setKinds] = useQueryState("kind", kindList);
  const query = useActivityQuery<UnexpectedAnswer>("/api/activity/unexpected", { ...address.range });
  const all = query.data?.entries ?? [];
  const shown = kinds.length === 0 ? all : all.filter((entry) => kinds.includes(entry.kind));
  return (
    <>
      <PageHeader title="Activity" actions={<IngestControl />}>
        <ActivityNav />
      </PageHeader>
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3 sm:px-gutter">
        <RangeBar address={address} />
        <FacetFilter
          title="Kind"
          options={unexpectedKinds.map((kind) => ({
            value: kind,
            label: unexpectedWords[kind],
            count: all.filter((entry) => entry.kind === kind).length,
          }))}
          chosen={kinds}
          onChange={(values) => void setKinds(values.length === 0 ? null : (values as typeof kinds))}
        />
        <p role="status" className="tnum ml-auto text-n8">
          {query.data ? counted(shown.length, "entry", "entries") : ""}
        </p>
      </div>
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Loading rows={10} /> : null}
      {query.data?.watched.state === "none" ? (
        <Empty title="Nothing was watched">
          Without records nothing can stand out. {query.data.watched.limits.join(" ")}
        </Empty>
      ) : null}
      {query.data && query.data.watched.state !== "none" && all.length === 0 ? (
        <Empty title="Nothing stands out in this time">{query.data.watched.limits.join(" ")}</Empty>
      ) : null}
      {query.data && all.length > 0 && shown.length === 0 ? (
        <NoMatch what="entries" onClear={() => void setKinds(null)} />
      ) : null}
      <ol className="flex max-w-page flex-col px-4 pb-6 sm:px-gutter">
        {shown.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </ol>
    </>
  );
}

function Entry({ entry }: { entry: UnexpectedEntry }) {
  return (
    <li className="flex flex-col gap-1 border-line border-b py-3">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <Time at={entry.at} />
        <span className="rounded-sm border border-line-strong px-1.5 text-n8 text-xs">
          {unexpectedWords[entry.kind]}
        </span>
        <h2 className="min-w-0 break-words font-medium">{entry.title}</h2>
      </div>
      <p className="max-w-lines break-words">{entry.explanation}</p>
      <div className="flex flex-wrap items-center gap-x-4">
        {entry.workload === null ? null : <WorkloadLink workload={entry.workload} />}
        {entry.roleArn === null ? null : <Arn value={entry.roleArn} what="role ARN" />}
        {entry.sessionId === null ? null : (
          <Link href={sessionPath(entry.sessionId)} prefetch={false} className="link">
            Session
          </Link>
        )}
        {entry.workload?.id ? (
          <Link
            href={pageHref("/activity/incident", { workload: entry.workload.id })}
            prefetch={false}
            className="link"
          >
            Contain it
          </Link>
        ) : null}
      </div>
      {entry.limits.map((limit) => (
        <p key={limit} className="text-n8">
          {limit}
        </p>
      ))}
      {entry.eventIds.length === 0 ? null : (
        <Disclosure title={counted(entry.events, "event", "events")}>
          <ul className="columns-1 pl-4 sm:columns-2">
            {entry.eventIds.map((id) => (
              <li key={id}>
                <Link
                  href={pageHref("/activity", { range: "90d", open: id })}
                  prefetch={false}
                  className="hover:underline"
                >
                  <code className="text-xs">{id}</code>
                </Link>
              </li>
            ))}
          </ul>
          {entry.events > entry.eventIds.length ? (
            <p className="pl-4 text-n8">The first {entry.eventIds.length} of them.</p>
          ) : null}
        </Disclosure>
      )}
    </li>
  );
}
