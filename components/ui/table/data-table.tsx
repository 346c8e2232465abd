// biome-ignore-all lint/a11y/useSemanticElements: rows are laid out as grids, where browsers drop the meaning of table elements
// biome-ignore-all lint/a11y/useFocusableInteractive: cells hold the links and buttons that take the focus
"use client";
import { useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef } from "react";
import { cx } from "../cx";
import { type Column, columnDefs, features, type Slot, type Sorting } from "./column";
import { HeaderCell } from "./header-cell";
import { TableRow } from "./table-row";
import { usePrinting } from "./use-printing";
import { useRowKeys } from "./use-row-keys";

/** Rows that paper gets: more would be a book; exports carry them all. */
const printedRows = 1000;

/**
 * A table of any length: only the rows in sight exist. Heading and first column stay in place; headings sort; j and k
 * (or the arrow keys) walk, o or Enter opens. Loading windows is the caller's: `onWindow` says which rows are in sight.
 */
export function DataTable<Row>({
  label,
  columns,
  count,
  rowAt,
  rowKey,
  rowHeight,
  sorting,
  onSort,
  onWindow,
  onOpen,
  openKey,
  keys = true,
  resetKey = "",
}: {
  label: string;
  /** Stable between renders. */
  columns: readonly Column<Row>[];
  count: number;
  rowAt: (index: number) => Row | null;
  rowKey: (row: Row) => string;
  /** Pixels. */
  rowHeight: number;
  sorting: Sorting;
  onSort: (sorting: Sorting) => void;
  onWindow?: (first: number, last: number) => void;
  /** What a click on a row, Enter or o does. */
  onOpen?: (row: Row) => void;
  /** The row that is open beside the table. */
  openKey?: string | null;
  /** Whether single letters (j, k, o) walk the rows; arrow keys always do while the table has the focus. */
  keys?: boolean;
  /** When this changes (another filter, another sort) the table starts at its top again. */
  resetKey?: string;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const printing = usePrinting();
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    paddingStart: rowHeight,
    scrollPaddingStart: rowHeight,
  });
  const items = virtual.getVirtualItems();
  const first = printing ? 0 : (items[0]?.index ?? 0);
  const last = printing ? Math.min(count, printedRows) - 1 : (items.at(-1)?.index ?? -1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new height means that all rows are measured anew
  useLayoutEffect(() => virtual.measure(), [rowHeight]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for all that changes the order of rows
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [resetKey]);
  useEffect(() => {
    if (last >= first) onWindow?.(first, last);
  }, [first, last, onWindow]);

  const slots: Slot<Row>[] = [];
  for (let index = first; index <= last; index++) slots.push({ index, data: rowAt(index) });

  const defs = useMemo(() => columnDefs(columns), [columns]);
  const state = useMemo(() => ({ sorting: [{ id: sorting.id, desc: sorting.descending }] }), [sorting]);
  const table = useTable({
    features,
    columns: defs,
    data: slots,
    getRowId: (slot) => String(slot.index),
    manualSorting: true,
    enableSortingRemoval: false,
    state,
    onSortingChange: (update) => {
      const next = (typeof update === "function" ? update(state.sorting) : update)[0];
      if (next) onSort({ id: next.id, descending: next.desc });
    },
  });

  const tracks = columns.map(({ track }) => (printing ? paperTrack(track) : track)).join(" ");
  const { active, onKeyDown } = useRowKeys({
    count,
    keys,
    scroller,
    show: (index) => virtual.scrollToIndex(index, { align: "auto" }),
    open: (index) => {
      const row = rowAt(index);
      if (row !== null) onOpen?.(row);
    },
  });

  return (
    <div
      ref={scroller}
      role="table"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="relative min-h-0 flex-1 overflow-auto overscroll-contain border-line border-y print:overflow-visible"
    >
      <div
        role="rowgroup"
        className={cx("relative", printing ? "h-auto" : "min-w-min")}
        style={printing ? undefined : { height: virtual.getTotalSize() }}
      >
        {table.getHeaderGroups().map((group) => (
          <div
            key={group.id}
            role="row"
            aria-rowindex={1}
            tabIndex={-1}
            style={{ gridTemplateColumns: tracks, height: rowHeight }}
            className="sticky top-0 z-20 grid border-line border-b bg-n1 text-n8 text-xs"
          >
            {group.headers.map((header, at) => (
              <HeaderCell
                key={header.id}
                title={String(header.column.columnDef.header)}
                sorted={header.column.getIsSorted()}
                onSort={header.column.getCanSort() ? () => header.column.toggleSorting(undefined, false) : null}
                pinned={at === 0}
                numeric={columns[at]?.numeric ?? false}
              />
            ))}
          </div>
        ))}
        {table.getRowModel().rows.map((row) => {
          const slot = row.original;
          const item = printing ? null : items[slot.index - first];
          return (
            <TableRow
              key={row.id}
              index={slot.index}
              top={item ? item.start : null}
              height={rowHeight}
              tracks={tracks}
              active={slot.index === active}
              open={slot.data !== null && openKey !== undefined && openKey !== null && rowKey(slot.data) === openKey}
              columns={columns}
              data={slot.data}
              onOpen={onOpen}
            />
          );
        })}
      </div>
    </div>
  );
}

/** A share of the paper's width, as large as the least that the column takes on the screen. */
function paperTrack(track: string): string {
  return `minmax(0, ${/([\d.]+)rem/.exec(track)?.[1] ?? "8"}fr)`;
}
