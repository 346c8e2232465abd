import type { Rule } from "../../rule";

export const bindingsRules: readonly Rule[] = [];
