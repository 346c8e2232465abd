import type { Rule } from "../../rule";
import { cloudtrailNotRecording } from "./cloudtrail-not-recording";
import { deniedAssumptionsRule } from "./denied-assumptions";
import { neverAssumed } from "./never-assumed";
import { nodeRoleDoingPodsWork } from "./node-role-doing-pods-work";
import { permissionsUnused } from "./permissions-unused";
import { roleUnused } from "./role-unused";

/** Rules that read recorded activity; most say nothing where none is kept. */
export const useRules: readonly Rule[] = [
  nodeRoleDoingPodsWork,
  deniedAssumptionsRule,
  roleUnused,
  neverAssumed,
  permissionsUnused,
  cloudtrailNotRecording,
];
