"use client";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { NoWorkload } from "@/components/shared/no-workload";
import { formatNumber } from "@/components/shared/number";
import { PageHeader } from "@/components/shared/page-header";
import { usePreferences } from "@/components/shared/preferences";
import { rowHeights } from "@/components/shared/preferences-value";
import { Failed, Loading, NoMatch } from "@/components/shared/states";
import { cx } from "@/components/ui/cx";
import { useAnnounce } from "@/components/ui/live-region";
import { Notice } from "@/components/ui/notice";
import { useToast } from "@/components/ui/toast";
import { errorBody } from "@/lib/client/api";
import type { GraphView } from "@/lib/contracts/graph";
import { plural } from "@/lib/view/graph/browser";
import { litBy } from "./lit";
import { useMapPrint } from "./map-print";
import { MapStage, type StageActions, type StageSight } from "./map-stage";
import { MapSummary } from "./map-summary";
import { MapToolbar, MapViewControls } from "./map-toolbar";
import { rowOf } from "./stage-model";
import { useMapAddress } from "./use-map-address";
import { useGraphSelection, useGraphView } from "./use-map-answers";
import { useStageModel } from "./use-stage-model";

// What the first picture does not need comes when it is asked for.
const MapTable = lazy(() => import("./map-table").then((module) => ({ default: module.MapTable })));
const MapPanel = lazy(() => import("./map-panel").then((module) => ({ default: module.MapPanel })));
const MapHelp = lazy(() => import("./map-help").then((module) => ({ default: module.MapHelp })));

export function LoadedMap() {
  const address = useMapAddress();
  const { query } = address;
  const { preferences } = usePreferences();
  const announce = useAnnounce();
  const toast = useToast();
  const answer = useGraphView(query);
  const view = answer.data?.data ?? null;
  const model = useStageModel(view, query.sort);
  const selected = useGraphSelection(query);
  const selection = selected.data?.data ?? null;
  const [help, setHelp] = useState(false);
  const sight = useRef<() => StageSight | null>(() => null);
  const onSight = useCallback((read: () => StageSight | null) => {
    sight.current = read;
  }, []);
  const { print, sheet } = useMapPrint(query);
  const lit = useMemo(() => (model ? litBy(model, query.select, selection) : null), [model, query.select, selection]);

  useEffect(() => {
    if (view && !answer.isPlaceholderData) announce(viewWords(view));
  }, [announce, view, answer.isPlaceholderData]);
  useEffect(() => {
    if (selection) announce(selection.sentence);
  }, [announce, selection]);

  const actions: StageActions = {
    select: (id) => address.change({ select: id }),
    toggle: address.toggleGroup,
    focus: (id) => address.change({ focus: id, select: id }),
    back: () => {
      if (query.select !== null) address.change({ select: null });
      else if (query.focus !== null) address.change({ focus: null });
    },
    help: () => setHelp(true),
    find: address.setFind,
    sort: address.setSort,
    hide: (column) => {
      if (query.columns.length > 1) address.change({ columns: query.columns.filter((each) => each !== column) });
    },
  };

  async function exportAs(format: "svg" | "png" | "json") {
    if (!view || !answer.data) return;
    try {
      const { exportMap } = await import("./export-map");
      await exportMap(format, { view, query, snapshot: answer.data.snapshot, sight: sight.current(), now: new Date() });
    } catch (error) {
      toast({ title: "The export failed", description: error instanceof Error ? error.message : "" });
    }
  }

  const rowHeight = rowHeights[preferences.density];
  const singleKeys = preferences.keys === "on";
  const at = model && query.select !== null ? rowOf(model, query.select) : -1;
  const isEmpty = view?.totals.bindings === 0;
  const noMatch = view !== null && !isEmpty && view.totals.bindingsShown === 0;

  return (
    <div className="flex min-h-0 flex-1 flex-col print:block">
      <PageHeader
        title="Map"
        actions={<MapViewControls address={address} menu={{ exportAs, print, help: () => setHelp(true) }} />}
      />
      <a
        href="#after-map"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:rounded-control focus:bg-n10 focus:px-3 focus:py-2 focus:text-n0"
      >
        Skip the map
      </a>
      <MapToolbar address={address} view={view} />
      {view ? <MapSummary view={view} address={address} /> : <div className="min-h-7" />}
      {address.ignored.length > 0 ? (
        <Notice className="mx-4 mb-2 sm:mx-gutter" icon="warning">
          The address holds something that is not understood and was left out: {address.ignored.join(", ")}.
        </Notice>
      ) : null}
      {answer.isError ? <Failed error={errorBody(answer.error)} onRetry={() => void answer.refetch()} /> : null}
      {!answer.isError && (view === null || (model === null && address.view === "map")) ? <Loading rows={16} /> : null}
      {isEmpty ? <NoWorkload /> : null}
      {noMatch ? <NoMatch what="paths" onClear={address.clear} /> : null}
      {!answer.isError && view && !isEmpty && !noMatch ? (
        <div
          className={cx("relative flex min-h-0 flex-1 flex-col md:flex-row", answer.isPlaceholderData && "opacity-70")}
        >
          {address.view === "table" ? (
            <div className="flex min-w-0 flex-1 flex-col">
              <Suspense fallback={<Loading rows={16} />}>
                <MapTable query={query} rowHeight={rowHeight} keys={singleKeys} />
              </Suspense>
            </div>
          ) : model ? (
            <MapStage
              model={model}
              rowHeight={rowHeight}
              selectedId={query.select}
              lit={lit}
              finds={query.find}
              sorts={query.sort}
              singleKeys={singleKeys}
              actions={actions}
              onSight={onSight}
            />
          ) : null}
          {query.select !== null && address.view === "map" ? (
            <Suspense>
              <MapPanel
                row={at >= 0 ? (model?.view.rows[at] ?? null) : null}
                selection={selection}
                error={selected.isError ? errorBody(selected.error) : null}
                onClose={() => actions.select(null)}
                onFocus={actions.focus}
                onToggle={actions.toggle}
                onSelect={actions.select}
                onRetry={() => void selected.refetch()}
              />
            </Suspense>
          ) : null}
        </div>
      ) : null}
      <div id="after-map" tabIndex={-1} />
      {sheet}
      <Suspense>{help ? <MapHelp open={help} onOpenChange={setHelp} /> : null}</Suspense>
    </div>
  );
}

/** "42 roles, 118 service accounts of 318. 206 bindings not shown." */
function viewWords(view: GraphView): string {
  const columns = view.columns.map(({ title, shown, total }) => {
    const count = shown === total ? formatNumber(total) : `${formatNumber(shown)} of ${formatNumber(total)}`;
    return `${count} ${plural(title, total)}`;
  });
  const missing = view.totals.bindings - view.totals.bindingsShown;
  return `${columns.join(", ")}.${missing > 0 ? ` ${formatNumber(missing)} bindings not shown.` : ""}`;
}
