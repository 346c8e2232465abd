import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runs } from "../testing/runs";
import { ActionSet, SetWork } from "./action-set";
import { BoundsArena } from "./bounds-arena";
import { setOfAll, setOfIds, setOfRanges } from "./set-builder";

const ids = fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 80 });
const far = fc.array(fc.integer({ min: 0, max: 65_000 }), { maxLength: 60 });
const listed = (set: ActionSet) => [...set];
const sorted = (values: Iterable<number>) => [...new Set(values)].sort((a, b) => a - b);

describe("ActionSet", () => {
  it("does what sets do", () => {
    fc.assert(
      fc.property(fc.oneof(ids, far), fc.oneof(ids, far), fc.integer({ min: 0, max: 130 }), (left, right, id) => {
        const [a, b] = [setOfIds(left), setOfIds(right)];
        const [x, y] = [new Set(left), new Set(right)];
        expect(listed(a)).toEqual(sorted(left));
        expect(a.size).toBe(x.size);
        expect(a.isEmpty).toBe(x.size === 0);
        expect(a.has(id)).toBe(x.has(id));
        expect(listed(a.union(b))).toEqual(sorted([...left, ...right]));
        expect(listed(a.intersect(b))).toEqual(sorted(left.filter((value) => y.has(value))));
        expect(listed(a.subtract(b))).toEqual(sorted(left.filter((value) => !y.has(value))));
        expect(a.intersects(b)).toBe(left.some((value) => y.has(value)));
        expect(a.isSubsetOf(b)).toBe(left.every((value) => y.has(value)));
        expect(a.equals(b)).toBe(sorted(left).join() === sorted(right).join());
        expect(a.isSubsetOf(a.union(b))).toBe(true);
      }),
      runs(500),
    );
  });

  it("keeps ranges apart and sorted, so that equal sets have equal bounds", () => {
    const ranges = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 45 })), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(ranges, (pairs) => {
        const bounds = [...setOfRanges(pairs).ranges()].flat();
        for (let i = 1; i < bounds.length; i++) expect(bounds[i]!).toBeGreaterThan(bounds[i - 1]!);
        const expected = pairs.flatMap(([start, end]) =>
          Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i),
        );
        expect(listed(setOfRanges(pairs))).toEqual(sorted(expected));
      }),
    );
  });

  it("unites many", () => {
    fc.assert(
      fc.property(fc.array(ids, { maxLength: 14 }), (lists) => {
        const sets = lists.map((list) => setOfIds(list));
        expect(listed(ActionSet.unionOf(sets))).toEqual(sorted(lists.flat()));
        expect(listed(setOfAll(sets))).toEqual(sorted(lists.flat()));
      }),
    );
  });

  it("sorts long lists that are far from sorted", () => {
    const values = Array.from({ length: 3_000 }, (_, i) => (i * 7_919) % 60_000);
    expect(listed(setOfIds(values))).toEqual(sorted(values));
  });

  it("gives the same object for the same set", () => {
    const a = setOfIds([1, 2, 9]);
    expect(a.union(setOfIds([2]))).toBe(a);
    expect(setOfIds([2]).union(a)).toBe(a);
    expect(a.intersect(ActionSet.range(0, 50))).toBe(a);
    expect(a.intersect(a)).toBe(a);
    expect(a.subtract(setOfIds([4]))).toBe(a);
    expect(a.subtract(a)).toBe(ActionSet.EMPTY);
    expect(ActionSet.range(5, 5)).toBe(ActionSet.EMPTY);
    expect(a.intersect(setOfIds([4]))).toBe(ActionSet.EMPTY);
  });

  it("holds sets too large to share a page", () => {
    const even = setOfIds(Array.from({ length: 20_000 }, (_, i) => 2 * i));
    expect(even.size).toBe(20_000);
    expect(even.union(setOfIds([1])).size).toBe(20_001);
  });
});

describe("SetWork", () => {
  it("does the same in steps", () => {
    const step = fc.tuple(fc.constantFrom("union" as const, "intersect" as const, "subtract" as const), ids);
    fc.assert(
      fc.property(ids, fc.array(step, { maxLength: 8 }), (first, steps) => {
        const work = new SetWork().load(setOfIds(first));
        let expected = setOfIds(first);
        for (const [operation, values] of steps) {
          const set = setOfIds(values);
          work[operation](set);
          expected = expected[operation](set);
          expect(work.intersects(set)).toBe(expected.intersects(set));
        }
        expect(listed(work.take(new BoundsArena()))).toEqual(listed(expected));
        expect(work.take(new BoundsArena(), expected).equals(expected)).toBe(true);
      }),
      runs(300),
    );
  });

  it("copies another, which then goes its own way", () => {
    const [a, b] = [new SetWork().load(setOfIds([1, 5])), new SetWork()];
    expect(listed(b.copy(a).take(new BoundsArena()))).toEqual([1, 5]);
    a.union(setOfIds(Array.from({ length: 2_000 }, (_, i) => 3 * i)));
    b.copy(a);
    a.subtract(setOfIds([0, 3]));
    expect(b.take(new BoundsArena()).size).toBe(2_002);
    expect(a.take(new BoundsArena()).size).toBe(2_000);
  });

  it("grows with what it holds", () => {
    const odd = setOfIds(Array.from({ length: 3_000 }, (_, i) => 4 * i + 1));
    const even = setOfIds(Array.from({ length: 3_000 }, (_, i) => 4 * i + 3));
    const all = new SetWork().load(odd).union(even).take(new BoundsArena());
    expect(all.size).toBe(6_000);
  });

  it("gives what it was given where nothing changed", () => {
    const set = setOfIds([3, 5]);
    const work = new SetWork()
      .load(set)
      .union(set)
      .intersect(set)
      .subtract(setOfIds([9]));
    expect(work.take(new BoundsArena())).toBe(set);
    expect(
      work
        .union(setOfIds([9]))
        .subtract(setOfIds([9]))
        .take(new BoundsArena(), set),
    ).toBe(set);
  });
});
