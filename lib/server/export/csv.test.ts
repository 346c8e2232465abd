import fc from "fast-check";
import { expect, test } from "vitest";
import { csvText } from "./csv";

function write(columns: readonly string[], ...rows: (string | null)[][]): string {
  return [...csvText({ columns, rows })].join("");
}

/** RFC 4180, the reader's half. */
function read(text: string): string[][] {
  const records: string[][] = [];
  let cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (quoted && character === '"' && text[i + 1] === '"') cell += text[++i];
    else if (character === '"') quoted = !quoted;
    else if (!quoted && character === ",") {
      cells.push(cell);
      cell = "";
    } else if (!quoted && character === "\r" && text[i + 1] === "\n") {
      records.push([...cells, cell]);
      cells = [];
      cell = "";
      i++;
    } else cell += character;
  }
  return records;
}

test("records end in CRLF, quotes are doubled, null is empty", () => {
  expect(write(["a", "b"], ['say "hi"', null], ["x,y", "line\nbreak"])).toBe(
    'a,b\r\n"say ""hi""",\r\n"x,y","line\nbreak"\r\n',
  );
});

test("what a spreadsheet would run is text", () => {
  const cells = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1"];
  for (const cell of cells) expect(read(write(["c"], [cell]))[1]).toEqual([`'${cell}`]);
  expect(read(write(["c"], ["a=1", "arn:aws:iam::1:role/-x"]))[1]).toEqual(["a=1", "arn:aws:iam::1:role/-x"]);
});

test("every text comes back, a formula with its apostrophe", () => {
  const cell = fc.string({ unit: "binary", maxLength: 20 });
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), (rows) => {
      const [, ...records] = read(write(["a", "b"], ...rows.map(([a, b]) => [a, b])));
      const plain = records.map((record) =>
        record.map((text) => (/^'[=+\-@\t\r\n＝＋－＠]/.test(text) ? text.slice(1) : text)),
      );
      const expected = rows.map((row) =>
        row.map((text) => (/^'[=+\-@\t\r\n＝＋－＠]/.test(text) ? text.slice(1) : text)),
      );
      expect(plain).toEqual(expected);
      for (const record of records) for (const text of record) expect(text).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
    }),
  );
});
