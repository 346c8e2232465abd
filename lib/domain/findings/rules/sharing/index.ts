import type { Rule } from "../../rule";

export const sharingRules: readonly Rule[] = [];
