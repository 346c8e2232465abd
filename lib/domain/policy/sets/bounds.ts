/**
 * Sorted bounds of ranges, `start, end, start, end, …`, ends exclusive, ranges never touching: the numbers behind a set
 * of action ids. A list of bounds is a stretch [from, to) of a larger array. The functions that combine two lists write
 * to `out`, from 0 on, which has room for all of both, and give the length of the result.
 */

export function uniteBounds(
  a: Uint16Array,
  aFrom: number,
  aTo: number,
  b: Uint16Array,
  bFrom: number,
  bTo: number,
  out: Uint16Array,
): number {
  let i = aFrom;
  let j = bFrom;
  let length = 0;
  while (i < aTo || j < bTo) {
    const fromA = j >= bTo || (i < aTo && a[i]! <= b[j]!);
    const start = fromA ? a[i]! : b[j]!;
    const end = fromA ? a[i + 1]! : b[j + 1]!;
    if (fromA) i += 2;
    else j += 2;
    if (length > 0 && start <= out[length - 1]!) {
      if (end > out[length - 1]!) out[length - 1] = end;
    } else {
      out[length++] = start;
      out[length++] = end;
    }
  }
  return length;
}

export function intersectBounds(
  a: Uint16Array,
  aFrom: number,
  aTo: number,
  b: Uint16Array,
  bFrom: number,
  bTo: number,
  out: Uint16Array,
): number {
  let i = firstNear(a, aFrom, aTo, b, bFrom, bTo);
  let j = firstNear(b, bFrom, bTo, a, aFrom, aTo);
  let length = 0;
  while (i < aTo && j < bTo) {
    const endA = a[i + 1]!;
    const endB = b[j + 1]!;
    const start = Math.max(a[i]!, b[j]!);
    const end = Math.min(endA, endB);
    if (start < end) {
      out[length++] = start;
      out[length++] = end;
    }
    if (endA <= endB) i += 2;
    else j += 2;
  }
  return length;
}

/** What is in `a` and not in `b`. */
export function subtractBounds(
  a: Uint16Array,
  aFrom: number,
  aTo: number,
  b: Uint16Array,
  bFrom: number,
  bTo: number,
  out: Uint16Array,
): number {
  let j = firstNear(b, bFrom, bTo, a, aFrom, aTo);
  let length = 0;
  for (let i = aFrom; i < aTo; i += 2) {
    const end = a[i + 1]!;
    let from = a[i]!;
    while (j < bTo && b[j + 1]! <= from) j += 2;
    for (; j < bTo && b[j]! < end; j += 2) {
      if (b[j]! > from) {
        out[length++] = from;
        out[length++] = b[j]!;
      }
      from = b[j + 1]!;
      // A range that goes on may cut the next one too.
      if (from >= end) break;
    }
    if (from < end) {
      out[length++] = from;
      out[length++] = end;
    }
  }
  return length;
}

/** Have the two a number in common; stops at the first. */
export function boundsMeet(
  a: Uint16Array,
  aFrom: number,
  aTo: number,
  b: Uint16Array,
  bFrom: number,
  bTo: number,
): boolean {
  let i = firstNear(a, aFrom, aTo, b, bFrom, bTo);
  let j = firstNear(b, bFrom, bTo, a, aFrom, aTo);
  while (i < aTo && j < bTo) {
    if (a[i + 1]! <= b[j]!) i += 2;
    else if (b[j + 1]! <= a[i]!) j += 2;
    else return true;
  }
  return false;
}

/** The first place in [from, to) whose bound is > id; `to` where there is none. */
export function placeAbove(bounds: Uint16Array, from: number, to: number, id: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle]! <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The range of `a` from which on it can meet `b`: a small set in a large one is looked up, not walked to. */
function firstNear(a: Uint16Array, aFrom: number, aTo: number, b: Uint16Array, bFrom: number, bTo: number): number {
  if (bFrom === bTo || aTo - aFrom < 16 || a[aFrom + 1]! > b[bFrom]!) return aFrom;
  const at = placeAbove(a, aFrom, aTo, b[bFrom]!);
  return at - ((at - aFrom) % 2);
}
