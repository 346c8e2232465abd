/**
 * A set of action ids as sorted ranges. What policies say comes in runs (a service, a prefix), so most sets are a few
 * dozen numbers long, and every operation is one walk over both sets' bounds.
 */
import { boundsMeet, intersectBounds, placeAbove, subtractBounds, uniteBounds } from "./bounds";
import { BoundsArena, UNIT_RANGES } from "./bounds-arena";

type Combine = typeof uniteBounds;

export class ActionSet {
  static readonly EMPTY = new ActionSet(new Uint16Array(0), 0, 0);

  /** @internal The set's bounds are `page[from] … page[to - 1]`: see bounds.ts. */
  readonly page: Uint16Array;
  /** @internal */
  readonly from: number;
  /** @internal */
  readonly to: number;

  private constructor(page: Uint16Array, from: number, to: number) {
    this.page = page;
    this.from = from;
    this.to = to;
  }

  static of(id: number): ActionSet {
    return new ActionSet(UNIT_RANGES, id, id + 2);
  }

  /** Ids from `start` up to, not including, `end`. */
  static range(start: number, end: number): ActionSet {
    if (end <= start + 1) return end <= start ? ActionSet.EMPTY : ActionSet.of(start);
    const out = roomFor(2);
    out[0] = start;
    out[1] = end;
    return ActionSet.copyOf(out, 2);
  }

  /** One after the other; for many, see `SetBuilder`. */
  static unionOf(sets: readonly ActionSet[]): ActionSet {
    summing.load(ActionSet.EMPTY);
    for (const set of sets) summing.union(set);
    return summing.take(passing);
  }

  /** @internal The first `length` of `bounds`, copied to `arena`. */
  static copyOf(bounds: Uint16Array, length: number, arena: BoundsArena = passing): ActionSet {
    if (length === 0) return ActionSet.EMPTY;
    const from = arena.store(bounds, length);
    return new ActionSet(arena.page, from, from + length);
  }

  get isEmpty(): boolean {
    return this.from === this.to;
  }

  /** Number of ids. */
  get size(): number {
    let size = 0;
    for (let i = this.from; i < this.to; i += 2) size += this.page[i + 1]! - this.page[i]!;
    return size;
  }

  has(id: number): boolean {
    return (placeAbove(this.page, this.from, this.to, id) - this.from) % 2 === 1;
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
    return boundsMeet(this.page, this.from, this.to, other.page, other.from, other.to);
  }

  /** Is every id here in `other` too. */
  isSubsetOf(other: ActionSet): boolean {
    const { page } = other;
    let j = other.from;
    for (let i = this.from; i < this.to; i += 2) {
      while (j < other.to && page[j + 1]! <= this.page[i]!) j += 2;
      if (j >= other.to || page[j]! > this.page[i]! || page[j + 1]! < this.page[i + 1]!) return false;
    }
    return true;
  }

  equals(other: ActionSet): boolean {
    return this === other || (this.to - this.from === other.to - other.from && begins(this.page, this.from, other));
  }

  *[Symbol.iterator](): IterableIterator<number> {
    for (const [start, end] of this.ranges()) for (let id = start; id < end; id++) yield id;
  }

  /** `[start, end]`, ascending; ends are exclusive, and ranges never touch. */
  *ranges(): IterableIterator<readonly [number, number]> {
    for (let i = this.from; i < this.to; i += 2) yield [this.page[i]!, this.page[i + 1]!];
  }

  #combine(other: ActionSet, combine: Combine): ActionSet {
    const out = roomFor(this.to - this.from + other.to - other.from);
    const length = combine(this.page, this.from, this.to, other.page, other.from, other.to, out);
    // One object for what is the same set: a role's permissions are often just its policy's.
    if (length === this.to - this.from && begins(out, 0, this)) return this;
    if (length === other.to - other.from && begins(out, 0, other)) return other;
    return ActionSet.copyOf(out, length);
  }
}

/** Several operations in a row without a new set for each step: `load`, then combine, then `take`. */
export class SetWork {
  #page: Uint16Array = new Uint16Array(0);
  #from = 0;
  #to = 0;
  /** The set that the current bounds are of, unless they are our own. */
  #source: ActionSet | null = null;
  #mine = new Uint16Array(1024);
  #spare = new Uint16Array(1024);

  load(set: ActionSet): this {
    this.#source = set;
    this.#page = set.page;
    this.#from = set.from;
    this.#to = set.to;
    return this;
  }

  /** The same as `other` now, whatever becomes of it. */
  copy(other: SetWork): this {
    if (other.#source) return this.load(other.#source);
    const length = other.#to - other.#from;
    if (this.#mine.length < length) this.#mine = new Uint16Array(2 * length);
    for (let i = 0; i < length; i++) this.#mine[i] = other.#page[other.#from + i]!;
    this.#page = this.#mine;
    this.#from = 0;
    this.#to = length;
    this.#source = null;
    return this;
  }

  union(set: ActionSet): this {
    if (set.isEmpty || set === this.#source) return this;
    return this.#from === this.#to ? this.load(set) : this.#combine(set, uniteBounds);
  }

  intersect(set: ActionSet): this {
    if (this.#from === this.#to || set === this.#source) return this;
    return set.isEmpty ? this.load(set) : this.#combine(set, intersectBounds);
  }

  subtract(set: ActionSet): this {
    return this.intersects(set) ? this.#combine(set, subtractBounds) : this;
  }

  intersects(set: ActionSet): boolean {
    return boundsMeet(this.#page, this.#from, this.#to, set.page, set.from, set.to);
  }

  /** The result, kept in `arena`; `like`, where it is the same set. */
  take(arena: BoundsArena, like: ActionSet | null = null): ActionSet {
    if (this.#source) return this.#source;
    const length = this.#to - this.#from;
    if (like && like.to - like.from === length && begins(this.#page, this.#from, like)) return like;
    return ActionSet.copyOf(this.#page, length, arena);
  }

  #combine(set: ActionSet, combine: Combine): this {
    const needed = this.#to - this.#from + set.to - set.from;
    if (this.#spare.length < needed) this.#spare = new Uint16Array(2 * needed);
    const out = this.#spare;
    this.#to = combine(this.#page, this.#from, this.#to, set.page, set.from, set.to, out);
    this.#from = 0;
    this.#spare = this.#mine;
    this.#mine = out;
    this.#page = out;
    this.#source = null;
    return this;
  }
}

/** Where sets are kept that nobody gave another place: most of them live for one question. */
const passing = new BoundsArena();
const summing = new SetWork();

/** Where results are written before they are copied to size. */
let scratch = new Uint16Array(1024);

function roomFor(length: number): Uint16Array {
  if (scratch.length < length) scratch = new Uint16Array(2 * length);
  return scratch;
}

/** Do the bounds from `at` on begin with those of `set`. */
function begins(bounds: Uint16Array, at: number, set: ActionSet): boolean {
  const shift = at - set.from;
  for (let i = set.from; i < set.to; i++) if (bounds[i + shift] !== set.page[i]) return false;
  return true;
}
