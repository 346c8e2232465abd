/** Bytes by number, each once: byte-table.ts of the folder above. */
import { HEAD, PROBES } from "./layout";

/** No number: the table is full. */
export const FULL: i32 = -2;
const K: u64 = 0x9e3779b97f4a7c15;

export class ByteTable {
  count: i32 = 0;
  used: i32 = 0;
  isFull: bool = false;
  private slots: i32;
  private records: i32;
  private bytes: i32;

  constructor(
    private base: i32,
    private entries: i32,
    private room: i32,
  ) {
    this.slots = base;
    this.records = base + entries * 8;
    this.bytes = this.records + entries * 16;
  }

  number(begin: i32, end: i32): i32 {
    const hash = hashOf(begin, end);
    const length = end - begin;
    const mask = this.entries * 2 - 1;
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = this.slots + (((hash + probe) & mask) << 2);
      const entry = load<i32>(slot) - 1;
      if (entry < 0) return this.add(slot, hash, begin, end);
      const record = this.records + (entry << 4);
      if (load<i32>(record) != hash || load<i32>(record, 8) != length) continue;
      if (isSame(load<i32>(record, 4), begin, length)) return entry;
    }
    this.isFull = true;
    return FULL;
  }

  find(begin: i32, limit: i32): i32 {
    if (begin + HEAD > limit) return -1;
    const hash = hashOf(begin, begin + HEAD);
    const mask = this.entries * 2 - 1;
    for (let probe = 0; probe < PROBES; probe++) {
      const entry = load<i32>(this.slots + (((hash + probe) & mask) << 2)) - 1;
      if (entry < 0) return -1;
      const record = this.records + (entry << 4);
      if (load<i32>(record) != hash) continue;
      const length = load<i32>(record, 8);
      if (begin + length <= limit && isSame(load<i32>(record, 4), begin, length)) return entry;
    }
    return -1;
  }

  addByHead(begin: i32, end: i32): i32 {
    const hash = hashOf(begin, begin + HEAD);
    const mask = this.entries * 2 - 1;
    for (let probe = 0; probe < PROBES; probe++) {
      const slot = this.slots + (((hash + probe) & mask) << 2);
      if (load<i32>(slot) == 0) return this.add(slot, hash, begin, end);
    }
    this.isFull = true;
    return FULL;
  }

  begin(entry: i32): i32 {
    return load<i32>(this.records + (entry << 4), 4);
  }

  length(entry: i32): i32 {
    return load<i32>(this.records + (entry << 4), 8);
  }

  clear(): void {
    memory.fill(this.slots, 0, this.entries * 8);
    this.count = 0;
    this.used = 0;
    this.isFull = false;
  }

  private add(slot: i32, hash: i32, begin: i32, end: i32): i32 {
    const length = end - begin;
    if (this.count == this.entries || this.used + length > this.room) {
      this.isFull = true;
      return FULL;
    }
    const at = this.bytes + this.used;
    memory.copy(at, begin, length);
    const entry = this.count++;
    this.used += length;
    store<i32>(slot, entry + 1);
    const record = this.records + (entry << 4);
    store<i32>(record, hash);
    store<i32>(record, at, 4);
    store<i32>(record, length, 8);
    return entry;
  }
}

/** Reads up to seven bytes beyond the end, and takes none of them. */
function hashOf(begin: i32, end: i32): i32 {
  let hash: u64 = <u64>(end - begin) * K;
  let at = begin;
  for (; at + 8 <= end; at += 8) {
    hash = (hash ^ load<u64>(at)) * K;
    hash ^= hash >> 32;
  }
  const rest = end - at;
  if (rest > 0) hash = (hash ^ (load<u64>(at) & (((<u64>1) << ((<u64>rest) << 3)) - 1))) * K;
  hash ^= hash >> 29;
  return <i32>hash;
}

function isSame(a: i32, b: i32, length: i32): bool {
  let i = 0;
  for (; i + 16 <= length; i += 16) if (v128.any_true(v128.xor(v128.load(a + i), v128.load(b + i)))) return false;
  const rest = length - i;
  if (rest == 0) return true;
  const same = i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i)));
  return (same | (-1 << rest)) == -1;
}
