// biome-ignore-all lint/a11y/useSemanticElements: rows are laid out as grids, where browsers drop the meaning of table elements
// biome-ignore-all lint/a11y/useFocusableInteractive: cells hold the links and buttons that take the focus
import { cx } from "../cx";
import { Skeleton } from "../skeleton";
import type { Column } from "./column";

/** One row. A click anywhere on it opens it, unless it was on a link or button or text was being selected. */
export function TableRow<Row>({
  index,
  top,
  height,
  tracks,
  active,
  open,
  columns,
  data,
  onOpen,
}: {
  index: number;
  /** Pixels from the top of the table; null while printing, when rows simply follow each other. */
  top: number | null;
  height: number;
  tracks: string;
  active: boolean;
  open: boolean;
  columns: readonly Column<Row>[];
  data: Row | null;
  onOpen: ((row: Row) => void) | undefined;
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the row's own link is the keyboard's way in, and o opens the active row
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      data-row={index}
      data-active={active || undefined}
      onClick={(event) => {
        if (data === null || !onOpen) return;
        if (event.target instanceof Element && event.target.closest("a,button,input,label")) return;
        if (window.getSelection()?.toString()) return;
        onOpen(data);
      }}
      style={{
        gridTemplateColumns: tracks,
        ...(top === null
          ? { minHeight: height }
          : { height, position: "absolute", top: 0, left: 0, right: 0, transform: `translateY(${top}px)` }),
      }}
      className={cx(
        "group grid border-line border-b outline-none",
        onOpen && "cursor-default hover:bg-n2",
        open && "bg-accent-soft hover:bg-accent-soft",
        active && "shadow-[inset_2px_0_0_var(--accent)]",
      )}
    >
      {columns.map((column, at) => (
        <div
          key={column.id}
          role="cell"
          className={cx(
            "flex min-w-0 items-center gap-2 overflow-hidden whitespace-nowrap px-3 first:pl-4 sm:first:pl-gutter",
            column.numeric && "tnum justify-end",
            at === 0 && "sticky left-0 z-10",
            at === 0 && (open ? "bg-accent-soft" : "bg-n0 group-hover:bg-n2"),
            at === 0 && active && "shadow-[inset_2px_0_0_var(--accent)]",
          )}
        >
          {data === null ? <Skeleton className="w-3/5" /> : column.cell(data)}
        </div>
      ))}
    </div>
  );
}
