import { type CompiledPolicy, compilePolicy } from "./compile";
import type { PolicyError } from "./errors";
import { type PolicyKind, parsePolicy } from "./parse";

export type Compiled =
  | { readonly ok: true; readonly policy: CompiledPolicy }
  | { readonly ok: false; readonly errors: readonly PolicyError[] };

interface Entry {
  readonly compiled: Compiled;
  readonly length: number;
}

/** Compiled documents by their text, so that one that comes again is not read again. The least recently used go first. */
export class CompiledCache {
  readonly #entries = new Map<PolicyKind, Map<string, Entry>>();
  #length = 0;
  #size = 0;

  /** Bounds: number of documents, and characters of their texts together. */
  constructor(
    readonly maxEntries = 10_000,
    readonly maxLength = 8_000_000,
  ) {}

  get(text: string, kind: PolicyKind): Compiled {
    const entries = this.#of(kind);
    const known = entries.get(text);
    if (known !== undefined) {
      entries.delete(text);
      entries.set(text, known);
      return known.compiled;
    }
    // A copy: as a slice, the text would keep all of the line alive that it was cut from.
    const own: string = JSON.parse(JSON.stringify(text));
    const compiled = compileText(own, kind);
    if (own.length <= this.maxLength) {
      entries.set(own, { compiled, length: own.length });
      this.#length += own.length;
      this.#size++;
      this.#evict(kind);
    }
    return compiled;
  }

  #of(kind: PolicyKind): Map<string, Entry> {
    let entries = this.#entries.get(kind);
    if (entries === undefined) {
      entries = new Map();
      this.#entries.set(kind, entries);
    }
    return entries;
  }

  /** Makes room, in other kinds' entries only when there is nothing old left in this kind's. */
  #evict(kind: PolicyKind): void {
    const kinds = [kind, ...[...this.#entries.keys()].filter((other) => other !== kind)];
    for (const entries of kinds.map((each) => this.#of(each))) {
      for (const [text, { length }] of entries) {
        if (this.#size <= this.maxEntries && this.#length <= this.maxLength) return;
        if (entries === this.#of(kind) && entries.size === 1) break;
        entries.delete(text);
        this.#length -= length;
        this.#size--;
      }
    }
  }
}

function compileText(text: string, kind: PolicyKind): Compiled {
  const parsed = parsePolicy(text, kind);
  return parsed.ok
    ? { ok: true, policy: compilePolicy(parsed.document, null, kind) }
    : { ok: false, errors: parsed.errors };
}
