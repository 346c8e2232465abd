import type { PolicyVersion } from "../ast";
import { compileText, matchText, relateText, type TextPattern } from "../match/text-pattern";
import type { Units } from "../match/units";
import { NO, or, type Tri, YES } from "../tri";
import type { Matcher } from "./operator";

/** Texts of a policy: those without wildcards and variables are found by hash, however many there are. */
export function textMatcher(
  values: readonly string[],
  options: { version: PolicyVersion; wildcards: boolean; fold: boolean },
): Matcher {
  const exact = new Set<string>();
  const patterns: TextPattern[] = [];
  for (const value of values) {
    const pattern = compileText(value, options);
    if (pattern.kind === "exact") exact.add(pattern.text);
    else patterns.push(pattern);
  }
  return {
    match(value, facts) {
      const text = options.fold ? value.toLowerCase() : value;
      return exact.has(text) ? YES : anyOf(patterns, (pattern) => matchText(pattern, text, facts));
    },
    relate(known, facts) {
      const units = options.fold ? known.map(foldUnit) : known;
      const texts = [...exact].map((text): TextPattern => ({ kind: "exact", text }));
      return anyOf([...texts, ...patterns], (pattern) => relateText(pattern, units, facts));
    },
  };
}

function foldUnit(unit: Units[number]): number {
  return unit < 0 ? unit : String.fromCharCode(unit).toLowerCase().charCodeAt(0);
}

export function anyOf<T>(items: readonly T[], test: (item: T) => Tri): Tri {
  let result: Tri = NO;
  for (const item of items) {
    result = or(result, test(item));
    if (result === YES) return YES;
  }
  return result;
}
