"use client";
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { changeWords, comparedKinds, risks } from "@/lib/contracts/api";

/** The two snapshots, the filter and the open row stand in the address: a comparison is a link. */
export const changesParsers = {
  /** The earlier one: an id, "previous", or a day or time. */
  a: parseAsString.withDefault("previous"),
  /** The later one. */
  b: parseAsString.withDefault(""),
  kind: parseAsArrayOf(parseAsStringLiteral(comparedKinds)).withDefault([]),
  change: parseAsArrayOf(parseAsStringLiteral(changeWords)).withDefault([]),
  risk: parseAsArrayOf(parseAsStringLiteral(risks)).withDefault([]),
  q: parseAsString.withDefault("").withOptions({ throttleMs: 200 }),
  open: parseAsString.withDefault(""),
};

export function useChangesAddress() {
  return useQueryStates(changesParsers, { history: "replace" });
}
