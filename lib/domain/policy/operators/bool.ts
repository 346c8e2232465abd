import type { Operator } from "./operator";
import { textMatcher } from "./text-matcher";

const VALUES = new Set(["true", "false"]);

/**
 * "true" or "false" without regard to case; anything else, on either side, matches nothing. A policy variable is filled
 * in (documentation and practice differ here).
 */
export const bool: readonly Operator[] = [
  {
    name: "Bool",
    negated: false,
    compile(values, version) {
      const texts = textMatcher(values, { version, wildcards: false, fold: true });
      return {
        match: (value, facts) => (VALUES.has(value.toLowerCase()) ? texts.match(value, facts) : 0),
        relate: texts.relate,
      };
    },
  },
];
