import { expect, test } from "vitest";
import type { Report, ReportBlock } from "@/lib/contracts/report";
import { pdfBytes } from ".";
import { flat, readPdf } from "./testing/read-pdf";

const AT = "2026-03-01T12:00:00.000Z";
const HOSTILE = [
  "=cmd|' /C calc'!A0",
  "<script>alert(1)</script>",
  "evil\u202Egpj.exe",
  "(paren) \\ back ) Tj ET",
  "中文 and Łódź, κόσμε, привет",
  "n".repeat(10_000),
];

function report(blocks: readonly ReportBlock[], contents = true): Report {
  const snapshot = { id: "01S", startedAt: AT, finishedAt: AT, status: "complete", engineVersion: "1.2.3" } as const;
  const source = { toolVersion: "1.2.3", snapshot, pointInTime: AT, scope: "1 account", filter: "", rows: 1, gaps: 0 };
  return { kind: "findings", title: "Findings of a test", source, contents, blocks };
}

function table(names: readonly string[], rows = names.length): ReportBlock {
  return {
    kind: "table",
    id: "t",
    caption: "Names",
    columns: [
      { name: "severity", type: "text", weight: 1 },
      { name: "name", type: "text", weight: 3, mono: true },
      { name: "count", type: "number", weight: 1 },
      { name: "hidden", type: "text", weight: 0, dataOnly: true },
    ],
    count: rows,
    *rows() {
      for (let i = 0; i < rows; i++) yield ["high", names[i % names.length] ?? "", String(i), "not on paper"];
    },
    empty: "There are none.",
  };
}

const everything: readonly ReportBlock[] = [
  { kind: "facts", caption: "Made from", rows: [["Scope", "1 account"]] },
  { kind: "heading", level: 1, text: "First part" },
  { kind: "paragraph", text: "A paragraph." },
  {
    kind: "columns",
    left: [
      { kind: "bars", caption: "Bars", alt: "two critical", bars: [{ label: "critical", value: 2, tone: "critical" }] },
    ],
    right: [
      {
        kind: "trend",
        caption: "Trend",
        alt: "from one to three",
        series: [{ name: "high", tone: "high" }],
        points: [
          { at: "2026-01-01T00:00:00Z", values: [1] },
          { at: "2026-02-01T00:00:00Z", values: [3] },
        ],
      },
    ],
  },
  { kind: "heading", level: 1, text: "Second part" },
  { kind: "heading", level: 2, text: "With names" },
  table(HOSTILE, 120),
];

const bytes = Buffer.concat([...pdfBytes(report(everything))]);
const pdf = readPdf(bytes);
const elements = flat(pdf.root);
const texts = (type: string) => elements.filter((each) => each.type === type).map(({ text }) => text);

test("the same report gives the same bytes, with no time but its own; pages are counted before they are written", () => {
  const seen: { page: number; pages: number }[] = [];
  const again = Buffer.concat([...pdfBytes(report(everything), (progress) => seen.push(progress))]);
  expect(again.equals(bytes)).toBe(true);
  expect(seen[0]?.pages).toBe(0);
  expect(seen.at(-1)).toEqual({ page: pdf.pages, pages: pdf.pages });
  expect([...bytes.toString("latin1").matchAll(/\(D:(\d{14})Z\)/g)].map(([, time]) => time)).toEqual([
    "20260301120000",
    "20260301120000",
  ]);
});

test("it is tagged: language, title, headings, tables with their headers, figures with words", () => {
  expect(pdf.catalog).toContain("/Lang (en)");
  expect(pdf.catalog).toContain("/MarkInfo");
  expect(pdf.catalog).toContain("/ViewerPreferences");
  expect(bytes.toString("latin1")).toContain("/DisplayDocTitle true");
  expect(pdf.root.type).toBe("Document");
  expect(texts("H1")).toEqual(["Findings of a test"]);
  expect(texts("H2")).toEqual(["First part", "Second part"]);
  expect(texts("H3")).toEqual(["With names"]);
  expect(texts("P")).toContain("A paragraph.");
  const figures = elements.filter(({ type }) => type === "Figure");
  expect(figures.map(({ alt }) => alt)).toEqual(["two critical", "from one to three"]);
  const [facts, names] = elements.filter(({ type }) => type === "Table");
  expect(
    flat(facts!)
      .filter(({ type }) => type === "TH")
      .map(({ scope, text }) => [scope, text]),
  ).toEqual([["Row", "Scope"]]);
  const rows = flat(names!).filter(({ type }) => type === "TR");
  expect(rows[0]!.children.map(({ type, scope, text }) => [type, scope, text])).toEqual([
    ["TH", "Column", "severity"],
    ["TH", "Column", "name"],
    ["TH", "Column", "count"],
  ]);
  expect(rows).toHaveLength(121);
  expect(rows.slice(1).every((row) => row.children.map(({ type }) => type).join() === "TD,TD,TD")).toBe(true);
  expect(rows.slice(1).map((row) => row.children[2]!.text)).toEqual(Array.from({ length: 120 }, (_, i) => String(i)));
});

test("contents lead to their headings, and so do bookmarks", () => {
  const items = elements.filter(({ type }) => type === "TOCI").map((item) => item.children[0]);
  expect(items.map((link) => link?.type)).toEqual(["Link", "Link", "Link"]);
  expect(items[0]?.text).toBe("First part2");
  expect(pdf.links).toEqual(["section-1", "section-2", "section-3"]);
  expect([...pdf.destinations].sort()).toEqual(["section-1", "section-2", "section-3"]);
  expect([...pdf.bookmarks].sort()).toEqual(["First part", "Second part", "With names"]);
});

test("heads and feet of pages are no content", () => {
  expect(pdf.artifacts).toContain(`Page ${pdf.pages} of ${pdf.pages}`);
  expect(elements.every(({ text }) => !text.includes(`Page 2 of ${pdf.pages}`))).toBe(true);
});

test("hostile names are text and nothing else; what no font has is spelt out; what is cut is said", () => {
  const names = elements.filter(({ type }) => type === "TD").map(({ text }) => text);
  expect(names).toContain("=cmd|' /C calc'!A0");
  expect(names).toContain("<script>alert(1)</script>");
  expect(names).toContain("evil[U+202E]gpj.exe");
  expect(names).toContain("(paren) \\ back ) Tj ET");
  expect(names).toContain("[U+4E2D][U+6587] and Łódź, κόσμε, привет");
  const long = names.find((name) => name.startsWith("nnn"));
  expect(long).toMatch(/^n{1000} \[cut: 10000 characters, whole in the JSON of this report\]$/);
  const all = elements.map(({ text }) => text).join("");
  expect(all).not.toContain("\u202E");
  expect(all).not.toContain("not on paper");
  expect(bytes.toString("latin1")).not.toMatch(/\/(JavaScript|JS|OpenAction|Launch|URI|EmbeddedFile)\b/);
});

test("an empty table says why", () => {
  const empty = readPdf(Buffer.concat([...pdfBytes(report([table([], 0)], false))]));
  expect(flat(empty.root).map(({ text }) => text)).toContain("There are none.");
});
