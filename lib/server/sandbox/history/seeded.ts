/** Choices that are always the same for the same name: what makes a history deterministic. */

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** 32 bits of a name (FNV-1a with a final mix). */
export function hash(name: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) value = Math.imul(value ^ name.charCodeAt(i), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

export class Seeded {
  #a: number;
  #b: number;

  constructor(name: string) {
    this.#a = hash(name);
    this.#b = hash(`${name}|b`);
  }

  /** 0 up to, not including, 1. */
  next(): number {
    // Two counters: 32 bits of state alone would make equal ids after some ten thousand names.
    this.#a = (this.#a + 0x6d2b79f5) >>> 0;
    this.#b = (Math.imul(this.#b, 1664525) + 1013904223) >>> 0;
    let mixed = Math.imul(this.#a ^ (this.#a >>> 15), this.#a | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14) ^ this.#b) >>> 0) / 4294967296;
  }

  /** A whole number from `from` up to, not including, `to`. */
  int(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  }

  hex(length: number): string {
    let text = "";
    while (text.length < length) text += this.int(0, 4294967296).toString(16).padStart(8, "0");
    return text.slice(0, length);
  }

  uuid(): string {
    const digits = this.hex(32);
    const variant = "89ab".charAt(this.int(0, 4));
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
  }

  /** ASIA and 16 characters: the id of temporary credentials. */
  keyId(): string {
    return `ASIA${this.#text(BASE32, 16)}`;
  }

  letters(length: number): string {
    return this.#text(LETTERS, length);
  }

  #text(alphabet: string, length: number): string {
    let text = "";
    for (let i = 0; i < length; i++) text += alphabet.charAt(this.int(0, alphabet.length));
    return text;
  }
}
