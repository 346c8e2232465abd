"use client";
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryState, useQueryStates } from "nuqs";
import { ListBar } from "@/components/shared/list-page";
import { PageHeader } from "@/components/shared/page-header";
import { usePreferences } from "@/components/shared/preferences";
import { rowHeights } from "@/components/shared/preferences-value";
import { Empty, Failed, Loading, NoMatch } from "@/components/shared/states";
import { Notice } from "@/components/ui/notice";
import { DataTable } from "@/components/ui/table/data-table";
import { useActivityQuery } from "@/lib/client/activity";
import { errorBody } from "@/lib/client/api";
import { type UsedAndGrantedAnswer, useStates } from "@/lib/contracts/api";
import { useActivityAddress } from "./activity-address";
import { ActivityNav } from "./activity-nav";
import { IngestControl } from "./ingest-control";
import { RangeBar } from "./range-bar";
import { usageColumns } from "./usage-columns";
import { WatchLimits } from "./watch-limits";
import { wordsOfUse } from "./words";

const list = parseAsArrayOf(parseAsString).withDefault([]);
const sorting = { id: "use", descending: false };
const parsers = {
  use: list,
  service: list,
  level: parseAsStringLiteral(["action", "service"] as const).withDefault("service"),
};

/** What workloads may do beside what they did. */
export function UsagePage() {
  const { preferences } = usePreferences();
  const address = useActivityAddress();
  const [chosen, setChosen] = useQueryStates(parsers);
  const [workload, setWorkload] = useQueryState("workload", list);
  const query = useActivityQuery<UsedAndGrantedAnswer>("/api/activity/used-and-granted", {
    ...address.range,
    workload,
    role: address.filters.role,
    use: chosen.use,
    service: chosen.service,
    q: address.text,
    level: chosen.level,
  });
  const answer = query.data;
  const filtered = chosen.use.length + chosen.service.length + workload.length > 0 || address.text !== "";
  const clear = () => {
    address.clear();
    void setChosen({ use: null, service: null });
    void setWorkload(null);
  };
  return (
    <>
      <PageHeader title="Activity" actions={<IngestControl />}>
        <ActivityNav />
      </PageHeader>
      <div className="px-4 pb-3 sm:px-gutter">
        <RangeBar address={address} />
      </div>
      <ListBar
        what="grants"
        text={address.text}
        onText={address.setText}
        facets={[
          {
            name: "use",
            title: "Use",
            options: useStates.map((use) => ({
              value: use,
              label: wordsOfUse[use].word,
              count: answer?.counts[use] ?? 0,
            })),
          },
          { name: "service", title: "Service", options: answer?.services ?? [] },
        ]}
        chosen={{ use: chosen.use, service: chosen.service }}
        onFacet={(name, values) => void setChosen({ [name]: values.length === 0 ? null : [...values] })}
        onClear={clear}
        filtered={filtered}
        matched={answer?.matched ?? null}
        total={answer?.total ?? null}
      />
      {answer && answer.watched.state !== "all" ? (
        <div className="max-w-page px-4 pb-3 sm:px-gutter">
          <Notice icon="warning">
            {answer.watched.state === "none"
              ? "Nothing was watched in this time: no grant can be called unused."
              : "Not everything was watched: what was not says so in its row."}
            <WatchLimits limits={answer.watched.limits} />
          </Notice>
        </div>
      ) : null}
      {query.isError ? <Failed error={errorBody(query.error)} onRetry={() => void query.refetch()} /> : null}
      {query.isPending ? <Loading rows={16} /> : null}
      {answer && answer.total === 0 ? <Empty title="No grant and no call in this time" /> : null}
      {answer && answer.total > 0 && answer.matched === 0 ? <NoMatch what="grants" onClear={clear} /> : null}
      {answer && answer.rows.length > 0 ? (
        <div className="flex min-h-64 flex-1 flex-col">
          <DataTable
            label="Used and granted"
            columns={usageColumns}
            count={answer.rows.length}
            rowAt={(index) => answer.rows[index] ?? null}
            rowKey={(row) => `${row.workloadId}|${row.roleArn}|${row.action}`}
            rowHeight={rowHeights[preferences.density]}
            sorting={sorting}
            onSort={() => undefined}
            keys={preferences.keys === "on"}
          />
          {answer.matched > answer.rows.length ? (
            <p className="px-4 py-1 text-n8 text-xs sm:px-gutter">
              The first {answer.rows.length.toLocaleString("en")} of {answer.matched.toLocaleString("en")}: choose a
              workload or a service to see the rest.
            </p>
          ) : null}
        </div>
      ) : null}
    </>
  );
}
