// biome-ignore-all lint/a11y/useSemanticElements: rows are laid out as grids, where browsers drop the meaning of table elements
// biome-ignore-all lint/a11y/useFocusableInteractive: cells hold the links and buttons that take the focus
import { cx } from "../cx";
import { Glyph } from "../icons";

const sortWords = { asc: "ascending", desc: "descending" } as const;

export function HeaderCell({
  title,
  sorted,
  onSort,
  pinned,
  numeric,
}: {
  title: string;
  sorted: false | "asc" | "desc";
  onSort: (() => void) | null;
  pinned: boolean;
  numeric: boolean;
}) {
  return (
    <div
      role="columnheader"
      tabIndex={-1}
      aria-sort={onSort === null ? undefined : sorted ? sortWords[sorted] : "none"}
      className={cx(
        "flex min-w-0 items-center bg-n1 px-3 font-medium first:pl-4 sm:first:pl-gutter",
        numeric && "justify-end",
        pinned && "sticky left-0 z-10",
      )}
    >
      {onSort === null ? (
        <span className="truncate">{title}</span>
      ) : (
        <button
          type="button"
          onClick={onSort}
          className="-mx-1 flex h-6 min-w-0 items-center gap-1 rounded-sm px-1 hover:text-n10"
        >
          <span className="truncate">{title}</span>
          <span className={cx("w-3", sorted ? "text-n10" : "text-transparent")}>
            <Glyph name={sorted === "desc" ? "chevronDown" : "chevronUp"} size={12} />
          </span>
        </button>
      )}
    </div>
  );
}
