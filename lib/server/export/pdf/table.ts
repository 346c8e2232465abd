/** Tables that run over pages: the header stands on each, a row that is longer than a page is continued. */
import type { ReportColumn, ReportTable } from "@/lib/contracts/report";
import { drawLines, type Flow, GROUND, HAIR, INK, LEADING, MUTED, SMALL, writeText } from "./flow";
import { type Line, linesOf, type TextStyle } from "./lines";
import { BODY_END, type Element } from "./pen";
import { printable } from "./printable";
import { toneOf } from "./tones";

/** Characters of one cell. */
const LONGEST = 1_000;
const PAD = 3;
const MONO: TextStyle = { style: "mono", size: 7.5 };
const BOLD: TextStyle = { style: "bold", size: 8 };
const ROW = SMALL.size * LEADING;

interface Place {
  readonly column: ReportColumn;
  readonly index: number;
  readonly x: number;
  readonly width: number;
}

/** Yields now and then, so that what is ready can be handed on. */
export function* writeTable(flow: Flow, parent: Element, table: ReportTable): Generator<void> {
  const { pen } = flow;
  flow.need(BOLD.size * LEADING + 4 * ROW);
  const element = pen.element(parent, "Table");
  const caption = `${table.caption} (${table.count === 1 ? "1 row" : `${table.count} rows`})`;
  writeText(flow, element, "Caption", caption, { style: { style: "bold", size: 9 }, after: 3 });
  if (table.count === 0) {
    pen.close(element);
    writeText(flow, parent, "P", table.empty, { colour: MUTED, after: 10 });
    return;
  }
  const places = placed(flow, table.columns);
  const heads = places.map((place) => linesOf(printable(place.column.name, 200), BOLD, place.width - 2 * PAD));
  drawHead(flow, element, places, heads);
  const body = pen.element(element, "TBody");
  let count = 0;
  for (const row of table.rows()) {
    drawRow(flow, body, places, row, () => repeatHead(flow, places, heads));
    if (++count % 20 === 0) yield;
  }
  pen.close(body);
  pen.close(element);
  flow.y += 12;
}

function placed(flow: Flow, columns: readonly ReportColumn[]): readonly Place[] {
  const shown = columns.map((column, index) => ({ column, index })).filter(({ column }) => !column.dataOnly);
  const weights = shown.reduce((sum, { column }) => sum + column.weight, 0);
  let x = flow.x;
  return shown.map(({ column, index }) => {
    const width = (flow.width * column.weight) / weights;
    const place = { column, index, x, width };
    x += width;
    return place;
  });
}

function headHeight(heads: readonly (readonly Line[])[]): number {
  return Math.max(1, ...heads.map((lines) => lines.length)) * ROW + 2 * PAD;
}

function headGround(flow: Flow, height: number): void {
  flow.pen.artifact("Layout", () => {
    flow.pen.rectangle(flow.x, flow.y, flow.width, height, GROUND);
  });
}

function drawHead(flow: Flow, table: Element, places: readonly Place[], heads: readonly (readonly Line[])[]): void {
  const { pen } = flow;
  const height = headHeight(heads);
  headGround(flow, height);
  const head = pen.element(table, "THead");
  const row = pen.element(head, "TR");
  for (const [at, place] of places.entries()) {
    const cell = pen.element(row, "TH", { scope: "Column" });
    pen.content(cell, "TH", () => cellLines(flow, heads[at] ?? [], place, BOLD, INK));
    pen.close(cell);
  }
  pen.close(row);
  pen.close(head);
  flow.y += height;
}

/** On further pages it is no content: readers of the structure have it once. */
function repeatHead(flow: Flow, places: readonly Place[], heads: readonly (readonly Line[])[]): void {
  const height = headHeight(heads);
  headGround(flow, height);
  flow.pen.artifact("Pagination", () => {
    for (const [at, place] of places.entries()) cellLines(flow, heads[at] ?? [], place, BOLD, INK);
  });
  flow.y += height;
}

function cellLines(flow: Flow, lines: readonly Line[], place: Place, style: TextStyle, colour: string): void {
  let y = flow.y + PAD;
  for (const line of lines) {
    const x = place.column.type === "number" ? place.x + place.width - PAD - line.width : place.x + PAD;
    flow.pen.line(line, style.size, colour, x, y);
    y += ROW;
  }
}

function drawRow(
  flow: Flow,
  body: Element,
  places: readonly Place[],
  row: readonly (string | null)[],
  repeat: () => void,
): void {
  const { pen } = flow;
  const cells = places.map((place) => {
    const text = row[place.index] ?? "";
    const style = place.column.mono ? MONO : SMALL;
    return {
      place,
      style,
      colour: toneOf(text) ?? INK,
      lines: linesOf(printable(shown(text, place), LONGEST), style, place.width - 2 * PAD),
    };
  });
  const most = Math.max(1, ...cells.map(({ lines }) => lines.length));
  const room = () => Math.floor((BODY_END - flow.y - 2 * PAD) / ROW);
  if (room() < Math.min(most, 12)) {
    flow.nextPage();
    repeat();
  }
  const element = pen.element(body, "TR");
  const elements = cells.map(() => pen.element(element, "TD"));
  for (let at = 0; at < most; ) {
    if (at > 0) {
      flow.nextPage();
      repeat();
    }
    const own = Math.min(most - at, Math.max(1, room()));
    for (const [index, { place, style, colour, lines }] of cells.entries()) {
      const part = lines.slice(at, at + own);
      if (part.some(({ runs }) => runs.length > 0))
        pen.content(elements[index] ?? null, "TD", () => cellLines(flow, part, place, style, colour));
    }
    flow.y += own * ROW + 2 * PAD;
    at += own;
    pen.artifact("Layout", () => pen.rule(flow.x, flow.y, flow.x + flow.width, flow.y, HAIR));
  }
  for (const cell of elements) pen.close(cell);
  pen.close(element);
}

/** Times without what nobody reads on paper: "2026-11-22 07:36:18". */
function shown(text: string, { column }: Place): string {
  if (column.type === "date") return text.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/, "$1 $2");
  if (column.type === "boolean") return text === "true" ? "yes" : text === "false" ? "no" : text;
  return text;
}

/** Two columns, each row with its own header. */
export function writeFacts(
  flow: Flow,
  parent: Element,
  caption: string,
  rows: readonly (readonly [string, string])[],
): void {
  const { pen } = flow;
  const labels = Math.min(140, flow.width * 0.3);
  const table = pen.element(parent, "Table");
  if (caption !== "") writeText(flow, table, "Caption", caption, { style: { style: "bold", size: 9 }, after: 3 });
  for (const [label, value] of rows) {
    const left = linesOf(printable(label, 200), BOLD, labels - PAD);
    const right = linesOf(printable(value, 4_000), SMALL, flow.width - labels);
    flow.need(Math.min(Math.max(left.length, right.length), 12) * ROW + 3);
    const row = pen.element(table, "TR");
    const head = pen.element(row, "TH", { scope: "Row" });
    const start = flow.y;
    drawLines(flow, head, "TH", left, BOLD, INK);
    pen.close(head);
    const end = flow.y;
    flow.y = start;
    const { x } = flow;
    flow.x = x + labels;
    const cell = pen.element(row, "TD");
    drawLines(flow, cell, "TD", right, SMALL, INK);
    pen.close(cell);
    flow.x = x;
    flow.y = (flow.y < start ? flow.y : Math.max(flow.y, end)) + 2;
    pen.close(row);
  }
  pen.close(table);
  flow.y += 8;
}
