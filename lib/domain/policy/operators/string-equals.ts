import { withNegation } from "./operator";
import { textMatcher } from "./text-matcher";

/** Exact text, case counts; `*` and `?` are ordinary characters. */
export const stringEquals = withNegation("StringEquals", "StringNotEquals", (values, version) =>
  textMatcher(values, { version, wildcards: false, fold: false }),
);
