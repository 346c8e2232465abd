/** Unites many small sets with one sort of all their ranges. */
import { ActionSet } from "./action-set";
import { mergeRanges, rangeKey } from "./bounds";

export class SetBuilder {
  #keys = new Float64Array(256);
  #out = new Uint16Array(512);
  #count = 0;
  /** The one set that was added; null where there are none or several. */
  #only: ActionSet | null = null;

  start(): this {
    this.#count = 0;
    this.#only = null;
    return this;
  }

  add(set: ActionSet): this {
    if (set.isEmpty) return this;
    this.#only = this.#count === 0 ? set : null;
    const { page, to } = set;
    for (let i = set.from; i < to; i += 2) this.#push(page[i]!, page[i + 1]!);
    return this;
  }

  /** Ids from `start` up to, not including, `end`. */
  addRange(start: number, end: number): this {
    this.#only = null;
    this.#push(start, end);
    return this;
  }

  finish(): ActionSet {
    if (this.#only || this.#count === 0) return this.#only ?? ActionSet.EMPTY;
    if (this.#out.length < 2 * this.#count) this.#out = new Uint16Array(4 * this.#count);
    return ActionSet.copyOf(this.#out, mergeRanges(this.#keys, this.#count, this.#out));
  }

  #push(start: number, end: number): void {
    if (this.#count === this.#keys.length) {
      const more = new Float64Array(2 * this.#count);
      more.set(this.#keys);
      this.#keys = more;
    }
    this.#keys[this.#count++] = rangeKey(start, end);
  }
}

const shared = new SetBuilder();

export function setOfRanges(ranges: Iterable<readonly [number, number]>): ActionSet {
  shared.start();
  for (const [start, end] of ranges) shared.addRange(start, end);
  return shared.finish();
}

export function setOfIds(ids: Iterable<number>): ActionSet {
  shared.start();
  for (const id of ids) shared.addRange(id, id + 1);
  return shared.finish();
}

export function setOfAll(sets: Iterable<ActionSet>): ActionSet {
  shared.start();
  for (const set of sets) shared.add(set);
  return shared.finish();
}
