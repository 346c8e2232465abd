import type { Rule } from "../../rule";

export const trustRules: readonly Rule[] = [];
