/** Event ids as the store keeps them: 16 bytes in the layout of DuckDB's UUID (a 128-bit integer, little-endian, top bit flipped). */
import { stableHash } from "@/lib/domain/aws/stable-hash";

const HEX = new Int8Array(65_536).fill(-1);
for (let i = 0; i < 10; i++) HEX[48 + i] = i;
for (let i = 0; i < 6; i++) {
  HEX[97 + i] = 10 + i;
  HEX[65 + i] = 10 + i;
}

/** Writes a UUID; false where the text is none (nothing useful was written then). */
export function idBytes(text: string, into: Uint8Array, at: number): boolean {
  if (text.length !== 36) return false;
  let byte = 15;
  for (let i = 0; i < 36; i++) {
    const code = text.charCodeAt(i);
    if (code === 45) {
      if (i === 8 || i === 13 || i === 18 || i === 23) continue;
      return false;
    }
    // The end of the text has no code: 0 is no digit either.
    const low = text.charCodeAt(++i) || 0;
    const value = (HEX[code]! << 4) | HEX[low]!;
    if (value < 0) return false;
    into[at + byte--] = value;
  }
  if (byte !== -1) return false;
  into[at + 15]! ^= 0x80;
  return true;
}

/** An id that is no UUID, or a text in place of one: its hash. */
export function hashBytes(text: string, into: Uint8Array, at: number): void {
  const hex = stableHash(text);
  for (let i = 0; i < 16; i++) into[at + 15 - i] = Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16);
  into[at + 15]! ^= 0x80;
}
