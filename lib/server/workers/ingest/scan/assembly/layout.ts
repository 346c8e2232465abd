/** Where things are in the memory of the module. What is never touched takes none of the machine's. */

/** As in rows.ts of the folder above; a test compares the two scanners, so that they stay the same. */
export const ROW_BYTES: i32 = 64;
export const MOST_ROWS: i32 = 131_072;
export const LONGEST: i32 = 2_048;
export const LONGEST_AGENT: i32 = 256;
export const DEEPEST: i32 = 512;
export const PROBES: i32 = 64;
/** Bytes by which a long text is found. */
export const HEAD: i32 = 288;

const START: i32 = 65_536;
export const STACK: i32 = START;
/** Where the record's members begin, and where they end. */
export const BEGINS: i32 = STACK + 1_024;
export const ENDS: i32 = BEGINS + 128;
/** The members' names, 32 bytes each; and which of them a length and two letters may be. */
export const NAMES: i32 = ENDS + 128;
export const BY_SHAPE: i32 = NAMES + 32 * 32;
export const SHAPES: i32 = 32 * 256;
/** Texts that are put together. */
export const JOINED: i32 = BY_SHAPE + SHAPES;
export const ROWS: i32 = JOINED + 4 * LONGEST;

/** Tables: their slots (number + 1; 0 = empty), entries (hash, begin, length, unused) and bytes. */
export const TEXT_ENTRIES: i32 = 131_072;
export const TEXT_BYTES: i32 = 16_777_216;
export const CALLER_ENTRIES: i32 = 32_768;
export const CALLER_BYTES: i32 = 16_777_216;
export const API_ENTRIES: i32 = 8_192;
export const API_BYTES: i32 = 1_048_576;
export const TEXTS: i32 = ROWS + MOST_ROWS * ROW_BYTES;
export const CALLERS: i32 = TEXTS + TEXT_ENTRIES * 24 + TEXT_BYTES;
export const APIS: i32 = CALLERS + CALLER_ENTRIES * 24 + CALLER_BYTES;
/** The file, with zeros behind it. */
export const INPUT: i32 = APIS + API_ENTRIES * 24 + API_BYTES + 64;
export const BEHIND: i32 = 64;
