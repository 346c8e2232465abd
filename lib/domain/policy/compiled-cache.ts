import { type CompiledPolicy, compilePolicy } from "./compile";
import type { PolicyError } from "./errors";
import { type PolicyKind, parsePolicy } from "./parse";

export type Compiled =
  | { readonly ok: true; readonly policy: CompiledPolicy }
  | { readonly ok: false; readonly errors: readonly PolicyError[] };

interface Entry {
  readonly text: string;
  readonly compiled: Compiled;
}

/** Compiled documents by their text, so that one that comes again is not read again. The least recently used go first. */
export class CompiledCache {
  /** By kind, length and hash: the engine's own hash of a long text is nothing but its length. */
  readonly #entries = new Map<string, Entry>();
  #length = 0;

  /** Bounds: number of documents, and characters of their texts together. */
  constructor(
    readonly maxEntries = 10_000,
    readonly maxLength = 4_000_000,
  ) {}

  get(text: string, kind: PolicyKind): Compiled {
    const key = `${kind} ${text.length} ${hash(text)}`;
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#remove(key, known);
      if (known.text === text) {
        this.#add(key, known);
        return known.compiled;
      }
    }
    // A copy: as a slice, the text would keep all of the line alive that it was cut from.
    const own: string = JSON.parse(JSON.stringify(text));
    const compiled = compileText(own, kind);
    if (own.length <= this.maxLength) {
      this.#add(key, { text: own, compiled });
      this.#evict();
    }
    return compiled;
  }

  #add(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#length += entry.text.length;
  }

  #remove(key: string, entry: Entry): void {
    this.#entries.delete(key);
    this.#length -= entry.text.length;
  }

  #evict(): void {
    for (const [key, entry] of this.#entries) {
      if (this.#entries.size <= this.maxEntries && this.#length <= this.maxLength) return;
      this.#remove(key, entry);
    }
  }
}

/** 32 bits. Texts that collide only take turns in the cache: an entry counts for its own text alone. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

function compileText(text: string, kind: PolicyKind): Compiled {
  const parsed = parsePolicy(text, kind);
  return parsed.ok
    ? { ok: true, policy: compilePolicy(parsed.document, null, kind) }
    : { ok: false, errors: parsed.errors };
}
