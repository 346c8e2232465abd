import { type JsonEntry, type JsonError, type JsonNode, type JsonResult, MAX_DEPTH } from "./node";
import { readString, skipSpace } from "./scan";

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class JsonFailure {
  constructor(readonly error: JsonError) {}
}

/** Reads strict JSON (RFC 8259). Linear in the text, depth-limited, never throws. */
export function readJson(text: string): JsonResult {
  const reader = new Reader(text);
  try {
    const node = reader.value(0);
    reader.end();
    return { ok: true, node };
  } catch (failure) {
    if (failure instanceof JsonFailure) return { ok: false, error: failure.error };
    throw failure;
  }
}

class Reader {
  #at = 0;

  constructor(readonly text: string) {}

  end(): void {
    this.#at = skipSpace(this.text, this.#at);
    if (this.#at < this.text.length) this.fail(`unexpected ${this.here()} after the end`);
  }

  value(depth: number): JsonNode {
    this.#at = skipSpace(this.text, this.#at);
    const at = this.#at;
    if (depth > MAX_DEPTH) this.fail(`nested deeper than ${MAX_DEPTH} levels`, "too-deep");
    const char = this.text[at];
    if (char === "{") return this.object(depth);
    if (char === "[") return this.array(depth);
    if (char === '"') return { type: "string", at, value: this.string() };
    if (this.text.startsWith("true", at)) return this.word(4, { type: "boolean", at, value: true });
    if (this.text.startsWith("false", at)) return this.word(5, { type: "boolean", at, value: false });
    if (this.text.startsWith("null", at)) return this.word(4, { type: "null", at });
    NUMBER.lastIndex = at;
    const number = NUMBER.exec(this.text)?.[0];
    if (number === undefined) this.fail(`unexpected ${this.here()}, a value was expected`);
    this.#at += number.length;
    return { type: "number", at, text: number };
  }

  private word(length: number, node: JsonNode): JsonNode {
    this.#at += length;
    return node;
  }

  private object(depth: number): JsonNode {
    const at = this.#at;
    const entries: JsonEntry[] = [];
    const keys = new Set<string>();
    this.#at = skipSpace(this.text, at + 1);
    while (this.text[this.#at] !== "}") {
      if (entries.length > 0) this.comma("}");
      const keyAt = this.#at;
      if (this.text[keyAt] !== '"') this.fail(`unexpected ${this.here()}, a key in double quotes was expected`);
      const key = this.string();
      if (keys.has(key)) this.fail(`the key ${JSON.stringify(key)} stands twice in one object`, "duplicate-key", keyAt);
      keys.add(key);
      this.#at = skipSpace(this.text, this.#at);
      if (this.text[this.#at] !== ":") this.fail(`unexpected ${this.here()}, ":" was expected`);
      this.#at++;
      entries.push({ key, keyAt, value: this.value(depth + 1) });
      this.#at = skipSpace(this.text, this.#at);
    }
    this.#at++;
    return { type: "object", at, entries };
  }

  private array(depth: number): JsonNode {
    const at = this.#at;
    const items: JsonNode[] = [];
    this.#at = skipSpace(this.text, at + 1);
    while (this.text[this.#at] !== "]") {
      if (items.length > 0) this.comma("]");
      items.push(this.value(depth + 1));
      this.#at = skipSpace(this.text, this.#at);
    }
    this.#at++;
    return { type: "array", at, items };
  }

  private comma(end: string): void {
    if (this.text[this.#at] !== ",") this.fail(`unexpected ${this.here()}, "," or "${end}" was expected`);
    this.#at = skipSpace(this.text, this.#at + 1);
  }

  private string(): string {
    const read = readString(this.text, this.#at);
    if (!read.ok) this.fail(read.message, "invalid-json", read.at);
    this.#at = read.end;
    return read.value;
  }

  private here(): string {
    const char = this.text[this.#at];
    return char === undefined ? "end of the text" : JSON.stringify(char);
  }

  private fail(message: string, code: JsonError["code"] = "invalid-json", at = this.#at): never {
    throw new JsonFailure({ code, message, at });
  }
}
