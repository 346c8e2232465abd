import type { Rule } from "../../rule";

export const useRules: readonly Rule[] = [];
