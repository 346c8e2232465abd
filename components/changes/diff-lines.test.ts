import fc from "fast-check";
import { expect, it } from "vitest";
import { diffRows, nearDifferences } from "./diff-lines";

const text = (side: "before" | "after", before: string, after: string) =>
  diffRows(before, after)
    .filter((row) => row[side].number !== null)
    .map((row) => row[side].pieces.map((piece) => piece.text).join(""));

it("sets replaced lines side by side and marks the words that differ", () => {
  const rows = diffRows(
    '{\n  "Action": "s3:GetObject",\n  "Resource": "*"\n}',
    '{\n  "Action": "s3:PutObject",\n  "Resource": "*"\n}',
  );
  expect(rows.map(({ kind }) => kind)).toEqual(["same", "changed", "same", "same"]);
  const marked = (pieces: readonly { text: string; differs: boolean }[]) =>
    pieces.filter(({ differs }) => differs).map((piece) => piece.text);
  expect(marked(rows[1]!.before.pieces)).toEqual(["GetObject"]);
  expect(marked(rows[1]!.after.pieces)).toEqual(["PutObject"]);
});

it("loses nothing of either document", () => {
  const lines = fc
    .array(fc.constantFrom("a", "b b", "c", ""), { maxLength: 12 })
    .map((all) => all.map((line) => `${line}\n`).join(""));
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      for (const [side, whole] of [
        ["before", before],
        ["after", after],
      ] as const)
        expect(
          text(side, before, after)
            .map((line) => `${line}\n`)
            .join(""),
        ).toBe(whole);
    }),
    { numRuns: 100 },
  );
});

it("leaves out what is far from any difference, and says where", () => {
  const before = Array.from({ length: 40 }, (_, i) => `line ${i}`).join("\n");
  const shown = nearDifferences(diffRows(before, before.replace("line 20", "other")), 2);
  expect(shown.map((row) => row?.before.number ?? null)).toEqual([null, 19, 20, 21, 22, 23, null]);
});
