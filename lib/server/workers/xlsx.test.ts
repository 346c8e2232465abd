import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { zipped } from "@/lib/server/export/zip";
import type { SheetTable } from "@/lib/view/spreadsheet/types";
import { workbookParts } from "@/lib/view/spreadsheet/workbook";

function file(table: SheetTable, sheetRows?: number): Uint8Array {
  const about = () => [{ label: "Rows", value: 3 }];
  const parts = workbookParts(
    { title: "t", at: "2026-01-02T03:04:05.000Z", sheets: [{ name: "rows", table }], about },
    sheetRows,
  );
  return Buffer.concat([...zipped(parts)]);
}

function read(bytes: Uint8Array): ReadonlyMap<string, string> {
  const texts = Object.entries(unzipSync(bytes)).map(([path, body]) => [path, new TextDecoder().decode(body)] as const);
  return new Map(texts);
}

/** As a reader gives them back: entities and `_xHHHH_` undone. */
function texts(sheet: string): readonly string[] {
  return [...sheet.matchAll(/<t xml:space="preserve">([^<]*)<\/t>/g)].map(([, xml = ""]) =>
    xml
      .replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ({ lt: "<", gt: ">", quot: '"' })[name] ?? "&")
      .replace(/_x([0-9A-F]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
  );
}

const sheet = (rows: readonly (string | null)[][], types?: SheetTable["types"]) =>
  read(file({ columns: (rows[0] ?? []).map((_, i) => `c${i}`), types, rows })).get("xl/worksheets/sheet1.xml") ?? "";

test("the same rows give the same bytes, and no clock is asked", () => {
  const rows = [
    ["a", "1"],
    [null, "2"],
  ];
  expect(file({ columns: ["x", "y"], rows })).toEqual(file({ columns: ["x", "y"], rows }));
  expect(read(file({ columns: ["x"], rows })).get("docProps/core.xml")).toContain(">2026-01-02T03:04:05Z<");
});

test("values have types; what is not of its type stays text", () => {
  const xml = sheet(
    [
      ["12", "true", "2026-03-01T12:00:00Z"],
      ["12345678901234567890", "yes", "soon"],
      ["007", "false", "1850-01-01T00:00:00Z"],
    ],
    ["number", "boolean", "date"],
  );
  expect(xml).toContain('<c r="A2"><v>12</v></c><c r="B2" t="b"><v>1</v></c><c r="C2" s="3"><v>46082.5</v></c>');
  expect(texts(xml).slice(3)).toEqual(["12345678901234567890", "yes", "soon", "007", "1850-01-01T00:00:00Z"]);
});

test("a header that stays, a filter over all rows, and widths", () => {
  const xml = sheet([
    ["a", "b"],
    ["c", "d"],
  ]);
  expect(xml).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>');
  expect(xml).toContain('<autoFilter ref="A1:B3"/>');
  expect(xml).toMatch(/<cols>(<col [^>]+customWidth="1"\/>){2}<\/cols>/);
});

test("what would run, hide or break is shown as text, and said", () => {
  const hostile = [
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "+1",
    "-1",
    '<script>&"',
    "a\u202Eb",
    "nul\u0000\uD800\r\nx",
    "_x0041_",
  ];
  const book = read(file({ columns: ["name"], rows: hostile.map((each) => [each]) }));
  const xml = book.get("xl/worksheets/sheet1.xml") ?? "";
  expect(texts(xml).slice(1)).toEqual([
    "'=cmd|' /C calc'!A0",
    "'@SUM(1)",
    "'+1",
    "'-1",
    '<script>&"',
    "a⟨U+202E⟩b",
    "nul\u0000\uD800\r\nx",
    "_x0041_",
  ]);
  expect(xml).not.toContain("<f>");
  expect(xml).not.toContain("<script>");
  expect([...xml.slice(xml.indexOf("\n") + 1)].filter((c) => c < " " && c !== "\n")).toEqual([]);
  const about = texts(book.get("xl/worksheets/sheet2.xml") ?? "").join("\n");
  expect(about).toContain("4: they begin with = + - @");
  expect(about).toContain("1: each mark is spelt out");
});

test("a long cell is cut where the format ends, and that is said", () => {
  const book = read(file({ columns: ["a"], rows: [["x".repeat(10_000)], ["😀".repeat(20_000)]] }));
  const [, whole = "", cut = ""] = texts(book.get("xl/worksheets/sheet1.xml") ?? "");
  expect(whole).toHaveLength(10_000);
  expect(cut.length).toBeLessThanOrEqual(32_767);
  expect(cut).toMatch(/😀 \[… cut, 40000 characters\]$/u);
  expect(texts(book.get("xl/worksheets/sheet2.xml") ?? "").join("\n")).toContain("1: a cell holds 32767 characters");
});

test("rows that a sheet has no place for go on in further sheets, each with its header", () => {
  const rows = Array.from({ length: 7 }, (_, i) => [`row ${i}`]);
  const book = read(file({ columns: ["a"], rows }, 4));
  const sheets = [1, 2, 3].map((n) => texts(book.get(`xl/worksheets/sheet${n}.xml`) ?? ""));
  expect(sheets).toEqual([
    ["a", "row 0", "row 1", "row 2"],
    ["a", "row 3", "row 4", "row 5"],
    ["a", "row 6"],
  ]);
  expect([...(book.get("xl/workbook.xml") ?? "").matchAll(/<sheet name="([^"]+)"/g)].map(([, name]) => name)).toEqual([
    "rows",
    "rows (2)",
    "rows (3)",
    "About",
  ]);
});

test("no rows at all is a header alone", () => {
  const book = read(file({ columns: ["a"], rows: [] }));
  expect(texts(book.get("xl/worksheets/sheet1.xml") ?? "")).toEqual(["a"]);
  expect(book.has("xl/worksheets/sheet3.xml")).toBe(false);
});
