import type { Token } from "./variables";

/** Cuts a text at its first five colons (those of variables apart): at most six parts, the last with all that is left. */
export function splitTokens(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind !== "text") {
      parts[parts.length - 1]!.push(token);
      continue;
    }
    let from = 0;
    for (let colon = token.text.indexOf(":"); colon >= 0 && parts.length < 6; colon = token.text.indexOf(":", from)) {
      if (colon > from) parts[parts.length - 1]!.push({ kind: "text", text: token.text.slice(from, colon) });
      parts.push([]);
      from = colon + 1;
    }
    if (from < token.text.length) parts[parts.length - 1]!.push({ kind: "text", text: token.text.slice(from) });
  }
  for (const part of parts) if (part.length === 0) part.push({ kind: "text", text: "" });
  return parts;
}

/** The six components of an ARN ("arn" first); null where there are fewer. */
export function splitArn(text: string): readonly string[] | null {
  const parts: string[] = [];
  let from = 0;
  for (let i = 0; i < 5; i++) {
    const colon = text.indexOf(":", from);
    if (colon < 0) return null;
    parts.push(text.slice(from, colon));
    from = colon + 1;
  }
  parts.push(text.slice(from));
  return parts[0] === "arn" ? parts : null;
}
