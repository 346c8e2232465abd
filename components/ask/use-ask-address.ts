"use client";
import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";

export const askTabs = ["who-can", "can", "what-can", "what-if", "paste", "matrix"] as const;
export type AskTab = (typeof askTabs)[number];

const list = parseAsArrayOf(parseAsString).withDefault([]);

/** Everything that a question is made of stands in the address: a query is a link. */
export const askParsers = {
  tab: parseAsStringLiteral(askTabs).withDefault("who-can"),
  action: parseAsString.withDefault(""),
  resource: parseAsString.withDefault(""),
  subject: parseAsString.withDefault(""),
  /** JSON object of condition keys that the reader filled in. */
  context: parseAsString.withDefault(""),
  service: parseAsString.withDefault(""),
  level: parseAsString.withDefault(""),
  reach: parseAsStringLiteral(["all", "direct"] as const).withDefault("all"),
  verdict: list,
  directness: parseAsStringLiteral(["all", "direct", "onward"] as const).withDefault("all"),
  overlap: parseAsStringLiteral(["all", "full", "partial"] as const).withDefault("all"),
  account: list,
  cluster: list,
  namespace: list,
  system: parseAsStringLiteral(["all", "yes", "no"] as const).withDefault("all"),
  q: parseAsString.withDefault(""),
  open: parseAsString,
  /** What if. */
  kind: parseAsString.withDefault("managed-policy"),
  target: parseAsString.withDefault(""),
  name: parseAsString.withDefault(""),
};

export function useAskAddress() {
  return useQueryStates(askParsers, { history: "push" });
}

export type AskAddress = ReturnType<typeof useAskAddress>[0];
export type SetAskAddress = ReturnType<typeof useAskAddress>[1];
