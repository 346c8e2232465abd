/** Every rule, in the order of the pages. */
import type { Rule } from "./rule";
import { bindingsRules } from "./rules/bindings";
import { limitsRules } from "./rules/limits";
import { permissionsRules } from "./rules/permissions";
import { sharingRules } from "./rules/sharing";
import { trustRules } from "./rules/trust";
import { useRules } from "./rules/use";

export const rules: readonly Rule[] = [
  ...permissionsRules,
  ...trustRules,
  ...bindingsRules,
  ...sharingRules,
  ...useRules,
  ...limitsRules,
];
