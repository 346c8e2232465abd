/** Where the statements of a policy document stand in its pretty-printed text. */

export interface Lines {
  readonly from: number;
  readonly to: number;
}

/**
 * Lines (from 1) of statement `index` in JSON text with one value a line; null where it is not there. A document may
 * have one statement object instead of a list: it has index 0. One pass, never fails.
 */
export function statementLines(json: string, index: number): Lines | null {
  let depth = 0;
  let line = 1;
  let key: string | null = null;
  let inStatements = false;
  let asList = false;
  let seen = -1;
  let from = 0;

  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    if (char === "\n") line++;
    else if (char === '"') {
      const end = stringEnd(json, at);
      if (depth === 1 && !inStatements) key = json.slice(at + 1, end);
      at = end;
    } else if (char === "{" || char === "[") {
      depth++;
      if (depth === 2 && key === "Statement") {
        inStatements = true;
        asList = char === "[";
      }
      if (inStatements && char === "{" && depth === (asList ? 3 : 2)) {
        seen++;
        from = line;
      }
    } else if (char === "}" || char === "]") {
      if (inStatements && char === "}" && depth === (asList ? 3 : 2) && seen === index) return { from, to: line };
      depth--;
      if (depth === 1 && inStatements) {
        inStatements = false;
        key = null;
      }
    } else if (char === "," && depth === 1) key = null;
  }
  return null;
}

/** Position of the quote that closes the string opened at `start`, or the end of the text. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at;
}
