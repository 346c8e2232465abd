import { orderedOperators } from "./ordered";

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** An integer or decimal number; null for any other text. */
export function readNumber(text: string): number | null {
  const trimmed = text.trim();
  return NUMBER.test(trimmed) ? Number(trimmed) : null;
}

/** NumericEquals, NumericLessThan, …: compared as numbers, so 10 equals 10.0 and 9 is less than 10. */
export const numeric = orderedOperators("Numeric", readNumber);
