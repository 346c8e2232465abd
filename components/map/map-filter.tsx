"use client";
import { useState } from "react";
import { formatNumber } from "@/components/shared/number";
import { Button, buttonClass } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { cx } from "@/components/ui/cx";
import { Glyph } from "@/components/ui/icons";
import { SearchInput } from "@/components/ui/input";
import { Popover } from "@/components/ui/popover";
import type { GraphFacet, GraphFilter } from "@/lib/contracts/graph";

/** More values than this are found by typing. */
const shownValues = 60;

/** A filter that includes or excludes values; what is typed may also be taken as a pattern with *. */
export function MapFilter({
  title,
  facets,
  filter,
  onChange,
}: {
  title: string;
  facets: readonly GraphFacet[];
  filter: GraphFilter;
  onChange: (filter: GraphFilter) => void;
}) {
  const [text, setText] = useState("");
  const needle = text.trim().toLowerCase();
  const known = new Set(facets.map((facet) => facet.value));
  const typed = [...filter.include, ...filter.exclude].filter((value) => !known.has(value));
  const all = [...typed.map((value) => ({ value, label: value, bindings: null })), ...facets];
  const found = all.filter(({ value, label }) => `${label}\n${value}`.toLowerCase().includes(needle));
  const has = (list: readonly string[], value: string) => list.includes(value);
  const without = (list: readonly string[], value: string) => list.filter((each) => each !== value);
  const include = (value: string, on: boolean) =>
    onChange({
      include: on ? [...filter.include, value] : without(filter.include, value),
      exclude: without(filter.exclude, value),
    });
  const exclude = (value: string, on: boolean) =>
    onChange({
      include: without(filter.include, value),
      exclude: on ? [...filter.exclude, value] : without(filter.exclude, value),
    });
  const label = (value: string) => facets.find((facet) => facet.value === value)?.label ?? value;
  const count = filter.include.length + filter.exclude.length;
  const pattern = text.trim();

  return (
    <Popover
      label={`Filter by ${title.toLowerCase()}`}
      className="w-80"
      trigger={
        <button type="button" className={buttonClass("plain", cx("max-w-52 font-normal", count > 0 && "border-n8"))}>
          <span className={count > 0 ? "text-n8" : undefined}>{title}</span>
          {count > 0 ? <span className="truncate font-medium">{summary(filter, label)}</span> : null}
          <span className="text-n7">
            <Glyph name="chevronDown" size={12} />
          </span>
        </button>
      }
    >
      <div className="border-line border-b p-2">
        <SearchInput
          label={`Find in ${title.toLowerCase()}`}
          placeholder="Find, or a pattern such as sandbox-*"
          value={text}
          onChange={(event) => setText(event.target.value.replaceAll(",", ""))}
        />
        {pattern.includes("*") ? (
          <div className="mt-2 flex gap-2">
            <Button onClick={() => include(pattern, true)}>Only these</Button>
            <Button onClick={() => exclude(pattern, true)}>All but these</Button>
          </div>
        ) : null}
      </div>
      <div className="max-h-72 overflow-y-auto p-1">
        {found.slice(0, shownValues).map(({ value, label: name, bindings }) => (
          <div key={value} className="flex items-center gap-1 rounded-control pr-1 pl-2 hover:bg-n2">
            <Checkbox
              className="min-w-0 flex-1"
              checked={has(filter.include, value)}
              onChange={(event) => include(value, event.target.checked)}
            >
              <span
                title={value === name ? name : `${name}\n${value}`}
                className={cx("min-w-0 flex-1 truncate", has(filter.exclude, value) && "text-n8 line-through")}
              >
                {name}
              </span>
              {bindings === null ? null : <span className="tnum text-n8 text-xs">{formatNumber(bindings)}</span>}
            </Checkbox>
            <button
              type="button"
              aria-pressed={has(filter.exclude, value)}
              aria-label={`Exclude ${name}`}
              title={`Exclude ${name}`}
              onClick={() => exclude(value, !has(filter.exclude, value))}
              className="inline-flex size-6 items-center justify-center rounded-sm text-n7 hover:bg-n3 hover:text-n10 aria-pressed:bg-n3 aria-pressed:text-n10"
            >
              <Glyph name="cross" size={12} />
            </button>
          </div>
        ))}
        {found.length === 0 ? <p className="px-2 py-1.5 text-n8">Nothing matches</p> : null}
        {found.length > shownValues ? (
          <p className="px-2 py-1.5 text-n8 text-xs">
            {formatNumber(found.length - shownValues)} more: type to find them
          </p>
        ) : null}
      </div>
      {count > 0 ? (
        <div className="border-line border-t p-1">
          <Button
            variant="quiet"
            className="w-full justify-start"
            onClick={() => onChange({ include: [], exclude: [] })}
          >
            Clear
          </Button>
        </div>
      ) : null}
    </Popover>
  );
}

function summary(filter: GraphFilter, label: (value: string) => string): string {
  const [one] = filter.include;
  const [not] = filter.exclude;
  if (filter.include.length === 1 && filter.exclude.length === 0) return label(one ?? "");
  if (filter.exclude.length === 1 && filter.include.length === 0) return `not ${label(not ?? "")}`;
  return [
    filter.include.length > 0 ? `${filter.include.length} chosen` : "",
    filter.exclude.length > 0 ? `${filter.exclude.length} excluded` : "",
  ]
    .filter((part) => part !== "")
    .join(", ");
}
