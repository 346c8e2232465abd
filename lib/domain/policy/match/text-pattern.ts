import type { PolicyVersion } from "../ast";
import type { Facts } from "../facts";
import { MAYBE, NO, type Tri, YES } from "../tri";
import { type Glob, globMatches, globOfUnits } from "./glob";
import { relate } from "./relate";
import { pushLiteral, pushUnit, STAR, type Units, wildcardUnits } from "./units";
import { hasVariable, type Token, tokenize } from "./variables";

/** A text of a policy, ready to be compared with texts of requests. */
export type TextPattern =
  | { readonly kind: "any" }
  | { readonly kind: "exact"; readonly text: string }
  | { readonly kind: "glob"; readonly glob: Glob }
  /** Must be filled from the request first. */
  | { readonly kind: "variable"; readonly tokens: readonly Token[]; readonly options: TextOptions };

export interface TextOptions {
  readonly version: PolicyVersion;
  /** `*` and `?` outside of `${…}` are wildcards. */
  readonly wildcards: boolean;
  /** Compared without regard to case: texts to compare with must be in lower case. */
  readonly fold: boolean;
}

/** A filled pattern: `certain` false = an unknown part stands in it as `*`. */
export interface Filled {
  readonly units: Units;
  readonly certain: boolean;
}

/** Values that fill a pattern to more than this are not worked with: the pattern then counts as unknown. */
const MAX_LENGTH = 1 << 22;

export function compileText(text: string, options: TextOptions): TextPattern {
  return compileTokens(tokenize(text, options.version), options);
}

export function compileTokens(tokens: readonly Token[], options: TextOptions): TextPattern {
  if (hasVariable(tokens)) return { kind: "variable", tokens, options };
  const plain = tokens.length === 1 ? tokens[0]! : null;
  if (plain?.kind === "text" && (!options.wildcards || !(plain.text.includes("*") || plain.text.includes("?")))) {
    return { kind: "exact", text: options.fold ? plain.text.toLowerCase() : plain.text };
  }
  const units: number[] = [];
  for (const token of tokens) if (token.kind !== "variable") pushToken(units, token.kind, token.text, options);
  if (units.length === 1 && units[0] === STAR) return { kind: "any" };
  return { kind: "glob", glob: globOfUnits(units) };
}

function pushToken(units: number[], kind: "text" | "literal", text: string, options: TextOptions): void {
  const folded = options.fold ? text.toLowerCase() : text;
  if (kind === "literal" || !options.wildcards) pushLiteral(units, folded);
  else for (let i = 0; i < folded.length; i++) pushUnit(units, folded.charCodeAt(i));
}

export function matchText(pattern: TextPattern, text: string, facts: Facts): Tri {
  switch (pattern.kind) {
    case "any":
      return YES;
    case "exact":
      return pattern.text === text ? YES : NO;
    case "glob":
      return globMatches(pattern.glob, text) ? YES : NO;
    case "variable": {
      const filled = fill(pattern.tokens, pattern.options, facts, text.length);
      if (filled === null || !globMatches(globOfUnits(filled.units), text)) return NO;
      return filled.certain ? YES : MAYBE;
    }
  }
}

/** How the texts of a partly known value (`known`, with wildcards) lie to a pattern. */
export function relateText(pattern: TextPattern, known: Units, facts: Facts): Tri {
  const filled = fillPattern(pattern, facts);
  if (filled === null) return NO;
  const relation = relate(known, filled.units);
  return filled.certain || relation === NO ? relation : MAYBE;
}

export function fillPattern(pattern: TextPattern, facts: Facts, longest = Number.POSITIVE_INFINITY): Filled | null {
  switch (pattern.kind) {
    case "any":
      return { units: [STAR], certain: true };
    case "exact": {
      const units: number[] = [];
      pushLiteral(units, pattern.text);
      return { units, certain: true };
    }
    case "glob":
      return { units: pattern.glob.units, certain: true };
    case "variable":
      return fill(pattern.tokens, pattern.options, facts, longest);
  }
}

/**
 * Puts the request's values into a text. A value is literal, whatever it holds. null = a variable has no single value
 * (then nothing matches), or the values alone are longer than `longest` characters.
 */
function fill(tokens: readonly Token[], options: TextOptions, facts: Facts, longest: number): Filled | null {
  const units: number[] = [];
  let certain = true;
  let length = 0;
  for (const token of tokens) {
    if (token.kind !== "variable") {
      pushToken(units, token.kind, token.text, options);
      continue;
    }
    const fact = facts.get(token.key);
    if (fact.state === "unknown" || fact.state === "pattern") {
      certain = false;
      pushUnits(
        units,
        fact.state === "unknown" ? [STAR] : wildcardUnits(options.fold ? fact.pattern.toLowerCase() : fact.pattern),
      );
      continue;
    }
    const value = fact.state === "absent" ? token.fallback : fact.multivalued ? null : fact.values[0]!;
    if (value === null) return null;
    length += value.length;
    if (length > longest) return null;
    if (length > MAX_LENGTH) return { units: [STAR], certain: false };
    pushToken(units, "literal", value, options);
  }
  return { units, certain };
}

function pushUnits(units: number[], more: Units): void {
  for (const unit of more) if (unit !== STAR || units[units.length - 1] !== STAR) units.push(unit);
}
