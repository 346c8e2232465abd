/** Rules about roles that several workloads have, in the order of the pages. */
import type { Rule } from "../../rule";
import { nearIdenticalAssociations } from "./near-identical-associations";
import { roleSharedAcrossClusters } from "./role-shared-across-clusters";
import { roleSharedAcrossEnvironments } from "./role-shared-across-environments";
import { roleSharedAcrossNamespaces } from "./role-shared-across-namespaces";

export const sharingRules: readonly Rule[] = [
  roleSharedAcrossEnvironments,
  roleSharedAcrossClusters,
  roleSharedAcrossNamespaces,
  nearIdenticalAssociations,
];
