import { fromBoolean, MAYBE, NO } from "../tri";
import type { Operator } from "./operator";

const COMPARISONS: readonly { suffix: string; negated?: boolean; holds(value: number, bound: number): boolean }[] = [
  { suffix: "Equals", holds: (value, bound) => value === bound },
  { suffix: "NotEquals", negated: true, holds: (value, bound) => value === bound },
  { suffix: "LessThan", holds: (value, bound) => value < bound },
  { suffix: "LessThanEquals", holds: (value, bound) => value <= bound },
  { suffix: "GreaterThan", holds: (value, bound) => value > bound },
  { suffix: "GreaterThanEquals", holds: (value, bound) => value >= bound },
];

/** The six operators over values that have an order. `read` gives null for a text that is no such value: it never matches. */
export function orderedOperators(prefix: string, read: (text: string) => number | null): readonly Operator[] {
  return COMPARISONS.map(({ suffix, negated = false, holds }) => ({
    name: prefix + suffix,
    negated,
    reads: (text) => read(text) !== null,
    compile(values) {
      const bounds = values.map(read).filter((bound) => bound !== null);
      return {
        match(text) {
          const value = read(text);
          return value === null ? NO : fromBoolean(bounds.some((bound) => holds(value, bound)));
        },
        relate: () => MAYBE,
      };
    },
  }));
}
