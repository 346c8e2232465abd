import { withNegation } from "./operator";
import { textMatcher } from "./text-matcher";

/** Text with `*` and `?` as wildcards; case counts. */
export const stringLike = withNegation("StringLike", "StringNotLike", (values, version) =>
  textMatcher(values, { version, wildcards: true, fold: false }),
);
