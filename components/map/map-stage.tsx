// biome-ignore-all lint/a11y/useSemanticElements: a fieldset is for form controls; these are groups of a picture
"use client";
import { type MouseEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { GraphColumnId, GraphSort } from "@/lib/contracts/graph";
import { type MapColours, useMapColours } from "./colours";
import { ColumnHeader } from "./column-header";
import type { Picture } from "./edges-in-sight";
import { type Geometry, geometryFor } from "./geometry";
import type { Lit } from "./lit";
import { MapColumn } from "./map-column";
import { MapLegend } from "./map-legend";
import { rowOf, type StageModel } from "./stage-model";
import { StagePainter } from "./stage-painter";
import { useStageKeys } from "./use-stage-keys";

export interface StageActions {
  readonly select: (id: string | null) => void;
  readonly toggle: (id: string) => void;
  readonly focus: (id: string) => void;
  readonly back: () => void;
  readonly help: () => void;
  readonly find: (column: GraphColumnId, text: string) => void;
  readonly sort: (column: GraphColumnId, sort: GraphSort) => void;
  readonly hide: (column: GraphColumnId) => void;
}

/** What an export draws again: exactly what is on the screen. */
export interface StageSight {
  readonly model: StageModel;
  readonly geometry: Geometry;
  readonly colours: MapColours;
  readonly picture: Picture;
  readonly tops: readonly number[];
  readonly selectedId: string | null;
}

/** The drawn map: columns of buttons over one canvas of lines. */
export function MapStage({
  model,
  rowHeight,
  selectedId,
  lit,
  finds,
  sorts,
  singleKeys,
  actions,
  onSight,
}: {
  model: StageModel;
  rowHeight: number;
  selectedId: string | null;
  lit: Lit | null;
  finds: Readonly<Partial<Record<GraphColumnId, string>>>;
  sorts: Readonly<Partial<Record<GraphColumnId, GraphSort>>>;
  singleKeys: boolean;
  actions: StageActions;
  onSight: (sight: () => StageSight | null) => void;
}) {
  const help = useId();
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [painter] = useState(() => new StagePainter());
  const size = useSize(frame);
  const colours = useMapColours();
  const geometry = useMemo(
    () =>
      geometryFor(
        model.columns.map((column) => column.wanted),
        size.width,
        size.height,
        rowHeight,
      ),
    [model, size, rowHeight],
  );
  const [activeId, setActiveId] = useState<string | null>(null);
  const [crowded, setCrowded] = useState(0);
  useEffect(() => painter.onPaint((picture) => setCrowded(picture.crowded)), [painter]);
  const active = useMemo(() => firstKnown(model, activeId, selectedId), [model, activeId, selectedId]);

  useLayoutEffect(() => {
    painter.setCanvas(canvas.current);
    return () => painter.setCanvas(null);
  }, [painter]);

  useLayoutEffect(() => {
    if (size.height > 0) painter.show({ model, geometry, colours, lit: lit?.edges ?? null });
  }, [painter, model, geometry, colours, lit, size]);

  useEffect(() => {
    onSight(() => {
      const { drawn, picture } = painter;
      return drawn && picture ? { ...drawn, picture, tops: [...painter.offsets], selectedId } : null;
    });
  }, [onSight, painter, selectedId]);

  // What is selected, and at least one row of each column on its paths, comes into sight.
  useEffect(() => {
    if (selectedId === null || lit === null) return;
    const at = rowOf(model, selectedId);
    painter.reveal(at);
    if (at >= 0) showColumn(frame.current, geometry, model.columnOf[at]!);
    for (const row of lit.nearest(model)) painter.reveal(row);
  }, [painter, model, geometry, selectedId, lit]);

  // Where the focus is going: keys that are faster than the next frame count from there.
  const goal = useRef<{ readonly model: StageModel; readonly row: number } | null>(null);

  function go(row: number) {
    goal.current = { model, row };
    painter.reveal(row);
    setActiveId(model.view.rows[row]!.id);
    // After React has drawn the row; the stage scrolls it into place itself.
    requestAnimationFrame(() => {
      const button = frame.current?.querySelector<HTMLElement>(`[data-row="${row}"]`);
      if (goal.current?.row === row) goal.current = null;
      button?.focus({ preventScroll: true });
      button?.closest("[role=group]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  }

  const id = (row: number) => model.view.rows[row]!.id;
  const onKeyDown = useStageKeys(
    model,
    singleKeys,
    Math.max(1, Math.floor((size.height - geometry.header) / rowHeight) - 1),
    {
      go,
      select: (row) => actions.select(id(row)),
      toggle: (row) => actions.toggle(id(row)),
      focus: (row) => actions.focus(id(row)),
      back: actions.back,
      help: actions.help,
    },
    () => (goal.current?.model === model ? goal.current.row : null),
  );

  function onClick(event: MouseEvent) {
    const { row, button, stub } = targetOf(event);
    if (stub) showMore(stub);
    if (row === null || !button) {
      if (!stub && event.target instanceof Element && !event.target.closest("button,input")) actions.select(null);
      return;
    }
    setActiveId(id(row));
    const isGroup = model.view.rows[row]!.kind === "group";
    // The triangle at the left end opens the group; the rest of the row selects it.
    const opens =
      isGroup &&
      event.detail > 0 &&
      event.clientX - button.getBoundingClientRect().left < 22 + model.view.rows[row]!.depth * 10;
    if (opens) actions.toggle(id(row));
    else actions.select(id(row) === selectedId ? null : id(row));
  }

  function onDoubleClick(event: MouseEvent) {
    const { row } = targetOf(event);
    if (row !== null && model.view.rows[row]!.kind === "group") actions.toggle(id(row));
  }

  function showMore(stub: HTMLElement) {
    const scroller = stub.parentElement?.querySelector<HTMLElement>("[data-scroller]");
    const page = (size.height - geometry.header) * 0.8;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    scroller?.scrollBy({ top: stub.dataset.stub === "top" ? -page : page, behavior: calm ? "auto" : "smooth" });
  }

  return (
    <div className="flex min-h-0 min-w-0 flex-1 flex-col print:hidden">
      <div
        ref={frame}
        role="group"
        aria-label="Access map"
        aria-describedby={help}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onDoubleClick={onDoubleClick}
        onPointerOver={(event) => painter.hovered(targetOf(event).row ?? -1)}
        onPointerLeave={() => painter.hovered(-1)}
        onFocus={(event) => {
          const { row } = targetOf(event);
          if (row === null) return;
          setActiveId(id(row));
          if (event.target.matches(":focus-visible")) painter.hovered(row);
        }}
        onBlur={() => painter.hovered(-1)}
        className="relative min-h-0 min-w-0 flex-1 overflow-x-auto overflow-y-hidden"
      >
        <p id={help} className="sr-only">
          Arrow keys walk rows and follow links, letters find a name, Enter shows what a row is and why it is linked,
          Space opens a group, F shows only its paths, Escape steps back, question mark lists all keys.
        </p>
        <div className="relative" style={{ width: geometry.width, height: size.height }}>
          <div aria-hidden="true" className="pointer-events-none absolute top-0 left-0">
            <canvas ref={canvas} />
          </div>
          {/* Nothing before the size is known: it would only be drawn to be drawn again. */}
          {(size.height === 0 ? [] : model.columns).map((column, at) => (
            <MapColumn
              key={column.id}
              model={model}
              column={at}
              geometry={geometry}
              painter={painter}
              active={active}
              selectedId={selectedId}
              lit={lit?.rows ?? null}
              header={
                <ColumnHeader
                  column={column}
                  height={geometry.header}
                  find={finds[column.id] ?? ""}
                  sort={sorts[column.id] ?? "access"}
                  onFind={(text) => actions.find(column.id, text)}
                  onSort={(sort) => actions.sort(column.id, sort)}
                  onHide={() => actions.hide(column.id)}
                />
              }
            />
          ))}
        </div>
      </div>
      <MapLegend colours={colours} crowded={crowded} />
    </div>
  );
}

/** Scrolls the stage sideways so that a column and a little of its neighbours are in sight. */
function showColumn(frame: HTMLElement | null, geometry: Geometry, column: number): void {
  if (!frame) return;
  const left = geometry.lefts[column]! - 60;
  const right = geometry.lefts[column]! + geometry.widths[column]! + 60;
  if (left < frame.scrollLeft) frame.scrollLeft = left;
  else if (right > frame.scrollLeft + frame.clientWidth) frame.scrollLeft = right - frame.clientWidth;
}

function targetOf(event: { readonly target: EventTarget }) {
  const target = event.target instanceof Element ? event.target : null;
  const button = target?.closest<HTMLElement>("[data-row]") ?? null;
  const stub = target?.closest<HTMLElement>("[data-stub]") ?? null;
  return { button, stub, row: button ? Number(button.dataset.row) : null };
}

/** The row for Tab to come to: where the reader was, else what is selected, else the first. */
function firstKnown(model: StageModel, ...ids: readonly (string | null)[]): number {
  for (const id of ids) {
    const row = id === null ? -1 : rowOf(model, id);
    if (row >= 0) return row;
  }
  return model.columns.find((column) => column.order.length > 0)?.order[0] ?? -1;
}

function useSize(of: React.RefObject<HTMLElement | null>): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = of.current;
    if (!element) return;
    const read = () =>
      setSize((old) => {
        const next = { width: element.clientWidth, height: element.clientHeight };
        return old.width === next.width && old.height === next.height ? old : next;
      });
    read();
    const observer = new ResizeObserver(read);
    observer.observe(element);
    return () => observer.disconnect();
  }, [of]);
  return size;
}
