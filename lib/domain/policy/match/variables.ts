import type { PolicyVersion } from "../ast";

/** A text of a policy, taken apart: plain text, a character that has lost its special meaning, a variable. */
export type Token =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "literal"; readonly text: string }
  /** `key` in lower case; `fallback` null = no default value. */
  | { readonly kind: "variable"; readonly key: string; readonly fallback: string | null };

const SPECIAL = new Set(["*", "?", "$"]);

/**
 * Finds policy variables: `${key}`, `${key, 'default'}`, `${*}` `${?}` `${$}`. Under version 2008-10-17 there are none.
 * Source: IAM User Guide, "IAM policy elements: Variables and tags".
 */
export function tokenize(text: string, version: PolicyVersion): readonly Token[] {
  if (version === "2008-10-17" || !text.includes("${")) return [{ kind: "text", text }];
  const tokens: Token[] = [];
  let from = 0;
  while (from < text.length) {
    const open = text.indexOf("${", from);
    const variable = open < 0 ? null : readVariable(text, open);
    if (variable === null) break;
    if (open > from) tokens.push({ kind: "text", text: text.slice(from, open) });
    tokens.push(variable.token);
    from = variable.end;
  }
  if (from < text.length) tokens.push({ kind: "text", text: text.slice(from) });
  return tokens;
}

/** null = the brace is never closed: from here on it is plain text. */
function readVariable(text: string, open: number): { token: Token; end: number } | null {
  const start = open + 2;
  const brace = text.indexOf("}", start);
  if (brace < 0) return null;
  const inner = text.slice(start, brace);
  if (SPECIAL.has(inner)) return { token: { kind: "literal", text: inner }, end: brace + 1 };
  const comma = inner.indexOf(",");
  if (comma < 0)
    return { token: { kind: "variable", key: inner.trim().toLowerCase(), fallback: null }, end: brace + 1 };
  const key = inner.slice(0, comma).trim().toLowerCase();
  const quoted = readDefault(text, start + comma + 1);
  if (quoted !== null) return { token: { kind: "variable", key, fallback: quoted.value }, end: quoted.end };
  return { token: { kind: "variable", key: inner.trim().toLowerCase(), fallback: null }, end: brace + 1 };
}

/** ` 'text' }`: the default may itself hold a brace. */
function readDefault(text: string, from: number): { value: string; end: number } | null {
  let at = from;
  while (text[at] === " ") at++;
  if (text[at] !== "'") return null;
  const quote = text.indexOf("'", at + 1);
  if (quote < 0) return null;
  let end = quote + 1;
  while (text[end] === " ") end++;
  return text[end] === "}" ? { value: text.slice(at + 1, quote), end: end + 1 } : null;
}

export function hasVariable(tokens: readonly Token[]): boolean {
  return tokens.some((token) => token.kind === "variable");
}
