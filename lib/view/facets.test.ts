import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { filterWithFacets, textFilter } from "./facets";

interface Row {
  readonly a: string;
  readonly b: readonly string[];
}

const columns = (a: readonly string[], b: readonly string[]) => [
  { name: "a", chosen: a, values: (row: Row) => [row.a] },
  { name: "b", chosen: b, values: (row: Row) => row.b },
];

describe("filterWithFacets", () => {
  it("says of each value how many rows choosing it would show, the other columns being as they are", () => {
    const letter = fc.constantFrom<string>("x", "y", "z", "__proto__");
    const rows = fc.array(fc.record({ a: letter, b: fc.uniqueArray(letter, { maxLength: 3 }) }), { maxLength: 30 });
    fc.assert(
      fc.property(
        rows,
        fc.uniqueArray(letter, { maxLength: 2 }),
        fc.uniqueArray(letter, { maxLength: 2 }),
        (all, a, b) => {
          const { matched, facets } = filterWithFacets(all, columns(a, b), () => true);
          const inA = (row: Row, chosen: readonly string[]) => chosen.length === 0 || chosen.includes(row.a);
          const inB = (row: Row, chosen: readonly string[]) =>
            chosen.length === 0 || row.b.some((value) => chosen.includes(value));
          expect(matched).toEqual(all.filter((row) => inA(row, a) && inB(row, b)));
          for (const facet of facets.get("a") ?? [])
            expect(facet.count).toBe(all.filter((row) => row.a === facet.value && inB(row, b)).length);
          for (const facet of facets.get("b") ?? [])
            expect(facet.count).toBe(all.filter((row) => row.b.includes(facet.value) && inA(row, a)).length);
          for (const value of a) expect(facets.get("a")?.map((facet) => facet.value)).toContain(value);
        },
      ),
    );
  });

  it("applies the text before counting", () => {
    const rows: Row[] = [
      { a: "x", b: [] },
      { a: "y", b: [] },
    ];
    const { facets } = filterWithFacets(rows, columns([], []), (row) => row.a === "x");
    expect(facets.get("a")).toEqual([{ value: "x", label: "x", count: 1 }]);
  });
});

describe("textFilter", () => {
  it("wants every word, in any order and case", () => {
    const passes = textFilter<string>("  Api PAY ", (row) => row);
    expect([passes("payments/api"), passes("payments"), passes("api")]).toEqual([true, false, false]);
    expect(textFilter<string>("", (row) => row)("anything")).toBe(true);
  });
});
