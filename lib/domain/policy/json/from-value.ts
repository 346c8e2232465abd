import { type JsonEntry, type JsonNode, type JsonResult, MAX_DEPTH } from "./node";

/** An already parsed value as nodes (offsets are -1). Cycles and great depth end in "too-deep". */
export function nodeFromValue(value: unknown): JsonResult {
  const node = convert(value, 0);
  if (typeof node !== "string") return { ok: true, node };
  return node === TOO_DEEP
    ? { ok: false, error: { code: "too-deep", message: `nested deeper than ${MAX_DEPTH} levels`, at: -1 } }
    : { ok: false, error: { code: "invalid-json", message: `${node} is no JSON value`, at: -1 } };
}

const TOO_DEEP = "too-deep";
const at = -1;

/** The node, or a text that says why there is none. */
function convert(value: unknown, depth: number): JsonNode | string {
  if (depth > MAX_DEPTH) return TOO_DEEP;
  if (value === null) return { type: "null", at };
  if (typeof value === "string") return { type: "string", at, value };
  if (typeof value === "boolean") return { type: "boolean", at, value };
  if (typeof value === "number")
    return Number.isFinite(value) ? { type: "number", at, text: String(value) } : String(value);
  if (typeof value !== "object") return `a ${typeof value}`;
  if (Array.isArray(value)) {
    const items: JsonNode[] = [];
    for (const item of value) {
      const node = convert(item, depth + 1);
      if (typeof node === "string") return node;
      items.push(node);
    }
    return { type: "array", at, items };
  }
  const entries: JsonEntry[] = [];
  for (const key of Object.keys(value)) {
    const node = convert((value as Record<string, unknown>)[key], depth + 1);
    if (typeof node === "string") return node;
    entries.push({ key, keyAt: at, value: node });
  }
  return { type: "object", at, entries };
}
