/** A document as part of a link: packed, behind the "#", which browsers never send anywhere. */
import { deflateSync, inflateSync, strFromU8, strToU8 } from "fflate";

/** Longer links are cut by what carries them. */
const longest = 24_000;
/** A text packs a thousandfold at most: what unfolds to more than any policy is no document. */
const largest = 262_144;

/** null where the text does not fit into a link. */
export function packText(text: string): string | null {
  if (text.length > largest) return null;
  const bytes = deflateSync(strToU8(text), { level: 9 });
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  const packed = btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return packed.length > longest ? null : packed;
}

/** null for what is no such text. */
export function unpackText(packed: string): string | null {
  if (packed === "" || packed.length > longest || !/^[\w-]+$/.test(packed)) return null;
  try {
    const binary = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = inflateSync(
      Uint8Array.from(binary, (char) => char.charCodeAt(0)),
      {
        out: new Uint8Array(largest + 1),
      },
    );
    return bytes.length > largest ? null : strFromU8(bytes);
  } catch {
    return null;
  }
}
