/** Rules about clusters and their nodes, in the order of the pages. */
import type { Rule } from "../../rule";
import { agentAbsentOrDegraded } from "./agent-absent-or-degraded";
import { imdsReachable } from "./imds-reachable";
import { platformVersionTooOld } from "./platform-version-too-old";

export const clusterRules: readonly Rule[] = [imdsReachable, agentAbsentOrDegraded, platformVersionTooOld];
