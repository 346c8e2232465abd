import type { PolicyVersion } from "../ast";
import type { Facts } from "../facts";
import { globMatches, globOfUnits } from "../match/glob";
import { splitArn, splitTokens } from "../match/split-arn";
import { compileTokens, fillPattern, matchText, relateText, type TextPattern } from "../match/text-pattern";
import type { Units } from "../match/units";
import { hasVariable, tokenize } from "../match/variables";
import { and, MAYBE, NO, type Tri, YES } from "../tri";
import { type Matcher, type Operator, withNegation } from "./operator";
import { anyOf } from "./text-matcher";

interface ArnPattern {
  /** The six components; null where there are fewer, or where variables must be filled before it can be cut. */
  readonly parts: readonly TextPattern[] | null;
  readonly whole: TextPattern;
}

const COLON = 58;

/** The six components are compared one by one; each may hold `*` and `?`. ArnEquals and ArnLike do the same. */
function compile(values: readonly string[], version: PolicyVersion): Matcher {
  const patterns = values.map((value) => compileArn(value, version));
  return {
    match(value, facts) {
      const parts = splitArn(value);
      return parts === null ? NO : anyOf(patterns, (pattern) => matchArn(pattern, parts, value, facts));
    },
    relate: (known, facts) =>
      anyOf(patterns, (pattern) => (relateText(pattern.whole, known, facts) === NO ? NO : MAYBE)),
  };
}

function compileArn(value: string, version: PolicyVersion): ArnPattern {
  const options = { version, wildcards: true, fold: false };
  const tokens = tokenize(value, version);
  const cut = hasVariable(tokens) ? [] : splitTokens(tokens);
  return {
    parts: cut.length === 6 ? cut.map((part) => compileTokens(part, options)) : null,
    whole: compileTokens(tokens, options),
  };
}

function matchArn(pattern: ArnPattern, parts: readonly string[], text: string, facts: Facts): Tri {
  if (pattern.parts !== null) {
    let result: Tri = YES;
    for (let i = 5; i >= 0 && result !== NO; i--) {
      result = and(result, matchText(pattern.parts[i]!, parts[i]!, facts));
    }
    return result;
  }
  if (pattern.whole.kind === "any") return YES;
  const filled = pattern.whole.kind === "variable" ? fillPattern(pattern.whole, facts, text.length) : null;
  if (filled === null) return NO;
  // A star in place of an unknown value may hold colons, so that the components cannot be told apart.
  if (!filled.certain) return globMatches(globOfUnits(filled.units), text) ? MAYBE : NO;
  const cut = splitUnits(filled.units);
  const matches = cut.length === 6 && cut.every((units, i) => globMatches(globOfUnits(units), parts[i]!));
  return matches ? YES : NO;
}

/** At the first five colons. */
function splitUnits(units: Units): Units[] {
  const parts: Units[] = [];
  let from = 0;
  for (let i = 0; i < units.length && parts.length < 5; i++) {
    if (units[i] !== COLON) continue;
    parts.push(units.slice(from, i));
    from = i + 1;
  }
  return [...parts, units.slice(from)];
}

function isArn(text: string): boolean {
  return splitArn(text) !== null;
}

export const arnLike: readonly Operator[] = [
  ...withNegation("ArnLike", "ArnNotLike", compile, isArn),
  ...withNegation("ArnEquals", "ArnNotEquals", compile, isArn),
];
