/** Counts links between numbered things: an open-addressing hash table over typed arrays, no object per link. */

export class LinkTable {
  size = 0;
  from: Int32Array;
  to: Int32Array;
  weight: Float64Array;
  /** Best state, and the set of states as bits. */
  best: Uint8Array;
  states: Uint8Array;
  chain: Uint8Array;
  private stamp: Int32Array;
  private slots: Int32Array;

  constructor(expected = 1024) {
    const room = Math.max(16, expected);
    this.from = new Int32Array(room);
    this.to = new Int32Array(room);
    this.weight = new Float64Array(room);
    this.best = new Uint8Array(room);
    this.states = new Uint8Array(room);
    this.chain = new Uint8Array(room);
    this.stamp = new Int32Array(room);
    this.slots = new Int32Array(powerOfTwo(room * 2)).fill(-1);
  }

  /**
   * Adds `weight` to the link once per `stamp` (0 = always): several statements may give one role the same link.
   * Returns the link's row.
   */
  add(from: number, to: number, weight: number, state: number, chain: 0 | 1, stamp: number): number {
    const row = this.row(from, to, state);
    if (stamp === 0 || this.stamp[row] !== stamp) {
      this.weight[row]! += weight;
      this.stamp[row] = stamp;
    }
    if (state < this.best[row]!) this.best[row] = state;
    this.states[row]! |= 1 << state;
    if (chain === 1) this.chain[row] = 1;
    return row;
  }

  /** Row of the link, −1 where there is none. */
  find(from: number, to: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hash(from, to) & mask; ; slot = (slot + 1) & mask) {
      const row = this.slots[slot]!;
      if (row < 0) return -1;
      if (this.from[row] === from && this.to[row] === to) return row;
    }
  }

  private row(from: number, to: number, state: number): number {
    const mask = this.slots.length - 1;
    let slot = hash(from, to) & mask;
    for (; this.slots[slot]! >= 0; slot = (slot + 1) & mask) {
      const row = this.slots[slot]!;
      if (this.from[row] === from && this.to[row] === to) return row;
    }
    if (this.size === this.from.length) this.grow();
    const row = this.size++;
    this.from[row] = from;
    this.to[row] = to;
    this.best[row] = state;
    if (this.size * 2 > this.slots.length) this.rehash();
    else this.slots[slot] = row;
    return row;
  }

  private grow(): void {
    const room = this.from.length * 2;
    this.from = copyInto(new Int32Array(room), this.from);
    this.to = copyInto(new Int32Array(room), this.to);
    this.weight = copyInto(new Float64Array(room), this.weight);
    this.best = copyInto(new Uint8Array(room), this.best);
    this.states = copyInto(new Uint8Array(room), this.states);
    this.chain = copyInto(new Uint8Array(room), this.chain);
    this.stamp = copyInto(new Int32Array(room), this.stamp);
  }

  private rehash(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    const mask = this.slots.length - 1;
    for (let row = 0; row < this.size; row++) {
      let slot = hash(this.from[row]!, this.to[row]!) & mask;
      while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
      this.slots[slot] = row;
    }
  }
}

function hash(from: number, to: number): number {
  let mixed = Math.imul(from, 0x9e3779b1) ^ Math.imul(to, 0x85ebca6b);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}

function powerOfTwo(least: number): number {
  let size = 16;
  while (size < least) size *= 2;
  return size;
}

function copyInto<T extends { set(values: ArrayLike<number>): void }>(target: T, values: ArrayLike<number>): T {
  target.set(values);
  return target;
}
