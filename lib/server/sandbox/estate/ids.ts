/** Ids as AWS forms them, drawn from a seed: the same description gives the same estate, byte for byte. */
import { createHash } from "node:crypto";

export class Ids {
  constructor(private readonly seed: string) {}

  #digest(kind: string, name: string): Buffer {
    return createHash("sha256").update(`${this.seed}|${kind}|${name}`).digest();
  }

  /** AROA…, AIDA…, ANPA…, AIPA…: prefix and 17 characters. */
  unique(prefix: "AROA" | "AIDA" | "ANPA" | "AIPA", name: string): string {
    return prefix + letters(this.#digest(prefix, name), "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 17);
  }

  /** a-xxxxxxxxxxxxxxxxx */
  association(name: string): string {
    return `a-${letters(this.#digest("association", name), "abcdefghijklmnopqrstuvwxyz0123456789", 17)}`;
  }

  /** The six characters that Secrets Manager puts behind a secret's name. */
  suffix(name: string): string {
    return letters(this.#digest("suffix", name), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 6);
  }

  hex(kind: string, name: string, length: number): string {
    return this.#digest(kind, name).toString("hex").slice(0, length);
  }

  /** The last element of an OIDC issuer: 32 upper-case hexadecimal digits. */
  issuer(name: string): string {
    return this.hex("issuer", name, 32).toUpperCase();
  }

  uuid(name: string): string {
    return this.hex("uuid", name, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /** A whole number from `from` up to, not including, `to`. */
  number(name: string, from: number, to: number): number {
    return from + (this.#digest("number", name).readUInt32BE(0) % (to - from));
  }
}

function letters(bytes: Buffer, alphabet: string, length: number): string {
  let text = "";
  for (let i = 0; i < length; i++) text += alphabet[(bytes[i] ?? 0) % alphabet.length];
  return text;
}
