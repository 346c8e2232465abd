/**
 * What a scan of a log file's bytes gives: a row of integers for each record. A scanner knows JSON and the members'
 * names; what they mean it leaves to others. Where it is not certain that JSON.parse and the record parser would give the
 * same it says so, of a record or of the whole file, and those decide.
 */

/** Integers of a row. */
export const ROW = 16;
/** Places in a row. The first four are the event's id, as the store keeps it; then microseconds since 1970, low half first. */
export const TIME = 4;
/** Numbers of texts; -1 = none. */
export const ACCOUNT = 6;
export const REGION = 9;
export const ERROR = 10;
/** Address, with a VPC endpoint behind a space. */
export const NET = 11;
export const AGENT = 12;
/** The first resource; of an object its bucket. */
export const RESOURCE = 13;
/** Number of the text of `userIdentity`. */
export const CALLER = 7;
/** Number of source, name, readOnly and category; PARSE where the record has to be parsed, and nothing else of the row counts. */
export const API = 8;
export const PARSE = -2;
/** Where the record's text begins and ends in the file. */
export const FROM = 14;
export const TO = 15;

/** Records that one scan takes; a file of more has records that are none of CloudTrail's. */
export const MOST_ROWS = 131_072;
/** The longest text of a member; longer ones are cut by the record parser. */
export const LONGEST = 2_048;
export const LONGEST_AGENT = 256;
/** Open brackets within a record. */
export const DEEPEST = 512;
/** Steps of a search in a table: more have only keys that were made for it. */
export const PROBES = 64;

/** Tables of a scanner: what its rows' numbers stand for. */
export const TEXTS = 0;
export const CALLERS = 1;
export const APIS = 2;
export type Table = typeof TEXTS | typeof CALLERS | typeof APIS;
/** How much of each is held; what no longer fits makes its record one that has to be parsed. Entries are powers of two. */
export const TABLES: readonly { readonly entries: number; readonly bytes: number }[] = [
  { entries: 131_072, bytes: 16_777_216 },
  { entries: 32_768, bytes: 16_777_216 },
  { entries: 8_192, bytes: 1_048_576 },
];

export interface RowScanner {
  /** The number of records, or -1 where the file is not `{"Records":[…]}` throughout, or no JSON. */
  scan(bytes: Uint8Array): number;
  /** Of the last scan, until the next. */
  readonly rows: Int32Array;
  count(table: Table): number;
  /** An API: source, name, "t", "f" or "n" with the category behind it, parted by NUL. Until the table is cleared. */
  entry(table: Table, number: number): string;
  /** Some of its texts did not fit. */
  isFull(table: Table): boolean;
  clear(table: Table): void;
}
