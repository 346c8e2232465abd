/** Unites many small sets at once: few ranges are sorted, many are drawn on a bitmap. */
import { ActionSet } from "./action-set";

/** From this many ranges on, walking the bitmap costs less than sorting. */
const MANY = 24;

export class SetBuilder {
  /** start, end, start, end, … as they came. */
  #ranges = new Uint16Array(256);
  #length = 0;
  /** The one set that was added; null where there are none or several. */
  #only: ActionSet | null = null;

  start(): this {
    this.#length = 0;
    this.#only = null;
    return this;
  }

  add(set: ActionSet): this {
    if (set.isEmpty) return this;
    this.#only = this.#length === 0 ? set : null;
    const { page, to } = set;
    for (let i = set.from; i < to; i += 2) this.#push(page[i]!, page[i + 1]!);
    return this;
  }

  /** Ids from `start` up to, not including, `end`. */
  addRange(start: number, end: number): this {
    this.#only = null;
    if (end > start) this.#push(start, end);
    return this;
  }

  finish(): ActionSet {
    if (this.#only || this.#length === 0) return this.#only ?? ActionSet.EMPTY;
    if (this.#length > 2 * MANY) return fromBitmap(this.#ranges, this.#length);
    sortRanges(this.#ranges, this.#length);
    return ActionSet.copyOf(this.#ranges, mergeRanges(this.#ranges, this.#length));
  }

  #push(start: number, end: number): void {
    if (this.#length === this.#ranges.length) {
      const more = new Uint16Array(2 * this.#length);
      more.set(this.#ranges);
      this.#ranges = more;
    }
    this.#ranges[this.#length++] = start;
    this.#ranges[this.#length++] = end;
  }
}

/** By start, in place. Lists in documents are often in alphabetical order, as ids are. */
function sortRanges(ranges: Uint16Array, length: number): void {
  for (let i = 2; i < length; i += 2) {
    const start = ranges[i]!;
    const end = ranges[i + 1]!;
    let j = i;
    for (; j > 0 && ranges[j - 2]! > start; j -= 2) {
      ranges[j] = ranges[j - 2]!;
      ranges[j + 1] = ranges[j - 1]!;
    }
    ranges[j] = start;
    ranges[j + 1] = end;
  }
}

/** Joins sorted ranges that overlap or touch, in place; gives the new length. */
function mergeRanges(ranges: Uint16Array, length: number): number {
  let last = 0;
  for (let i = 2; i < length; i += 2) {
    if (ranges[i]! > ranges[last + 1]!) {
      last += 2;
      ranges[last] = ranges[i]!;
      ranges[last + 1] = ranges[i + 1]!;
    } else if (ranges[i + 1]! > ranges[last + 1]!) ranges[last + 1] = ranges[i + 1]!;
  }
  return last + 2;
}

/** One bit an id; all zero between uses. */
const bits = new Int32Array(65_536 / 32);
let bounds = new Uint16Array(1024);

function fromBitmap(ranges: Uint16Array, length: number): ActionSet {
  let first = bits.length;
  let last = 0;
  for (let i = 0; i < length; i += 2) {
    const start = ranges[i]!;
    const end = ranges[i + 1]! - 1;
    const from = start >> 5;
    const to = end >> 5;
    if (from < first) first = from;
    if (to > last) last = to;
    const head = -1 << (start & 31);
    const tail = -1 >>> (31 - (end & 31));
    if (from === to) bits[from]! |= head & tail;
    else {
      bits[from]! |= head;
      for (let word = from + 1; word < to; word++) bits[word] = -1;
      bits[to]! |= tail;
    }
  }
  if (bounds.length < length) bounds = new Uint16Array(2 * length);
  return ActionSet.copyOf(bounds, readBitmap(first, last));
}

/** Writes the bounds of the bits in words `first` to `last`, clears them, and gives the number of bounds. */
function readBitmap(first: number, last: number): number {
  let length = 0;
  let inside = 0;
  for (let word = first; word <= last; word++) {
    const value = bits[word]!;
    bits[word] = 0;
    // A bit is set where the membership differs from that of the id before.
    let edges = value ^ ((value << 1) | inside);
    while (edges !== 0) {
      const bit = 31 - Math.clz32(edges & -edges);
      bounds[length++] = word * 32 + bit;
      edges &= edges - 1;
    }
    inside = value >>> 31;
  }
  if (inside === 1) bounds[length++] = (last + 1) * 32;
  return length;
}

const shared = new SetBuilder();

export function setOfRanges(ranges: Iterable<readonly [number, number]>): ActionSet {
  shared.start();
  for (const [start, end] of ranges) shared.addRange(start, end);
  return shared.finish();
}

/** Ids that come in order are taken as runs. */
export function setOfIds(ids: Iterable<number>): ActionSet {
  shared.start();
  let from = 0;
  let to = 0;
  for (const id of ids) {
    if (id === to) to++;
    else {
      shared.addRange(from, to);
      from = id;
      to = id + 1;
    }
  }
  shared.addRange(from, to);
  return shared.finish();
}

export function setOfAll(sets: Iterable<ActionSet>): ActionSet {
  shared.start();
  for (const set of sets) shared.add(set);
  return shared.finish();
}
