/** JSON text cut into lines of tokens for display. It never fails: what is no JSON comes out as plain text. */

export type TokenKind = "key" | "string" | "number" | "word" | "mark" | "text";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

// Sticky and without nesting or overlap: each character is looked at once or twice.
const pattern =
  /(?<string>"(?:[^"\\\n]|\\[^\n])*")|(?<number>-?\d[\d.eE+-]*)|(?<word>true|false|null)|(?<mark>[{}[\]:,]+)|(?<text>\s+|[^\s"{}[\]:,]+|.)/gy;

export function jsonLines(source: string): readonly (readonly Token[])[] {
  return source.split("\n").map(lineTokens);
}

function lineTokens(line: string): readonly Token[] {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  for (const match of line.matchAll(pattern)) {
    const groups = match.groups ?? {};
    const text = match[0];
    if (groups.string !== undefined) {
      const end = match.index + text.length;
      tokens.push({ kind: /^\s*:/.test(line.slice(end, end + 8)) ? "key" : "string", text });
    } else if (groups.number !== undefined) tokens.push({ kind: "number", text });
    else if (groups.word !== undefined) tokens.push({ kind: "word", text });
    else if (groups.mark !== undefined) tokens.push({ kind: "mark", text });
    else tokens.push({ kind: "text", text });
  }
  return tokens;
}
