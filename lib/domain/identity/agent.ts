/** Whether a cluster hands out Pod Identity credentials at all, as far as the AWS API shows. */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { Reason } from "./binding";
import { reason } from "./verdict";

export type AgentKind = "addon" | "auto-mode" | "self-managed" | "absent" | "unknown";

export const AGENT_ADDON = "eks-pod-identity-agent";

/** First platform versions with Pod Identity; later Kubernetes versions have it from the start. Source: EKS User Guide. */
const FIRST_PLATFORM: Readonly<Record<string, number>> = { "1.26": 9, "1.27": 8, "1.28": 4 };

/** A missing add-on is unknown, not absent: an agent that was installed with Helm is invisible to the AWS API. */
export function podIdentityAgent(estate: Estate, cluster: ClusterFacts): AgentKind {
  if (estate.addons.get(cluster.arn)?.some((addon) => addon.name === AGENT_ADDON)) return "addon";
  return cluster.autoMode && cluster.described !== false ? "auto-mode" : "unknown";
}

/** Do new pods of the cluster get Pod Identity credentials: true, false, or null with the reason why it cannot be said. */
export function agentDelivers(
  estate: Estate,
  cluster: ClusterFacts,
): { delivers: boolean | null; reason: Reason | null } {
  const old = platformTooOld(cluster);
  if (old) return { delivers: false, reason: old };
  if (cluster.status !== null && cluster.status !== "ACTIVE" && cluster.status !== "UPDATING") {
    return { delivers: null, reason: reason("cluster-not-active", `The cluster is ${cluster.status}.`) };
  }
  switch (podIdentityAgent(estate, cluster)) {
    case "auto-mode":
      return { delivers: true, reason: null };
    case "addon": {
      const addon = estate.addons.get(cluster.arn)?.find((each) => each.name === AGENT_ADDON);
      const status = addon?.status ?? null;
      if (status === null || status === "ACTIVE" || status === "UPDATING") return { delivers: true, reason: null };
      return {
        delivers: null,
        reason: reason(
          "agent-degraded",
          `The add-on ${AGENT_ADDON} is ${status}: some or all nodes may hand out no credentials.`,
        ),
      };
    }
    default: {
      const gap = estate.gapsOf("eks", cluster.accountId, cluster.arn).find((each) => /Addon/.test(each.operation));
      const why = gap
        ? "the cluster's add-ons could not be read"
        : "a self-managed agent would not be visible without Kubernetes access";
      return {
        delivers: null,
        reason: reason("agent-unknown", `The Pod Identity agent is not installed as an add-on; ${why}.`),
      };
    }
  }
}

function platformTooOld(cluster: ClusterFacts): Reason | null {
  const first =
    cluster.version === null
      ? undefined
      : Object.hasOwn(FIRST_PLATFORM, cluster.version)
        ? FIRST_PLATFORM[cluster.version]
        : undefined;
  const build = /^eks\.(\d+)$/.exec(cluster.platformVersion ?? "")?.[1];
  if (first === undefined || build === undefined || Number(build) >= first) return null;
  return reason(
    "platform-version-too-old",
    `Platform version ${cluster.platformVersion} of Kubernetes ${cluster.version} has no Pod Identity; eks.${first} is the first that has.`,
  );
}
