/** Policy documents of a snapshot by hash: parsed and compiled on first use, once per content. */
import { type CompiledPolicy, compilePolicy } from "./compile";
import { type PolicyKind, parsePolicy } from "./parse";
import type { ParsedDocument } from "./parsed-document";

export interface DocumentReader {
  /** null = the document was not read (no hash, or its text is not in the snapshot). */
  parsed(hash: string | null): ParsedDocument | null;
  /** Also null where the text is no valid policy. `kind`: see compilePolicy. */
  compiled(hash: string | null, kind?: PolicyKind): CompiledPolicy | null;
}

export function createDocumentReader(documents: ReadonlyMap<string, string>): DocumentReader {
  const parsedByHash = new Map<string, ParsedDocument>();
  const compiledByKind = new Map<PolicyKind, Map<string, CompiledPolicy | null>>();
  const parsed = (hash: string | null): ParsedDocument | null => {
    if (hash === null) return null;
    const known = parsedByHash.get(hash);
    if (known) return known;
    const text = documents.get(hash);
    if (text === undefined) return null;
    const document = toParsed(hash, text);
    parsedByHash.set(hash, document);
    return document;
  };
  return {
    parsed,
    compiled(hash, kind = "any") {
      if (hash === null) return null;
      let compiledByHash = compiledByKind.get(kind);
      if (!compiledByHash) {
        compiledByHash = new Map();
        compiledByKind.set(kind, compiledByHash);
      }
      const known = compiledByHash.get(hash);
      if (known !== undefined) return known;
      const document = parsed(hash)?.document;
      const compiled = document ? compilePolicy(document, null, kind) : null;
      compiledByHash.set(hash, compiled);
      return compiled;
    },
  };
}

/** Parses one text; never throws. */
export function toParsed(hash: string, text: string): ParsedDocument {
  const result = parsePolicy(text);
  if (result.ok) return { hash, text, document: result.document, errors: [] };
  const errors = result.errors.map(({ code, message, line, statement }) => ({ code, message, line, statement }));
  return { hash, text, document: null, errors };
}
