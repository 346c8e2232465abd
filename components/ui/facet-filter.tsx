"use client";
import { useState } from "react";
import { buttonClass } from "./button";
import { Checkbox } from "./checkbox";
import { cx } from "./cx";
import { Glyph } from "./icons";
import { SearchInput } from "./input";
import { Popover } from "./popover";

export interface FacetOption {
  readonly value: string;
  readonly label: string;
  readonly count: number;
}

/** More options than this are found by typing, not by scrolling. */
const shownOptions = 200;

/** A filter on one column: several values may be chosen, each with the number of rows that it would show. */
export function FacetFilter({
  title,
  options,
  chosen,
  onChange,
}: {
  title: string;
  options: readonly FacetOption[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}) {
  const [query, setQuery] = useState("");
  const labels = new Map(options.map((option) => [option.value, option.label]));
  const needle = query.trim().toLowerCase();
  // A chosen value stays in the list when no row has it any more: it could not be taken back otherwise.
  const gone = chosen.filter((value) => !labels.has(value)).map((value) => ({ value, label: value, count: 0 }));
  const found = [...options, ...gone].filter(
    (option) =>
      needle === "" || option.label.toLowerCase().includes(needle) || option.value.toLowerCase().includes(needle),
  );

  return (
    <Popover
      label={`Filter by ${title.toLowerCase()}`}
      className="w-72"
      trigger={
        <button
          type="button"
          className={buttonClass("plain", cx("max-w-60 font-normal", chosen.length > 0 && "border-n8"))}
        >
          <span className={chosen.length > 0 ? "text-n8" : undefined}>{title}</span>
          {chosen.length > 0 ? (
            <span className="truncate font-medium">
              {chosen.length === 1 ? (labels.get(chosen[0] ?? "") ?? chosen[0]) : `${chosen.length} chosen`}
            </span>
          ) : null}
          <span className="text-n7">
            <Glyph name="chevronDown" size={12} />
          </span>
        </button>
      }
    >
      {options.length > 8 ? (
        <div className="border-line border-b p-2">
          <SearchInput
            label={`Find in ${title.toLowerCase()}`}
            value={query}
            onChange={(e) => setQuery(e.target.value)}
          />
        </div>
      ) : null}
      <div className="max-h-72 overflow-y-auto p-1">
        {found.slice(0, shownOptions).map((option) => (
          <Checkbox
            key={option.value}
            checked={chosen.includes(option.value)}
            onChange={(event) =>
              onChange(
                event.target.checked ? [...chosen, option.value] : chosen.filter((value) => value !== option.value),
              )
            }
            className="rounded-control px-2 hover:bg-n2"
          >
            <span className="min-w-0 flex-1 truncate" title={option.label}>
              {option.label}
            </span>
            <span className="tnum text-n8 text-xs">{option.count.toLocaleString("en")}</span>
          </Checkbox>
        ))}
        {found.length === 0 ? <p className="px-2 py-1.5 text-n8">Nothing matches</p> : null}
        {found.length > shownOptions ? (
          <p className="px-2 py-1.5 text-n8 text-xs">{found.length - shownOptions} more: type to find them</p>
        ) : null}
      </div>
      {chosen.length > 0 ? (
        <div className="border-line border-t p-1">
          <button
            type="button"
            onClick={() => onChange([])}
            className="h-7 w-full rounded-control px-2 text-left text-n8 hover:bg-n2 hover:text-n10"
          >
            Clear
          </button>
        </div>
      ) : null}
    </Popover>
  );
}
