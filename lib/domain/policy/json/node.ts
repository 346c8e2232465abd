/** JSON with positions, in which nothing is lost: duplicate keys are seen, numbers keep their text, `__proto__` is a key. */
export type JsonNode =
  | { readonly type: "object"; readonly at: number; readonly entries: readonly JsonEntry[] }
  | { readonly type: "array"; readonly at: number; readonly items: readonly JsonNode[] }
  | { readonly type: "string"; readonly at: number; readonly value: string }
  | { readonly type: "number"; readonly at: number; readonly text: string }
  | { readonly type: "boolean"; readonly at: number; readonly value: boolean }
  | { readonly type: "null"; readonly at: number };

export interface JsonEntry {
  readonly key: string;
  readonly keyAt: number;
  readonly value: JsonNode;
}

export interface JsonError {
  readonly code: "invalid-json" | "too-deep" | "duplicate-key";
  readonly message: string;
  /** Offset in the text; -1 where there was no text. */
  readonly at: number;
}

export type JsonResult =
  | { readonly ok: true; readonly node: JsonNode }
  | { readonly ok: false; readonly error: JsonError };

/** Policies nest about six levels; far beyond that is an attack on the stack. */
export const MAX_DEPTH = 64;

export function describeNode(node: JsonNode): string {
  return node.type === "null" ? "null" : `${node.type === "object" || node.type === "array" ? "an" : "a"} ${node.type}`;
}
