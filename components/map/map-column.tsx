// biome-ignore-all lint/a11y/useSemanticElements: a fieldset is for form controls; these are groups of a picture
"use client";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { formatNumber } from "@/components/shared/number";
import type { Geometry } from "./geometry";
import { type Light, MapRow } from "./map-row";
import type { StageModel } from "./stage-model";
import { columnPad, type StagePainter } from "./stage-painter";

/** Rows are drawn ahead of the view by this many, and the window moves in steps of `step`. */
const ahead = 1;
const step = 2;

/**
 * One column: a list that scrolls by itself and holds only the rows in sight. They stand in a layer that does not move
 * with the browser's own scrolling but is placed by us, in the same frame as the lines: the two never come apart.
 */
export function MapColumn({
  model,
  column: at,
  geometry,
  painter,
  active,
  selectedId,
  lit,
  header,
}: {
  model: StageModel;
  column: number;
  geometry: Geometry;
  painter: StagePainter;
  /** Row that Tab comes to. */
  active: number;
  selectedId: string | null;
  /** By row: on a path through the selection; null = nothing is selected. */
  lit: Uint8Array | null;
  header: ReactNode;
}) {
  const column = model.columns[at]!;
  const { order } = column;
  const { rowHeight } = geometry;
  const inside = geometry.height - geometry.header;
  const pad = columnPad(model, geometry, at);
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLUListElement>(null);
  const above = useRef<HTMLButtonElement>(null);
  const below = useRef<HTMLButtonElement>(null);
  // The last known position: asking the element would make the browser lay the page out once for each column.
  const top = useRef(0);
  const [base, setBase] = useState(0);
  const mover = useRef<(to: number) => void>(() => undefined);

  const windowAt = (top: number) => Math.max(0, Math.floor(top / rowHeight / step) * step - ahead);
  const count = Math.ceil(inside / rowHeight) + step + 2 * ahead;
  const first = Math.min(base, Math.max(0, order.length - 1));
  const last = Math.min(order.length, first + count);

  useLayoutEffect(() => {
    if (!scroller.current || !above.current || !below.current) return;
    return painter.register(
      at,
      {
        scroller: scroller.current,
        above: above.current,
        below: below.current,
        move: (to) => mover.current(to),
      },
      top.current,
    );
  }, [painter, at]);

  // Without a list of what it depends on: whatever was drawn anew stands where the scroll position says.
  useLayoutEffect(() => {
    mover.current = move;
    if (windowAt(top.current) !== base) setBase(windowAt(top.current));
    place(layer.current, pad + first * rowHeight - top.current);
  });

  function move(to: number) {
    top.current = to;
    const next = windowAt(to);
    if (next !== base) setBase(next);
    else place(layer.current, pad + first * rowHeight - to);
  }
  const light = (row: number): Light => (lit === null ? "plain" : lit[row] === 1 ? "lit" : "dim");
  const rows: number[] = [];
  for (let position = first; position < last; position++) rows.push(order[position]!);
  // The row that has the focus stays in the page when it is scrolled away, or Tab would have nowhere to come back to.
  const strayed = model.columnOf[active] === at && !rows.includes(active) ? active : -1;

  return (
    <div
      role="group"
      aria-label={`${column.title}: ${formatNumber(column.shown)} of ${formatNumber(column.total)}`}
      className="absolute top-0"
      style={{ left: geometry.lefts[at], width: geometry.widths[at], height: geometry.height }}
    >
      {header}
      <div
        ref={scroller}
        tabIndex={-1}
        onScroll={() => painter.scrolled(at)}
        data-scroller
        // Scrolls under the pointer and the finger; for the keyboard it follows the row that has the focus, and is no stop.
        className="overflow-hidden overscroll-contain outline-none [scrollbar-width:none] hover:overflow-y-auto pointer-coarse:overflow-y-auto"
        style={{ height: inside }}
      >
        <div style={{ height: Math.max(order.length * rowHeight, inside) }}>
          <div className="sticky top-0 overflow-hidden" style={{ height: inside }}>
            <ul ref={layer} aria-label={column.title}>
              {rows.map((row, n) => (
                <MapRow
                  key={model.view.rows[row]!.id}
                  model={model}
                  row={row}
                  position={first + n}
                  height={rowHeight}
                  active={row === active}
                  selected={model.view.rows[row]!.id === selectedId}
                  light={light(row)}
                />
              ))}
              {strayed >= 0 ? (
                <MapRow
                  key={model.view.rows[strayed]!.id}
                  model={model}
                  row={strayed}
                  position={model.place[strayed]!}
                  height={rowHeight}
                  active
                  selected={model.view.rows[strayed]!.id === selectedId}
                  light={light(strayed)}
                />
              ) : null}
            </ul>
          </div>
        </div>
      </div>
      <Stub ref={above} at="top" />
      <Stub ref={below} at="bottom" />
    </div>
  );
}

/** "▲ 12": links to rows of this column beyond the view. The painter writes and shows it; a click goes there. */
function Stub({ ref, at }: { ref: React.Ref<HTMLButtonElement>; at: "top" | "bottom" }) {
  return (
    <button
      ref={ref}
      type="button"
      tabIndex={-1}
      hidden
      data-stub={at}
      className={
        "tnum absolute left-1/2 z-10 h-6 -translate-x-1/2 rounded-control border border-line-strong bg-n0 px-2 text-n8 text-xs hover:text-n10 " +
        (at === "top" ? "top-10" : "bottom-1")
      }
    />
  );
}

function place(layer: HTMLElement | null, y: number): void {
  if (layer) layer.style.transform = `translateY(${y}px)`;
}
