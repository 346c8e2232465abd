/**
 * A set of action ids as sorted ranges. What policies say comes in runs (a service, a prefix), so most sets are a few
 * dozen numbers long, and every operation is one walk over both sets' bounds.
 */
import {
  BoundsArena,
  boundsMeet,
  boundsUpTo,
  intersectBounds,
  mergeRanges,
  rangeKey,
  subtractBounds,
  uniteBounds,
} from "./bounds";

type Combine = typeof uniteBounds;

export class ActionSet {
  static readonly EMPTY = new ActionSet(new Uint16Array(0));

  /** start, end, start, end, … ascending; ends are exclusive, and ranges never touch. */
  readonly bounds: Uint16Array;

  private constructor(bounds: Uint16Array) {
    this.bounds = bounds;
  }

  /** Ids from `start` up to, not including, `end`. */
  static range(start: number, end: number): ActionSet {
    if (end <= start) return ActionSet.EMPTY;
    const out = roomFor(2);
    out[0] = start;
    out[1] = end;
    return ActionSet.copyOf(out, 2);
  }

  /** Of starts and ends in any order, overlapping or not: `[start, end, start, end, …]`. */
  static fromRanges(flat: readonly number[]): ActionSet {
    const count = flat.length / 2;
    if (count === 1) return ActionSet.range(flat[0]!, flat[1]!);
    const keys = keysFor(count);
    for (let i = 0; i < count; i++) keys[i] = rangeKey(flat[2 * i]!, flat[2 * i + 1]!);
    return ActionSet.#merged(keys, count);
  }

  static fromIds(ids: Iterable<number>): ActionSet {
    const flat: number[] = [];
    for (const id of ids) flat.push(id, id + 1);
    return ActionSet.fromRanges(flat);
  }

  /** One after the other where they are few, with one sort of all their ranges where they are many. */
  static unionOf(sets: readonly ActionSet[]): ActionSet {
    if (sets.length <= 8) {
      summing.load(ActionSet.EMPTY);
      for (const set of sets) summing.union(set);
      return summing.take(passing);
    }
    let total = 0;
    for (const { bounds } of sets) total += bounds.length / 2;
    const keys = keysFor(total);
    let at = 0;
    for (const { bounds } of sets) {
      for (let i = 0; i < bounds.length; i += 2) keys[at++] = rangeKey(bounds[i]!, bounds[i + 1]!);
    }
    return ActionSet.#merged(keys, total);
  }

  static #merged(keys: Float64Array, count: number): ActionSet {
    const out = roomFor(2 * count);
    return ActionSet.copyOf(out, mergeRanges(keys, count, out));
  }

  /** The first `length` of `bounds`, which must be as `bounds` of a set are, copied to `arena`. */
  static copyOf(bounds: Uint16Array, length: number, arena: BoundsArena = passing): ActionSet {
    return length === 0 ? ActionSet.EMPTY : new ActionSet(arena.store(bounds, length));
  }

  get isEmpty(): boolean {
    return this.bounds.length === 0;
  }

  /** Number of ids. */
  get size(): number {
    let size = 0;
    for (let i = 0; i < this.bounds.length; i += 2) size += this.bounds[i + 1]! - this.bounds[i]!;
    return size;
  }

  has(id: number): boolean {
    return boundsUpTo(this.bounds, this.bounds.length, id) % 2 === 1;
  }

  union(other: ActionSet): ActionSet {
    if (this === other || other.isEmpty) return this;
    return this.isEmpty ? other : this.#combine(other, uniteBounds);
  }

  intersect(other: ActionSet): ActionSet {
    if (this === other || this.isEmpty) return this;
    return other.isEmpty ? other : this.#combine(other, intersectBounds);
  }

  /** What is here and not in `other`. */
  subtract(other: ActionSet): ActionSet {
    if (this === other) return ActionSet.EMPTY;
    return this.intersects(other) ? this.#combine(other, subtractBounds) : this;
  }

  /** Have the two an id in common; stops at the first. */
  intersects(other: ActionSet): boolean {
    return boundsMeet(this.bounds, this.bounds.length, other.bounds, other.bounds.length);
  }

  /** Is every id here in `other` too. */
  isSubsetOf(other: ActionSet): boolean {
    const a = this.bounds;
    const b = other.bounds;
    let j = 0;
    for (let i = 0; i < a.length; i += 2) {
      while (j < b.length && b[j + 1]! <= a[i]!) j += 2;
      if (j >= b.length || b[j]! > a[i]! || b[j + 1]! < a[i + 1]!) return false;
    }
    return true;
  }

  equals(other: ActionSet): boolean {
    return this === other || (this.bounds.length === other.bounds.length && begins(this.bounds, other.bounds));
  }

  *[Symbol.iterator](): IterableIterator<number> {
    for (let i = 0; i < this.bounds.length; i += 2) {
      for (let id = this.bounds[i]!; id < this.bounds[i + 1]!; id++) yield id;
    }
  }

  #combine(other: ActionSet, combine: Combine): ActionSet {
    const a = this.bounds;
    const b = other.bounds;
    const out = roomFor(a.length + b.length);
    const length = combine(a, a.length, b, b.length, out);
    // One object for what is the same set: a role's permissions are often just its policy's.
    if (length === a.length && begins(out, a)) return this;
    if (length === b.length && begins(out, b)) return other;
    return ActionSet.copyOf(out, length);
  }
}

