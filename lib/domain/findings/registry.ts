/** Every rule, in the order of the pages. */
import type { Rule } from "./rule";
import { bindingsRules } from "./rules/bindings";
import { clusterRules } from "./rules/cluster";
import { limitsRules } from "./rules/limits";
import { permissionsRules } from "./rules/permissions";
import { sharingRules } from "./rules/sharing";
import { trustRules } from "./rules/trust";
import { useRules } from "./rules/use";

export const rules: readonly Rule[] = [
  ...permissionsRules,
  ...trustRules,
  ...bindingsRules,
  ...clusterRules,
  ...sharingRules,
  ...useRules,
  ...limitsRules,
];
