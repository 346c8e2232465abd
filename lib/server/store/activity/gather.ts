/** Rows of one commit: those of many batches in one, each event once, in order of time. */
import type { Batch } from "@/lib/server/usecases/activity/ports";

/** Columns of numbers beside id and time: a batch's eight, and the file. */
export const NUMBERS = 9;
export const ACCOUNT = 0;

export interface EventColumns {
  readonly count: number;
  /** Sixteen bytes each. */
  readonly ids: Uint8Array;
  /** Microseconds since 1970. */
  readonly times: BigInt64Array;
  readonly columns: readonly Int32Array[];
}

export interface NumberedBatch {
  readonly batch: Batch;
  /** Its columns in the store's numbers. */
  readonly columns: readonly Int32Array[];
  readonly file: number;
}

export interface Gathered {
  readonly batches: readonly NumberedBatch[];
  readonly rows: EventColumns;
  /** Whether a row of a batch is the first of its event. */
  readonly isFirst: (batch: number, row: number) => boolean;
  /** Days that events are of, since 1970. */
  readonly days: readonly number[];
}

/** At most 2^21 rows: time and row make one exact number. */
const PLACES = 2_097_152;
const DAY_SECONDS = 86_400;

const turn = () => new Promise(setImmediate);

/** Gives way to others between its steps, each of which takes some ten milliseconds. */
export async function gatherRows(batches: readonly NumberedBatch[]): Promise<Gathered> {
  const begins: number[] = [];
  let total = 0;
  for (const { batch } of batches) {
    begins.push(total);
    total += batch.count;
  }
  const ids = new Int32Array(total * 4);
  const times = new BigInt64Array(total);
  const columns = Array.from({ length: NUMBERS }, () => new Int32Array(total));
  for (const [index, { batch, columns: numbers, file }] of batches.entries()) {
    const begin = begins[index]!;
    ids.set(new Int32Array(batch.ids.buffer, batch.ids.byteOffset, batch.count * 4), begin * 4);
    times.set(batch.times, begin);
    for (const [column, values] of numbers.entries()) columns[column]!.set(values, begin);
    columns[NUMBERS - 1]!.fill(file, begin, begin + batch.count);
  }
  await turn();
  const kept = firsts(ids, columns[ACCOUNT]!);
  await turn();
  const { order, days } = inOrder(times, kept);
  await turn();
  const rows = pickRows({ count: total, ids: new Uint8Array(ids.buffer), times, columns }, order);
  await turn();
  return {
    batches,
    rows,
    isFirst: (batch, row) => kept[begins[batch]! + row] === 1,
    days,
  };
}

/** Those rows of all, in that order. */
export function pickRows(rows: EventColumns, order: Int32Array): EventColumns {
  const count = order.length;
  // Copied as numbers of 64 bits, without being made into any.
  const fromIds = new Int32Array(rows.ids.buffer, rows.ids.byteOffset, rows.count * 4);
  const fromTimes = new Int32Array(rows.times.buffer, rows.times.byteOffset, rows.count * 2);
  const ids = new Int32Array(count * 4);
  const times = new Int32Array(count * 2);
  for (let i = 0; i < count; i++) {
    const row = order[i]!;
    for (let word = 0; word < 4; word++) ids[i * 4 + word] = fromIds[row * 4 + word]!;
    times[i * 2] = fromTimes[row * 2]!;
    times[i * 2 + 1] = fromTimes[row * 2 + 1]!;
  }
  const columns = rows.columns.map((column) => {
    const picked = new Int32Array(count);
    for (let i = 0; i < count; i++) picked[i] = column[order[i]!]!;
    return picked;
  });
  return { count, ids: new Uint8Array(ids.buffer), times: new BigInt64Array(times.buffer), columns };
}

/** 1 for the first row of each id and account. */
function firsts(ids: Int32Array, accounts: Int32Array): Uint8Array {
  const total = accounts.length;
  const kept = new Uint8Array(total);
  let size = 1_024;
  while (size < total * 2) size *= 2;
  const slots = new Int32Array(size).fill(-1);
  for (let row = 0; row < total; row++) {
    const id = row * 4;
    let slot = hashOf(ids, id) & (size - 1);
    let other = slots[slot]!;
    while (other >= 0 && (accounts[row] !== accounts[other] || !isSameId(ids, id, other * 4))) {
      slot = (slot + 1) & (size - 1);
      other = slots[slot]!;
    }
    if (other >= 0) continue;
    slots[slot] = row;
    kept[row] = 1;
  }
  return kept;
}

/** Ids are anybody's: all of their bits take part. */
function hashOf(ids: Int32Array, at: number): number {
  let hash = Math.imul(ids[at]!, 0x9e37_79b1);
  hash = Math.imul(hash ^ (hash >>> 15) ^ ids[at + 1]!, 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13) ^ ids[at + 2]!, 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 16) ^ ids[at + 3]!, 0x27d4_eb2f);
  return hash ^ (hash >>> 15);
}

function isSameId(ids: Int32Array, a: number, b: number): boolean {
  return ids[a] === ids[b] && ids[a + 1] === ids[b + 1] && ids[a + 2] === ids[b + 2] && ids[a + 3] === ids[b + 3];
}

/** By second; rows of one second as they came. */
function inOrder(times: BigInt64Array, kept: Uint8Array): { order: Int32Array; days: readonly number[] } {
  const halves = new Int32Array(times.buffer, times.byteOffset, times.length * 2);
  const keys = new Float64Array(kept.length);
  const days = new Set<number>();
  let count = 0;
  for (let row = 0; row < kept.length; row++) {
    if (kept[row] === 0) continue;
    const micros = halves[row * 2 + 1]! * 4_294_967_296 + (halves[row * 2]! >>> 0);
    const second = Math.floor(micros / 1_000_000);
    days.add(Math.floor(second / DAY_SECONDS));
    keys[count++] = second * PLACES + row;
  }
  const sorted = keys.subarray(0, count).sort();
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[i] = sorted[i]! % PLACES;
  return { order, days: [...days] };
}
