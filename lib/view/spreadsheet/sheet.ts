/** One worksheet as XML, a row at a time: SpreadsheetML of ECMA-376, part 1. */
import { shownText, type TextCounts, xmlText } from "./cell-text";
import type { RowCursor } from "./row-cursor";
import { STYLE } from "./styles";
import type { CellText, CellType, SheetTable } from "./types";

/** Excel specifications and limits: rows of a worksheet, its header among them. */
export const SHEET_ROWS = 1_048_576;
const MEASURED_ROWS = 200;

export const NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** "A", …, "Z", "AA", … */
export function columnName(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest === 0 ? "" : columnName(rest - 1)) + String.fromCharCode(65 + (index % 26));
}

/**
 * Writes rows until the sheet is full; `rows` then has the first that found no place. `done` is told how many
 * rows were written, header aside.
 */
export function* tableSheet(
  table: Omit<SheetTable, "rows">,
  rows: RowCursor,
  options: {
    readonly counts: TextCounts;
    readonly first: boolean;
    readonly limit?: number;
    readonly done: (rows: number, more: boolean) => void;
  },
): Generator<string> {
  const { counts, limit = SHEET_ROWS } = options;
  const { columns } = table;
  const ahead: (readonly CellText[])[] = [];
  while (rows.more() && ahead.length < Math.min(MEASURED_ROWS, limit - 1)) ahead.push(rows.take() ?? []);
  const letters = columns.map((_, index) => columnName(index));
  yield head(options.first, `<cols>${columns.map((name, index) => column(name, index, ahead)).join("")}</cols>`);
  yield `<row r="1">${columns.map((name, index) => textCell(`${letters[index]}1`, name, STYLE.header)).join("")}</row>`;
  let line = 1;
  const record = (row: readonly CellText[]) => {
    line++;
    let xml = `<row r="${line}">`;
    for (let index = 0; index < letters.length; index++) {
      const value = row[index] ?? null;
      if (value !== null && value !== "")
        xml += valueCell(`${letters[index]}${line}`, value, table.types?.[index], counts);
    }
    return `${xml}</row>`;
  };
  for (const row of ahead) yield record(row);
  ahead.length = 0;
  while (line < limit && rows.more()) yield record(rows.take() ?? []);
  const filter = columns.length === 0 ? "" : `<autoFilter ref="A1:${letters.at(-1)}${line}"/>`;
  yield `</sheetData>${filter}<pageSetup orientation="landscape"/></worksheet>`;
  options.done(line - 1, rows.more());
}

function head(selected: boolean, columns: string): string {
  return `${XML_HEAD}<worksheet xmlns="${NAMESPACE}"><sheetViews><sheetView${selected ? ' tabSelected="1"' : ""} workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${columns}<sheetData>`;
}

function column(name: string, index: number, rows: readonly (readonly CellText[])[]): string {
  let widest = name.length + 3;
  for (const row of rows) widest = Math.max(widest, row[index]?.length ?? 0);
  return `<col min="${index + 1}" max="${index + 1}" width="${Math.min(60, Math.max(8, widest + 2))}" customWidth="1"/>`;
}

/** Its type is "inline string": no program takes it for a formula, whatever it begins with. */
export function textCell(place: string, text: string, style: number): string {
  return `<c r="${place}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;
}

function valueCell(place: string, text: string, type: CellType | undefined, counts: TextCounts): string {
  if (type === "number") {
    const value = exactNumber(text);
    if (value !== null) return `<c r="${place}"><v>${value}</v></c>`;
  } else if (type === "boolean" && (text === "true" || text === "false")) {
    return `<c r="${place}" t="b"><v>${text === "true" ? 1 : 0}</v></c>`;
  } else if (type === "date") {
    const serial = dateSerial(text);
    if (serial !== null) return `<c r="${place}" s="${STYLE.date}"><v>${serial}</v></c>`;
  }
  return textCell(place, shownText(text, counts), STYLE.text);
}

/** null where a double would not give back the same digits. */
function exactNumber(text: string): number | null {
  if (!/^-?\d{1,15}(\.\d{1,9})?$/.test(text)) return null;
  const value = Number(text);
  return String(value) === text ? value : null;
}

/** Days since the last of December 1899, UTC; null before March 1900, where programs count differently. */
function dateSerial(text: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(text)) return null;
  const time = Date.parse(text);
  if (Number.isNaN(time)) return null;
  const serial = time / 86_400_000 + 25_569;
  return serial < 61 ? null : Number(serial.toFixed(9));
}
