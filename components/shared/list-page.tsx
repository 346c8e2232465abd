"use client";
import { type ReactNode, useDeferredValue } from "react";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { FacetFilter, type FacetOption } from "@/components/ui/facet-filter";
import { SearchInput } from "@/components/ui/input";
import { formatNumber } from "./number";

export interface FacetColumn {
  readonly name: string;
  readonly title: string;
  readonly options: readonly FacetOption[];
}

/** The bar over a list: search, one filter a column, how many rows are left. */
export function ListBar({
  what,
  text,
  onText,
  facets,
  chosen,
  onFacet,
  onClear,
  filtered,
  matched,
  total,
  children,
}: {
  /** "workloads" */
  what: string;
  text: string;
  onText: (text: string) => void;
  facets: readonly FacetColumn[];
  chosen: Readonly<Record<string, readonly string[]>>;
  onFacet: (name: string, values: readonly string[]) => void;
  onClear: () => void;
  filtered: boolean;
  matched: number | null;
  total: number | null;
  children?: ReactNode;
}) {
  // Read out when the typing pauses, not with each letter.
  const said = useDeferredValue(countText(what, matched, total, filtered));
  return (
    <div data-chrome className="flex flex-wrap items-center gap-2 px-4 pb-3 sm:px-gutter">
      <SearchInput
        label={`Search ${what}`}
        placeholder={`Search ${what}`}
        value={text}
        onChange={(event) => onText(event.target.value)}
        maxLength={2048}
        className="min-w-0 flex-1 sm:max-w-80"
      />
      <p role="status" className={cx("tnum ml-auto text-n8", matched === null && "invisible")}>
        {said}
      </p>
      <div className="flex w-full min-w-0 gap-2 overflow-x-auto max-sm:-mx-4 max-sm:w-[calc(100%+2rem)] max-sm:px-4 sm:flex-wrap sm:overflow-visible">
        {facets.map((facet) => (
          <FacetFilter
            key={facet.name}
            title={facet.title}
            options={facet.options}
            chosen={chosen[facet.name] ?? []}
            onChange={(values) => onFacet(facet.name, values)}
          />
        ))}
        {children}
        {filtered ? (
          <Button variant="quiet" onClick={onClear}>
            Clear
          </Button>
        ) : null}
      </div>
    </div>
  );
}

function countText(what: string, matched: number | null, total: number | null, filtered: boolean): string {
  if (matched === null || total === null) return "";
  const noun = total === 1 ? what.replace(/ies$|s$/, (end) => (end === "ies" ? "y" : "")) : what;
  if (!filtered && matched === total) return `${formatNumber(total)} ${noun}`;
  return `${formatNumber(matched)} of ${formatNumber(total)} ${noun}`;
}
