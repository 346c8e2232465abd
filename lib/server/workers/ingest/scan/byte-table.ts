/** Bytes by number, each once: an open hash table over a growing store of them. */
import { PROBES } from "./rows";

/** No number: the table is full. */
export const FULL = -2;
/** Bytes by which a long text is found; what is behind them is compared. */
export const HEAD = 288;
const FIRST_BYTES = 65_536;

export class ByteTable {
  private readonly slots: Int32Array;
  private readonly mask: number;
  private readonly hashes: Int32Array;
  /** Where each entry begins; the last one is where the next begins. */
  private readonly begins: Int32Array;
  private store = Buffer.alloc(FIRST_BYTES);
  count = 0;
  isFull = false;

  /** At most so many entries, and bytes of them all. */
  constructor(
    private readonly entries: number,
    private readonly bytes: number,
  ) {
    this.slots = new Int32Array(entries * 2).fill(-1);
    this.mask = entries * 2 - 1;
    this.hashes = new Int32Array(entries);
    this.begins = new Int32Array(entries + 1);
  }

  /** The number of the bytes; FULL where they are new and there is no room. */
  number(from: Buffer, begin: number, end: number): number {
    const hash = hashOf(from, begin, end);
    const length = end - begin;
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = (hash + probe) & this.mask;
      const entry = this.slots[slot]!;
      if (entry < 0) return this.add(slot, hash, from, begin, end);
      if (this.hashes[entry] !== hash || this.begins[entry + 1]! - this.begins[entry]! !== length) continue;
      if (isSame(this.store, this.begins[entry]!, from, begin, length)) return entry;
    }
    this.isFull = true;
    return FULL;
  }

  /**
   * The entry that the bytes at `begin` are the text of, wherever it ends; -1 = none. For texts that none of the others
   * can begin with, and that were added by `addByHead`.
   */
  find(from: Buffer, begin: number, end: number): number {
    if (begin + HEAD > end) return -1;
    const hash = hashOf(from, begin, begin + HEAD);
    for (let probe = 0; probe < PROBES; probe++) {
      const entry = this.slots[(hash + probe) & this.mask]!;
      if (entry < 0) return -1;
      if (this.hashes[entry] !== hash) continue;
      const length = this.length(entry);
      if (begin + length <= end && isSame(this.store, this.begins[entry]!, from, begin, length)) return entry;
    }
    return -1;
  }

  /** A text that `find` did not find; of fewer bytes than HEAD it is found by `number`. FULL where there is no room. */
  addByHead(from: Buffer, begin: number, end: number): number {
    const hash = hashOf(from, begin, begin + HEAD);
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = (hash + probe) & this.mask;
      if (this.slots[slot]! < 0) return this.add(slot, hash, from, begin, end);
    }
    this.isFull = true;
    return FULL;
  }

  length(number: number): number {
    return this.begins[number + 1]! - this.begins[number]!;
  }

  text(number: number): string {
    return this.store.toString("latin1", this.begins[number], this.begins[number + 1]);
  }

  /** For entries that may hold more than ASCII. */
  utf8(number: number): string {
    return this.store.toString("utf8", this.begins[number], this.begins[number + 1]);
  }

  clear(): void {
    this.slots.fill(-1);
    this.count = 0;
    this.isFull = false;
  }

  private add(slot: number, hash: number, from: Buffer, begin: number, end: number): number {
    const at = this.begins[this.count]!;
    const needed = at + end - begin;
    if (this.count === this.entries || needed > this.bytes) {
      this.isFull = true;
      return FULL;
    }
    if (needed > this.store.length) {
      const larger = Buffer.alloc(Math.min(this.bytes, Math.max(needed, this.store.length * 2)));
      larger.set(this.store);
      this.store = larger;
    }
    from.copy(this.store, at, begin, end);
    const entry = this.count++;
    this.slots[slot] = entry;
    this.hashes[entry] = hash;
    this.begins[this.count] = needed;
    return entry;
  }
}

/** Four bytes at a time: a multiplication takes as long as four reads. */
function hashOf(bytes: Buffer, begin: number, end: number): number {
  let hash = end - begin;
  let at = begin;
  for (; at + 4 <= end; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    hash = Math.imul(hash ^ word, 0x9e37_79b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  return hash ^ (hash >>> 13);
}

/** Above this the native comparison is worth its call. */
const SHORT = 48;

function isSame(a: Buffer, aBegin: number, b: Buffer, bBegin: number, length: number): boolean {
  if (length > SHORT) return a.compare(b, bBegin, bBegin + length, aBegin, aBegin + length) === 0;
  for (let i = 0; i < length; i++) if (a[aBegin + i] !== b[bBegin + i]) return false;
  return true;
}
