import type { Operator } from "./operator";
import { textMatcher } from "./text-matcher";

/** Base64 text, compared byte for byte. Policy variables do not exist here. */
export const binaryEquals: readonly Operator[] = [
  {
    name: "BinaryEquals",
    negated: false,
    compile: (values) => textMatcher(values, { version: "2008-10-17", wildcards: false, fold: false }),
  },
];
