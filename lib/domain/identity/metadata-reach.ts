/**
 * Whether a pod reaches the instance metadata service of its node, and with it the node's role. The hop limit holds back
 * only the tokens of IMDSv2; where IMDSv1 is allowed it holds nobody back. Pods on the host's network are no hop away.
 * Source: EC2 User Guide, "Configure the Instance Metadata Service options"; EKS Best Practices, "Restrict access to the
 * instance profile"; EKS User Guide, "Security considerations for EKS Auto Mode".
 */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { MetadataOptionsFacts } from "@/lib/domain/snapshot/facts";
import type { NodeKind } from "./node-kinds";

/** Ordered by how far it goes. */
export type MetadataReach = "none" | "host-network" | "unknown" | "every-pod";

export interface KindReach {
  readonly kind: NodeKind;
  readonly reach: MetadataReach;
  /** What it rests on: "hop limit 2 (4 instances)". */
  readonly words: string;
}

/** Auto Mode launches its nodes so, and lets nobody change it. */
const AUTO_MODE: MetadataOptionsFacts = { httpEndpoint: "enabled", httpTokens: "required", hopLimit: 1 };

/** One answer for each way in which nodes of the kind are set; instances first, what they are launched from where none runs. */
export function reachOf(estate: Estate, kind: NodeKind): readonly KindReach[] {
  if (kind.instances && kind.instances.length > 0) {
    return kind.instances.map((one) => {
      const [first = ""] = one.instanceIds;
      const which = one.count === 1 ? first : `${one.count} instances, ${first} and others`;
      return { kind, reach: reachUnder(one.metadata), words: `${optionWords(one.metadata)} (${which})` };
    });
  }
  if (kind.kind === "auto-mode") {
    return [
      { kind, reach: reachUnder(AUTO_MODE), words: `${optionWords(AUTO_MODE)}, as Auto Mode launches its nodes` },
    ];
  }
  const template = templateOf(estate, kind);
  if (template)
    return [
      { kind, reach: reachUnder(template.metadata), words: `${optionWords(template.metadata)} (launch template)` },
    ];
  return [{ kind, reach: "unknown", words: kind.instances === null ? "not read" : "no instance runs" }];
}

function templateOf(estate: Estate, { nodegroup }: NodeKind) {
  const used = nodegroup?.launchTemplate;
  if (!nodegroup || !used) return undefined;
  const templates = estate.launchTemplates.get(nodegroup.clusterArn) ?? [];
  return templates.find((each) => each.id === used.id && each.version === used.version);
}

export function reachUnder({ httpEndpoint, httpTokens, hopLimit }: MetadataOptionsFacts): MetadataReach {
  if (httpEndpoint === "disabled") return "none";
  if (httpEndpoint === null) return "unknown";
  if (httpTokens === "optional" || (hopLimit !== null && hopLimit > 1)) return "every-pod";
  return httpTokens === "required" && hopLimit !== null ? "host-network" : "unknown";
}

function optionWords({ httpEndpoint, httpTokens, hopLimit }: MetadataOptionsFacts): string {
  if (httpEndpoint === "disabled") return "the metadata service is off";
  const limit = hopLimit === null ? "hop limit not set" : `hop limit ${hopLimit}`;
  const tokens =
    httpTokens === null ? "IMDSv1 not ruled out" : httpTokens === "required" ? "IMDSv2 only" : "IMDSv1 allowed";
  return `${limit}, ${tokens}`;
}