/** Several operations in a row without a new set for each step: `load`, then combine, then `take`. */
export class SetWork {
  #current: Uint16Array = new Uint16Array(0);
  #length = 0;
  /** The set that the current bounds are of, unless they are our own. */
  #source: ActionSet | null = ActionSet.EMPTY;
  #mine = new Uint16Array(1024);
  #spare = new Uint16Array(1024);

  load(set: ActionSet): this {
    this.#source = set;
    this.#current = set.bounds;
    this.#length = set.bounds.length;
    return this;
  }

  union(set: ActionSet): this {
    if (set.isEmpty || set === this.#source) return this;
    return this.#length === 0 ? this.load(set) : this.#combine(set, uniteBounds);
  }

  intersect(set: ActionSet): this {
    if (this.#length === 0 || set === this.#source) return this;
    return set.isEmpty ? this.load(set) : this.#combine(set, intersectBounds);
  }

  subtract(set: ActionSet): this {
    return this.intersects(set) ? this.#combine(set, subtractBounds) : this;
  }

  intersects(set: ActionSet): boolean {
    return boundsMeet(this.#current, this.#length, set.bounds, set.bounds.length);
  }

  /** The result, kept in `arena`; `like`, where it is the same set. */
  take(arena: BoundsArena, like: ActionSet | null = null): ActionSet {
    if (this.#source) return this.#source;
    if (like && like.bounds.length === this.#length && begins(this.#current, like.bounds)) return like;
    return ActionSet.copyOf(this.#current, this.#length, arena);
  }

  #combine(set: ActionSet, combine: Combine): this {
    const needed = this.#length + set.bounds.length;
    if (this.#spare.length < needed) this.#spare = new Uint16Array(2 * needed);
    const out = this.#spare;
    this.#length = combine(this.#current, this.#length, set.bounds, set.bounds.length, out);
    this.#spare = this.#mine;
    this.#mine = out;
    this.#current = out;
    this.#source = null;
    return this;
  }
}

/** Where sets are kept that nobody gave another place: most of them live for one question. */
const passing = new BoundsArena();

const summing = new SetWork();

/** Where results are written before they are copied to size. */
let scratch = new Uint16Array(1024);
let keyScratch = new Float64Array(1024);

function roomFor(length: number): Uint16Array {
  if (scratch.length < length) scratch = new Uint16Array(2 * length);
  return scratch;
}

function keysFor(length: number): Float64Array {
  if (keyScratch.length < length) keyScratch = new Float64Array(2 * length);
  return keyScratch;
}

function begins(bounds: Uint16Array, head: Uint16Array): boolean {
  for (let i = 0; i < head.length; i++) if (bounds[i] !== head[i]) return false;
  return true;
}
