import { withNegation } from "./operator";
import { textMatcher } from "./text-matcher";

/** Exact text without regard to case. */
export const stringEqualsIgnoreCase = withNegation(
  "StringEqualsIgnoreCase",
  "StringNotEqualsIgnoreCase",
  (values, version) => textMatcher(values, { version, wildcards: false, fold: true }),
);
