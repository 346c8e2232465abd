import { unzipSync } from "fflate";
import { expect, test } from "vitest";
import { xlsxOf } from "./spreadsheet";

test("an answer becomes a workbook: numbers are numbers, formulas are text, and its question is beside it", () => {
  const bytes = xlsxOf({
    name: "who-can",
    at: "2026-01-02T03:04:05.000Z",
    columns: ["name", "count"],
    rows: [
      ["=1+1", 7],
      ["b", null],
    ],
    about: [{ label: "Question", value: "who can" }],
  });
  const text = (path: string) => new TextDecoder().decode(unzipSync(bytes)[path]);
  expect(text("xl/worksheets/sheet1.xml")).toContain(`preserve">'=1+1</t></is></c><c r="B2"><v>7</v></c>`);
  expect(text("xl/worksheets/sheet2.xml")).toContain("who can");
  expect(text("docProps/core.xml")).toContain("2026-01-02T03:04:05Z");
});
