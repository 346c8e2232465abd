/**
 * Finds the records of a file that is too large to be held: `{"Records":[…]}`, `[…]`, or one object after another.
 * Follows brackets and strings byte by byte and holds one record at a time.
 */
import { FileSkipped } from "./inflate";

export const LARGEST_RECORD = 64 * 1024 * 1024;
/** Bytes within which the form of the file is told. */
const HEAD = 256;

export interface RecordSplitter {
  push(chunk: Uint8Array): void;
  /** Throws FileSkipped where the file ended in the middle, or held no records. */
  end(): void;
}

/** `each` gets a record's bytes (valid during the call alone), or null for one that is too large. */
export function splitRecords(each: (bytes: Uint8Array | null) => void, largest = LARGEST_RECORD): RecordSplitter {
  let head: Uint8Array | null = new Uint8Array(0);
  /** How many brackets are open around a record. */
  let level = 0;
  let depth = 0;
  let inString = false;
  let escaped = false;
  let open = false;
  let found = 0;
  let pieces: Uint8Array[] = [];
  let size = 0;

  const keep = (bytes: Uint8Array) => {
    size += bytes.byteLength;
    if (size > largest) pieces = [];
    else pieces.push(bytes.slice());
  };
  const close = () => {
    found++;
    each(size > largest ? null : pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces));
    pieces = [];
    size = 0;
    open = false;
  };
  const scan = (chunk: Uint8Array) => {
    let from = 0;
    let slash = -1;
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!;
      if (inString) {
        if (escaped) {
          escaped = false;
          continue;
        }
        if (byte === 0x22) inString = false;
        else if (byte === 0x5c) escaped = true;
        else {
          // Most of a file is inside strings: go on at the next byte that can end or escape.
          if (slash < i) slash = positionOf(chunk, 0x5c, i);
          i = Math.min(positionOf(chunk, 0x22, i), slash) - 1;
        }
      } else if (byte === 0x22) inString = true;
      else if (byte === 0x7b || byte === 0x5b) {
        if (depth === level && byte === 0x7b) {
          open = true;
          from = i;
        }
        depth++;
      } else if (byte === 0x7d || byte === 0x5d) {
        depth--;
        if (depth < 0) throw new FileSkipped("not-json");
        if (open && depth === level) {
          keep(chunk.subarray(from, i + 1));
          close();
        }
      }
    }
    if (open) keep(chunk.subarray(from));
  };
  const begin = () => {
    if (head === null) return;
    const first = head;
    head = null;
    level = levelOf(first);
    scan(first);
  };
  return {
    push(chunk) {
      if (head === null) {
        scan(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      if (head.byteLength >= HEAD) begin();
    },
    end() {
      begin();
      if (depth > 0 || inString) throw new FileSkipped("truncated");
      if (found === 0) throw new FileSkipped("no-records");
    },
  };
}

function levelOf(first: Uint8Array): number {
  const text = Buffer.from(first.subarray(0, HEAD)).toString("latin1");
  if (/^\s*\{\s*"[Rr]ecords"\s*:\s*\[/.test(text)) return 2;
  if (/^\s*\[/.test(text)) return 1;
  if (/^\s*\{/.test(text)) return 0;
  throw new FileSkipped("not-json");
}

function positionOf(chunk: Uint8Array, byte: number, from: number): number {
  const at = chunk.indexOf(byte, from);
  return at < 0 ? chunk.length : at;
}
