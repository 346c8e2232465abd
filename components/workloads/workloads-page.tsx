"use client";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { SavedViews } from "@/components/parts/saved-views";
import { useShownColumns } from "@/components/shared/column-chooser";
import { ListBar } from "@/components/shared/list-page";
import { NoWorkload } from "@/components/shared/no-workload";
import { PageHeader } from "@/components/shared/page-header";
import { usePreferences } from "@/components/shared/preferences";
import { rowHeights } from "@/components/shared/preferences-value";
import { Failed, Loading, NoMatch } from "@/components/shared/states";
import { Checkbox } from "@/components/ui/checkbox";
import { cx } from "@/components/ui/cx";
import { DataTable } from "@/components/ui/table/data-table";
import { errorBody } from "@/lib/client/api";
import { useListAddress } from "@/lib/client/list-address";
import { useWindowList } from "@/lib/client/window-list";
import type { WorkloadRow, WorkloadsAnswer } from "@/lib/contracts/api";
import { workloadColumns } from "./workload-columns";
import { workloadFacets } from "./workload-facets";
import { WorkloadPanel } from "./workload-panel";

const facetNames = workloadFacets.map((facet) => facet.name);
/** Set by links from other pages; shown as a filter only while it is set. */
const allNames = [...facetNames, "role"];

/** All workloads of the snapshot: filter, sort, and open one beside the list. */
export function WorkloadsPage() {
  const { preferences } = usePreferences();
  const address = useListAddress(allNames, "name");
  const [system, setSystem] = useQueryState("system", parseAsStringLiteral(["all", "yes", "no"]).withDefault("all"));
  const query = { ...address.query, system };
  const list = useWindowList<WorkloadRow, WorkloadsAnswer>("/api/workloads", query);
  const { answer, error } = list;
  const { shown, chooser } = useShownColumns(workloadColumns);
  const filtered = address.filtered || system !== "all";
  const clear = () => {
    address.clear();
    void setSystem(null);
  };

  return (
    <>
      <PageHeader
        title="Workloads"
        actions={
          <div className="flex gap-2">
            {chooser}
            <SavedViews page="/workloads" />
          </div>
        }
      />
      <ListBar
        what="workloads"
        text={address.text}
        onText={address.setText}
        facets={workloadFacets.map((facet) => ({
          name: facet.name,
          title: facet.title,
          options: answer ? facet.options(answer) : [],
        }))}
        chosen={address.facets}
        onFacet={address.setFacet}
        onClear={clear}
        filtered={filtered}
        matched={answer?.matched ?? null}
        total={answer?.total ?? null}
      >
        <FixedFilter name="role" values={address.facets.role ?? []} onRemove={() => address.setFacet("role", [])} />
        <Checkbox
          checked={system === "no"}
          onChange={(event) => void setSystem(event.target.checked ? "no" : null)}
          className="shrink-0 whitespace-nowrap px-1"
        >
          Without system workloads
        </Checkbox>
      </ListBar>
      {error !== null ? <Failed error={errorBody(error)} onRetry={list.retry} /> : null}
      {error === null && answer === null ? <Loading rows={16} /> : null}
      {error === null && answer?.total === 0 ? <NoWorkload /> : null}
      {error === null && answer !== null && answer.total > 0 && answer.matched === 0 ? (
        <NoMatch what="workloads" onClear={clear} />
      ) : null}
      {error === null && answer !== null && answer.matched > 0 ? (
        <div className={cx("flex min-h-0 flex-1 flex-col", list.refreshing && "opacity-70")}>
          <DataTable
            label="Workloads"
            columns={shown}
            count={answer.matched}
            rowAt={list.rowAt}
            rowKey={(row) => row.href}
            rowHeight={rowHeights[preferences.density]}
            sorting={address.sort}
            onSort={address.setSort}
            onWindow={list.onWindow}
            onOpen={(row) => address.setOpen(row.href)}
            openKey={address.open}
            keys={preferences.keys === "on"}
            resetKey={JSON.stringify(query)}
          />
        </div>
      ) : null}
      <WorkloadPanel href={address.open} onClose={() => address.setOpen(null)} />
    </>
  );
}

function FixedFilter({ name, values, onRemove }: { name: string; values: readonly string[]; onRemove: () => void }) {
  if (values.length === 0) return null;
  return (
    <button
      type="button"
      onClick={onRemove}
      title={`Remove the filter: ${values.join(", ")}`}
      className="flex h-7 max-w-72 items-center gap-1.5 rounded-control border border-n8 px-2.5"
    >
      <span className="text-n8">{name}</span>
      <span className="truncate font-medium">{values.map((value) => value.split("/").at(-1)).join(", ")}</span>
      <span aria-hidden="true">✕</span>
      <span className="sr-only">remove</span>
    </button>
  );
}
