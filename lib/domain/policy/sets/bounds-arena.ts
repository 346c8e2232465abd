/** 16 KiB. */
const PAGE = 8192;

/** `UNIT_RANGES[id], UNIT_RANGES[id + 1]` are the bounds of the one id, so a set of one needs no room. */
export const UNIT_RANGES = Uint16Array.from({ length: 65_536 }, (_, id) => id);

/** Keeps many short lists of bounds in few blocks of memory: a buffer for each would cost more than what it holds. */
export class BoundsArena {
  /** The block that the latest list was stored in. */
  page = new Uint16Array(0);
  #used = 0;

  /** Copies the first `length` bounds to `page`, and says where they begin there. */
  store(bounds: Uint16Array, length: number): number {
    if (this.#used + length > this.page.length) {
      this.page = new Uint16Array(Math.max(PAGE, length));
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += length;
    for (let i = 0; i < length; i++) this.page[start + i] = bounds[i]!;
    return start;
  }
}
