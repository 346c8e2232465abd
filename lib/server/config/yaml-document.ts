/** YAML text → plain data, with the line of every key; refuses what a configuration never needs. */
import { isMap, isNode, LineCounter, parseDocument } from "yaml";
import { ConfigError } from "./config-error";
import { oneLine } from "./one-line";

const MAX_ALIASES = 100;
const MAX_DEPTH = 32;

export interface YamlSource {
  readonly data: unknown;
  /** 1-based line of the key or item at a path, or of the nearest one above it; null where there is none. */
  lineOf(path: readonly PropertyKey[]): number | null;
}

/** Throws ConfigError on bad syntax, duplicate keys, alias bombs, unknown tags, several documents, too deep nesting. */
export function parseYaml(text: string, file: string): YamlSource {
  const lines = new LineCounter();
  if (nesting(text) > MAX_DEPTH) throw new ConfigError(`${file}: nested more than ${MAX_DEPTH} levels deep`, file);
  let document: ReturnType<typeof parseDocument>;
  let data: unknown;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: true,
      prettyErrors: false,
      version: "1.2",
      logLevel: "error",
      resolveKnownTags: false,
    });
  } catch (cause) {
    // The parser recurses: "- - - -" some ten thousand times overflows the stack.
    throw new ConfigError(`${file}: no valid YAML: nested too deep`, file, null, { cause });
  }
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) {
    const { line } = lines.linePos(problem.pos[0]);
    const duplicate = /^[^\s:]{1,100}/.exec(text.slice(problem.pos[0], problem.pos[0] + 100))?.[0];
    if (problem.code === "DUPLICATE_KEY" && duplicate !== undefined) {
      throw new ConfigError(`${file}, line ${line}: ${duplicate}: stands twice`, file, duplicate);
    }
    throw new ConfigError(`${file}, line ${line}: no valid YAML: ${oneLine(problem.message)}`, file);
  }
  try {
    data = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (cause) {
    throw new ConfigError(`${file}: no valid YAML: ${oneLine(String((cause as Error).message))}`, file, null, {
      cause,
    });
  }
  return {
    data,
    lineOf(path) {
      for (let length = path.length; length > 0; length--) {
        const offset = offsetOf(document.contents, path.slice(0, length));
        if (offset !== null) return lines.linePos(offset).line;
      }
      return null;
    },
  };
}

/** Where the key (not the value) of a path starts, so that the message points to what the user wrote. */
function offsetOf(root: unknown, path: readonly PropertyKey[]): number | null {
  let node: unknown = root;
  let offset: number | null = null;
  for (const step of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(isNode(item.key) ? item.key.toJSON() : item.key) === String(step));
      if (!pair) return null;
      offset = isNode(pair.key) ? (pair.key.range?.[0] ?? null) : null;
      node = pair.value;
    } else if (isNode(node) && "items" in node && typeof step === "number") {
      const item: unknown = (node.items as unknown[])[step];
      if (!isNode(item)) return null;
      offset = item.range?.[0] ?? null;
      node = item;
    } else return null;
  }
  return offset;
}

/** Upper bound of flow nesting, before a recursive parser sees it. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const character = text.charCodeAt(i);
    if (character === 0x5b || character === 0x7b) deepest = Math.max(deepest, ++depth);
    else if ((character === 0x5d || character === 0x7d) && depth > 0) depth--;
  }
  return deepest;
}
