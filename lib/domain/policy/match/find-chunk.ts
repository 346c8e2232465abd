import { ANY, type Units } from "./units";

/** A run of a pattern without `*`: text, or (`text` null) units of which some match any character. */
export interface Chunk {
  readonly length: number;
  readonly text: string | null;
  readonly units: Units;
}

/** Up to this length, trying every place costs no more than preparing a search. */
const SHORT = 32;

export function makeChunk(units: Units): Chunk {
  const literal = !units.includes(ANY);
  return { length: units.length, text: literal ? textOf(units) : null, units };
}

function textOf(units: Units): string {
  let text = "";
  for (let i = 0; i < units.length; i += 4096) text += String.fromCharCode(...units.slice(i, i + 4096));
  return text;
}

export function chunkAt(chunk: Chunk, text: string, at: number): boolean {
  if (chunk.text !== null) return text.startsWith(chunk.text, at);
  if (at + chunk.length > text.length) return false;
  for (let i = 0; i < chunk.length; i++) {
    const unit = chunk.units[i];
    if (unit !== ANY && unit !== text.charCodeAt(at + i)) return false;
  }
  return true;
}

/** Where the chunk first stands in text[from, end); -1 where it does not. Never more than length × 1/32 steps a character. */
export function findChunk(chunk: Chunk, text: string, from: number, end: number): number {
  if (end - from < chunk.length) return -1;
  if (chunk.length <= SHORT) return findShort(chunk, text, from, end);
  return chunk.text !== null ? findLiteral(chunk.units, text, from, end) : findAny(chunk.units, text, from, end);
}

function findShort(chunk: Chunk, text: string, from: number, end: number): number {
  if (chunk.text !== null) {
    const at = text.indexOf(chunk.text, from);
    return at >= 0 && at + chunk.length <= end ? at : -1;
  }
  for (let at = from; at + chunk.length <= end; at++) if (chunkAt(chunk, text, at)) return at;
  return -1;
}

/** Knuth–Morris–Pratt: linear whatever the text repeats. */
function findLiteral(units: Units, text: string, from: number, end: number): number {
  const fallback = new Int32Array(units.length);
  for (let i = 1, k = 0; i < units.length; i++) {
    while (k > 0 && units[i] !== units[k]) k = fallback[k - 1]!;
    if (units[i] === units[k]) k++;
    fallback[i] = k;
  }
  for (let at = from, k = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    while (k > 0 && units[k] !== code) k = fallback[k - 1]!;
    if (units[k] === code) k++;
    if (k === units.length) return at - k + 1;
  }
  return -1;
}

/** Shift-and over bit vectors: `?` costs nothing, 32 pattern places a step. */
function findAny(units: Units, text: string, from: number, end: number): number {
  const words = (units.length + 31) >> 5;
  const anywhere = new Uint32Array(words);
  const masks = new Map<number, Uint32Array>();
  units.forEach((unit, i) => {
    if (unit === ANY) setBit(anywhere, i);
  });
  units.forEach((unit, i) => {
    if (unit === ANY) return;
    let mask = masks.get(unit);
    if (mask === undefined) {
      mask = anywhere.slice();
      masks.set(unit, mask);
    }
    setBit(mask, i);
  });
  const state = new Uint32Array(words);
  const last = units.length - 1;
  for (let at = from; at < end; at++) {
    const mask = masks.get(text.charCodeAt(at)) ?? anywhere;
    let carry = 1;
    for (let w = 0; w < words; w++) {
      const before = state[w]!;
      state[w] = ((before << 1) | carry) & mask[w]!;
      carry = before >>> 31;
    }
    if ((state[last >> 5]! >>> (last & 31)) & 1) return at - last;
  }
  return -1;
}

function setBit(bits: Uint32Array, i: number): void {
  bits[i >> 5] = bits[i >> 5]! | (1 << (i & 31));
}
