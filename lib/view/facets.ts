/** Filters a list by several columns at once and counts what each value of each column would show. */
import type { Facet } from "@/lib/contracts/api";

export interface FacetColumn<Row> {
  readonly name: string;
  readonly values: (row: Row) => readonly string[];
  /** Empty = not filtered. A row passes with any of its values. */
  readonly chosen: readonly string[];
  readonly label?: (value: string) => string;
}

/** At most so many values a column are listed (those with most rows, and all chosen ones). */
const mostValues = 1_000;

/** One pass over the rows. Order of rows is kept. `passes` filters by what is no column (the search text). */
export function filterWithFacets<Row>(
  rows: readonly Row[],
  columns: readonly FacetColumn<Row>[],
  passes: (row: Row) => boolean,
): { readonly matched: readonly Row[]; readonly facets: ReadonlyMap<string, readonly Facet[]> } {
  const matched: Row[] = [];
  const chosen = columns.map((column) => (column.chosen.length > 0 ? new Set(column.chosen) : null));
  const counts = columns.map(() => new Map<string, number>());
  for (const row of rows) {
    if (!passes(row)) continue;
    let failed = -1;
    let failures = 0;
    for (let i = 0; i < columns.length && failures < 2; i++) {
      const wanted = chosen[i];
      if (wanted && !(columns[i] as FacetColumn<Row>).values(row).some((value) => wanted.has(value))) {
        failed = i;
        failures++;
      }
    }
    if (failures === 0) matched.push(row);
    if (failures === 0) for (let i = 0; i < columns.length; i++) count(counts[i], columns[i], row);
    // A row that only one column hides is what choosing another value there would show.
    else if (failures === 1) count(counts[failed], columns[failed], row);
  }
  const facets = new Map(columns.map((column, i) => [column.name, listed(counts[i] as Map<string, number>, column)]));
  return { matched, facets };
}

function count<Row>(into: Map<string, number> | undefined, column: FacetColumn<Row> | undefined, row: Row): void {
  for (const value of column?.values(row) ?? []) into?.set(value, (into.get(value) ?? 0) + 1);
}

function listed<Row>(counts: Map<string, number>, column: FacetColumn<Row>): Facet[] {
  for (const value of column.chosen) if (!counts.has(value)) counts.set(value, 0);
  const all = [...counts].map(([value, number]) => ({ value, label: column.label?.(value) ?? value, count: number }));
  all.sort((a, b) => b.count - a.count || compare(a.label, b.label));
  if (all.length <= mostValues) return all;
  const wanted = new Set(column.chosen);
  return all.filter((facet, i) => i < mostValues || wanted.has(facet.value));
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Every word of the text must stand somewhere in the row's own text (both in lower case). */
export function textFilter<Row>(text: string, haystack: (row: Row) => string): (row: Row) => boolean {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return words.length === 0 ? () => true : (row) => words.every((word) => haystack(row).includes(word));
}
