"use client";
import { parseAsArrayOf, parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Glyph } from "@/components/ui/icons";
import { Popover } from "@/components/ui/popover";
import type { Column } from "@/components/ui/table/column";

/** Which columns of a table are shown: those that are not stand in the address. The first one always is. */
export function useShownColumns<Row>(columns: readonly Column<Row>[]) {
  const [hidden, setHidden] = useQueryState("hide", parseAsArrayOf(parseAsString).withDefault([]));
  const shown = useMemo(
    () => columns.filter((column, at) => at === 0 || !hidden.includes(column.id)),
    [columns, hidden],
  );
  const chooser = (
    <Popover
      label="Columns"
      align="end"
      className="w-52 p-1"
      trigger={
        <Button className="font-normal" data-chrome>
          Columns
          <Glyph name="chevronDown" size={12} />
        </Button>
      }
    >
      {columns.map((column, at) => (
        <Checkbox
          key={column.id}
          className="rounded-control px-2 hover:bg-n2"
          checked={at === 0 || !hidden.includes(column.id)}
          disabled={at === 0}
          onChange={(event) => {
            const next = event.target.checked ? hidden.filter((id) => id !== column.id) : [...hidden, column.id];
            void setHidden(next.length === 0 ? null : next);
          }}
        >
          {column.title}
        </Checkbox>
      ))}
    </Popover>
  );
  return { shown, chooser };
}
