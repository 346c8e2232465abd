import fc from "fast-check";
import { expect, test } from "vitest";
import type { Batch } from "@/lib/server/usecases/activity/ports";
import { gatherRows, NUMBERS, type NumberedBatch } from "./gather";

interface Row {
  /** Few, so that many are the same; far apart in their bits or near. */
  readonly id: number;
  readonly account: number;
  /** Seconds since 2026. */
  readonly second: number;
}

const START = Date.UTC(2026, 0, 1) / 1000;

function batchOf(rows: readonly Row[], file: number): NumberedBatch {
  const ids = new Int32Array(rows.length * 4);
  for (const [at, { id }] of rows.entries()) ids.set([0, id % 3, 0, Math.floor(id / 3)], at * 4);
  const columns = Array.from({ length: NUMBERS - 1 }, (_, column) =>
    Int32Array.from(rows, ({ account }, at) => (column === 0 ? account : file * 1_000 + at * 10 + column)),
  );
  const times = BigInt64Array.from(rows, ({ second }) => BigInt(START + second) * 1_000_000n + 5n);
  const batch = { count: rows.length, ids: new Uint8Array(ids.buffer), times } as unknown as Batch;
  return { batch, columns, file };
}

test("each event once, with all of its row, in order of time and as they came within a second", async () => {
  const row = fc.record({ id: fc.nat(12), account: fc.nat(2), second: fc.nat(200_000) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(row, { maxLength: 12 }), { maxLength: 5 }), async (lists) => {
      const seen = new Set<string>();
      const expected: { second: number; cells: number[] }[] = [];
      const firsts = lists.map((list, file) =>
        list.map(({ id, account, second }, at) => {
          const key = `${id} ${account}`;
          if (seen.has(key)) return false;
          seen.add(key);
          const numbers = Array.from({ length: NUMBERS - 2 }, (_, column) => file * 1_000 + at * 10 + column + 1);
          expected.push({ second, cells: [id % 3, Math.floor(id / 3), account, ...numbers, file] });
          return true;
        }),
      );
      expected.sort((a, b) => a.second - b.second);
      const { rows, isFirst, days } = await gatherRows(lists.map(batchOf));
      const ids = new Int32Array(rows.ids.buffer);
      const found = Array.from({ length: rows.count }, (_, at) => ({
        second: Number(rows.times[at]! / 1_000_000n) - START,
        cells: [ids[at * 4 + 1]!, ids[at * 4 + 3]!, ...rows.columns.map((column) => column[at]!)],
      }));
      expect(found).toEqual(expected);
      expect(lists.map((list, batch) => list.map((_, at) => isFirst(batch, at)))).toEqual(firsts);
      expect(new Set(days)).toEqual(new Set(expected.map(({ second }) => Math.floor((START + second) / 86_400))));
    }),
  );
});
