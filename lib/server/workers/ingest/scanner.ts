/** Reads one log file into batches. The interface that another scanner would have to meet. */

import type { Batch, StoredBytes } from "@/lib/server/usecases/activity/ports";
import type { BatchBuilder } from "./batch";
import { BATCH, createBatchBuilder } from "./batch";
import { inflateAtOnce, inflateStream, release } from "./inflate";
import { recordsIn, recordsOfText, recordsOfValues } from "./records-in";
import type { RowScanner } from "./scan/rows";
import { ScannedRows } from "./scanned";
import { sliceRecords } from "./slices";
import { splitRecords } from "./split-stream";

export interface FileResult {
  /** Bytes of JSON. */
  readonly bytes: number;
  /** Records that were too large to be looked at. */
  readonly tooLarge: number;
}

export interface LogScanner {
  /**
   * Calls `emit` with full batches as they come, and leaves the rest to `finish`. `account` is taken where a record names
   * no recipient. Throws FileSkipped; nothing was emitted of that file then.
   */
  scan(stored: StoredBytes, account: string | null, emit: (batch: Batch) => void): Promise<FileResult>;
  records(texts: readonly string[], account: string | null): void;
  finish(): Batch;
  /** Its dictionaries start anew. */
  reset(): void;
}

/** `rows` reads files of CloudTrail's own form; null = every file by JSON.parse, which all else is read by. */
export function createScanner(rows: RowScanner | null): LogScanner {
  const builder = createBatchBuilder();
  const scanned = rows === null ? null : new ScannedRows(rows, builder);
  return {
    async scan(stored, account, emit) {
      const whole = "bytes" in stored ? inflateAtOnce(stored.bytes) : null;
      if (whole === null) return scanStream(builder, stored, account, emit);
      if (scanned?.add(whole, account, emit) !== true) {
        const decoded = Buffer.from(whole.buffer, whole.byteOffset, whole.byteLength).toString("utf8");
        addRecords(builder, decoded.charCodeAt(0) === 0xfeff ? decoded.slice(1) : decoded, account, emit);
      }
      const bytes = whole.byteLength;
      if ("bytes" in stored && whole !== stored.bytes) release(whole);
      return { bytes, tooLarge: 0 };
    },
    records(texts, account) {
      for (const text of texts) builder.add(parsed(text), account, text);
    },
    finish: () => builder.take(),
    reset: () => builder.reset(),
  };
}

/**
 * Record by record where the text has CloudTrail's form, else from the whole. A piece that does not parse means that the
 * cuts were wrong, and the whole decides: what was read before is the same in both. Where the whole does not parse
 * either, the piece is a broken record, and the rest goes on.
 */
function addRecords(builder: BatchBuilder, text: string, account: string | null, emit: (batch: Batch) => void): void {
  const cuts: number[] = [];
  if (!sliceRecords(text, (from, to) => cuts.push(from, to))) {
    addAll(builder, recordsOfText(text), account, emit);
    return;
  }
  for (let i = 0; i < cuts.length; i += 2) {
    const piece = text.slice(cuts[i], cuts[i + 1]);
    let value: unknown;
    try {
      value = JSON.parse(piece);
    } catch {
      const whole = wholeOrNull(text);
      if (whole !== null) {
        addAll(builder, whole.slice(i / 2), account, emit);
        return;
      }
      value = null;
    }
    builder.add(value, account, piece);
    if (builder.size >= BATCH) emit(builder.take());
  }
}

function addAll(
  builder: BatchBuilder,
  records: readonly unknown[],
  account: string | null,
  emit: (batch: Batch) => void,
): void {
  for (const record of records) {
    builder.add(record, account, null);
    if (builder.size >= BATCH) emit(builder.take());
  }
}

/** Also of several values one after another: the cuts go through where one ends and the next begins. */
function wholeOrNull(text: string): readonly unknown[] | null {
  try {
    return recordsIn(JSON.parse(text));
  } catch {
    return recordsOfValues(text);
  }
}

/** Twice through the file: what is broken off or too large is known before anything of it is taken. */
async function scanStream(
  builder: BatchBuilder,
  stored: StoredBytes,
  account: string | null,
  emit: (batch: Batch) => void,
): Promise<FileResult> {
  const check = splitRecords(() => undefined);
  let bytes = 0;
  for await (const chunk of inflateStream(stored)) {
    bytes += chunk.byteLength;
    check.push(chunk);
  }
  check.end();
  let tooLarge = 0;
  const read = splitRecords((record) => {
    if (record === null) {
      tooLarge++;
      return;
    }
    const text = Buffer.from(record.buffer, record.byteOffset, record.byteLength).toString("utf8");
    builder.add(parsed(text), account, text);
    if (builder.size >= BATCH) emit(builder.take());
  });
  for await (const chunk of inflateStream(stored)) read.push(chunk);
  read.end();
  return { bytes, tooLarge };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
