import { type CSSProperties, memo } from "react";
import { cx } from "@/components/ui/cx";
import { rowCount, rowSign, worstState } from "./row-end";
import { rowName } from "./row-words";
import type { StageModel } from "./stage-model";

export type Light = "plain" | "lit" | "dim";

/**
 * One row: a list item and a button, and nothing else. What stands beside the label is generated content, because a
 * large map has hundreds of rows in sight and the label read aloud says all of it anyway.
 */
export const MapRow = memo(function MapRow({
  model,
  row: at,
  position,
  height,
  active,
  selected,
  light,
}: {
  model: StageModel;
  row: number;
  position: number;
  height: number;
  active: boolean;
  selected: boolean;
  light: Light;
}) {
  const row = model.view.rows[at]!;
  const column = model.columns[model.columnOf[at]!]!;
  const worst = worstState(row);
  const sign = rowSign(row);
  const count = rowCount(row);
  const isGroup = row.kind === "group";
  return (
    <li
      aria-setsize={column.order.length}
      aria-posinset={position + 1}
      data-sign={sign === "" ? undefined : sign}
      data-count={count === "" ? undefined : count}
      style={{ height, "--sign-right": `${8 + (count === "" ? 0 : count.length * 7 + 6)}px` } as CSSProperties}
      className={cx(
        "relative flex items-center",
        "after:tnum after:pointer-events-none after:absolute after:right-2 after:text-n8 after:text-xs after:content-[attr(data-count)]",
        "before:tnum before:pointer-events-none before:absolute before:right-(--sign-right) before:text-xs before:content-[attr(data-sign)]",
        worst === "denied" ? "before:text-high" : worst === "conditional" ? "before:text-medium" : "before:text-n8",
      )}
    >
      <button
        type="button"
        data-row={at}
        data-sub={row.sub}
        tabIndex={active ? 0 : -1}
        aria-label={rowName(model, at)}
        aria-pressed={selected}
        aria-expanded={isGroup ? row.expanded : undefined}
        title={[row.label, row.sub, row.note].filter(Boolean).join("\n")}
        style={{
          height: height - 3,
          paddingLeft: 8 + row.depth * 10,
          paddingRight: 8 + (sign + count === "" ? 0 : 10 + sign.length * 9 + count.length * 7),
        }}
        className={cx(
          "block w-full truncate rounded-control border bg-n0 text-left outline-offset-1",
          "after:ml-1.5 after:text-n8 after:text-xs after:content-[attr(data-sub)]",
          isGroup &&
            "before:mr-1.5 before:inline-block before:size-0 before:border-y-4 before:border-y-transparent before:border-l-5 before:border-l-n7 before:align-[1px] before:content-['']",
          isGroup && row.expanded && "before:rotate-90",
          isGroup && "bg-n1 font-medium",
          selected
            ? "border-accent bg-accent-soft font-medium text-accent-text shadow-[inset_0_0_0_1px_var(--accent)]"
            : light === "lit"
              ? "border-accent text-n10"
              : light === "dim"
                ? "border-line text-n8"
                : "border-line-strong text-n10 hover:border-n6",
        )}
      >
        {row.label}
      </button>
    </li>
  );
});
