"use client";
import { ListBar } from "@/components/shared/list-page";
import { formatNumber } from "@/components/shared/number";
import { PageHeader } from "@/components/shared/page-header";
import { usePreferences } from "@/components/shared/preferences";
import { rowHeights } from "@/components/shared/preferences-value";
import { Empty, Failed, Loading, NoMatch } from "@/components/shared/states";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { cx } from "@/components/ui/cx";
import { DataTable } from "@/components/ui/table/data-table";
import { useActivityQuery, useAssumptions, useNews } from "@/lib/client/activity";
import { errorBody } from "@/lib/client/api";
import type { ActivityTimeline } from "@/lib/contracts/api";
import { type FilterName, useActivityAddress } from "./activity-address";
import { activityFacets } from "./activity-facets";
import { ActivityNav } from "./activity-nav";
import { assumptionColumns } from "./assumption-columns";
import { AssumptionPanel } from "./assumption-panel";
import { IngestControl } from "./ingest-control";
import { RangeBar } from "./range-bar";
import { Timeline } from "./timeline";

/** Too many values to choose from: other pages lead here with them. */
const linkedFilters: ReadonlySet<FilterName> = new Set(["workload", "pod", "node"]);
const sorting = { id: "time", descending: true };

/** Who assumed what: the timeline of a stretch of time, and each assumption in it. */
export function ActivityPage() {
  const { preferences } = usePreferences();
  const address = useActivityAddress();
  const timeline = useActivityQuery<ActivityTimeline>("/api/activity/timeline", { ...address.query, buckets: 160 });
  const list = useAssumptions(address.query);
  const news = useNews(timeline.data?.version ?? null);
  const error = timeline.error ?? list.error;
  const nothing = timeline.data !== undefined && timeline.data.newest === null;
  // Those that a link set are shown so that they can be taken back.
  const facets = activityFacets(list.rows).filter(
    (facet) => !linkedFilters.has(facet.name) || address.filters[facet.name].length > 0,
  );

  return (
    <>
      <PageHeader title="Activity" actions={<IngestControl />}>
        <ActivityNav />
      </PageHeader>
      <div className="flex flex-wrap items-center gap-2 px-4 pb-3 sm:px-gutter">
        <RangeBar address={address} />
        {news.newer ? (
          <Button
            variant="primary"
            onClick={() => {
              address.moveOn();
              news.show();
            }}
          >
            Newer events: show them
          </Button>
        ) : null}
      </div>
      <ListBar
        what="assumptions"
        text={address.text}
        onText={address.setText}
        facets={facets}
        chosen={address.filters}
        onFacet={(name, values) => address.setFilter(name as FilterName, values)}
        onClear={address.clear}
        filtered={address.filtered}
        matched={list.matched}
        total={list.matched}
      >
        <Checkbox
          checked={address.unrelated}
          onChange={(event) => address.setUnrelated(event.target.checked)}
          className="shrink-0 whitespace-nowrap px-1"
        >
          Roles that no pod uses, too
        </Checkbox>
      </ListBar>
      {error !== null ? <Failed error={errorBody(error)} onRetry={list.retry} /> : null}
      {error === null && list.loading ? <Loading rows={16} /> : null}
      {error === null && nothing ? (
        <Empty title="No CloudTrail record was read yet">
          Podlens knows what pods may do, not yet what they did. Name a source of CloudTrail records under{" "}
          <code>activity.sources</code> in podlens.yaml and read the logs, or hand files over with{" "}
          <code>podlens ingest PATH</code>.
        </Empty>
      ) : null}
      {error === null && timeline.data && !nothing ? (
        <Timeline timeline={timeline.data} onRange={address.setRange} />
      ) : null}
      {error === null && !nothing && !list.loading && list.rows.length === 0 ? (
        address.filtered ? (
          <NoMatch what="assumptions" onClear={address.clear} />
        ) : (
          <Empty title="No assumption is recorded in this time">
            That means something only where it was watched: Coverage says for which days, accounts and regions.
          </Empty>
        )
      ) : null}
      {error === null && list.rows.length > 0 ? (
        <div className={cx("flex min-h-64 flex-1 flex-col", list.refreshing && "opacity-70")}>
          <DataTable
            label="Assumptions"
            columns={assumptionColumns}
            count={list.rows.length + (list.more ? 10 : 0)}
            rowAt={(index) => list.rows[index] ?? null}
            rowKey={(row) => row.eventId}
            rowHeight={rowHeights[preferences.density]}
            sorting={sorting}
            onSort={() => undefined}
            onWindow={list.onWindow}
            onOpen={(row) => address.setOpen(row.eventId)}
            openKey={address.open}
            keys={preferences.keys === "on"}
            resetKey={JSON.stringify(address.query)}
          />
          {list.more && list.matched !== null ? (
            <p className="tnum px-4 py-1 text-n8 text-xs sm:px-gutter" data-chrome>
              {formatNumber(list.rows.length)} of {formatNumber(list.matched)} loaded; the rest follow as you scroll.
            </p>
          ) : null}
        </div>
      ) : null}
      <AssumptionPanel eventId={address.open} onClose={() => address.setOpen(null)} />
    </>
  );
}
