/** Text as a cell of a workbook can hold it: nothing that runs, nothing that XML forbids, nothing that hides. */
import { harmlessCell } from "@/lib/contracts/formula-cell";

/** Excel specifications and limits: total number of characters that a cell can contain. */
export const CELL_LIMIT = 32_767;

export interface TextCounts {
  /** Cells that held more than CELL_LIMIT characters. */
  cut: number;
  /** Cells with an apostrophe in front. */
  neutralised: number;
  /** Cells with marks that change the direction of text, which are spelt out. */
  marks: number;
}

export const noCounts = (): TextCounts => ({ cut: 0, neutralised: 0, marks: 0 });

/** Marks, embeddings, overrides and isolates of direction (Unicode Standard Annex 9). */
const DIRECTION = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;

/** "\u202E" becomes "⟨U+202E⟩": seen, and without effect on what stands beside it. */
export function visibleMarks(text: string): string {
  return text.replace(DIRECTION, (mark) => `⟨U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** The text that the cell shows, before it is written as XML. */
export function shownText(text: string, counts: TextCounts): string {
  const visible = visibleMarks(text);
  if (visible !== text) counts.marks++;
  const harmless = harmlessCell(visible);
  if (harmless !== visible) counts.neutralised++;
  if (harmless.length <= CELL_LIMIT) return harmless;
  counts.cut++;
  const note = ` [… cut, ${text.length} characters]`;
  return withoutHalf(harmless.slice(0, CELL_LIMIT - note.length)) + note;
}

function withoutHalf(text: string): string {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? text.slice(0, -1) : text;
}

const SPECIAL = /[&<>"]/g;
const ENTITIES = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
]);
// What XML 1.0 has no place for, the carriage return that a parser would change, and halves of surrogate pairs.
const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
const LOOKS_ESCAPED = /_(?=x[0-9A-Fa-f]{4}_)/g;

/** Text inside an element or attribute. Characters that XML forbids as `_x0001_` (ECMA-376 part 1, 22.9.2.19 ST_Xstring). */
export function xmlText(text: string): string {
  let result = text;
  if (result.includes("_x")) result = result.replace(LOOKS_ESCAPED, "_x005F_");
  if (FORBIDDEN.test(result)) {
    FORBIDDEN.lastIndex = 0;
    result = result.replace(FORBIDDEN, (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`);
  }
  FORBIDDEN.lastIndex = 0;
  return result.replace(SPECIAL, (c) => ENTITIES.get(c) ?? c);
}
