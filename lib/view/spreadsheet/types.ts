/** What a workbook is made of. */

export type CellType = "text" | "number" | "boolean" | "date";

/** Text of a cell as the other formats have it: ISO 8601 for a date, "true" or "false". null = empty. */
export type CellText = string | null;

export interface SheetTable {
  readonly columns: readonly string[];
  /** Beside `columns`; a column without one is text. Text that is not of its type stays text. */
  readonly types?: readonly (CellType | undefined)[] | undefined;
  readonly rows: Iterable<readonly CellText[]>;
}

/** A line of the sheet "About": what, and one or more lines of text about it. */
export interface AboutLine {
  readonly label: string;
  readonly value: string | number | null;
}

export interface Workbook {
  readonly title: string;
  /** ISO 8601: the point in time that the workbook speaks of, the only time in the file. null = it speaks of none. */
  readonly at: string | null;
  readonly sheets: readonly { readonly name: string; readonly table: SheetTable }[];
  /** Asked when the rows were written, so that it can count them. */
  readonly about: () => Iterable<AboutLine>;
}

/** A file inside the workbook; `text` is made as it is read, files in order. */
export interface WorkbookPart {
  readonly path: string;
  readonly text: Iterable<string>;
}
