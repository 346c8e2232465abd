/** Whether a cluster hands out Pod Identity credentials at all, as far as the AWS API shows. */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { Reason } from "./binding";
import { nodeKinds } from "./node-kinds";
import { reason } from "./verdict";

export type AgentKind = "addon" | "auto-mode" | "self-managed" | "absent" | "unknown";

export const AGENT_ADDON = "eks-pod-identity-agent";

/** First platform versions with Pod Identity; later Kubernetes versions have it from the start. Source: EKS User Guide. */
const FIRST_PLATFORM: Readonly<Record<string, number>> = { "1.26": 9, "1.27": 8, "1.28": 4 };

/**
 * A missing add-on is unknown, not absent: an agent that was installed with Helm is invisible to the AWS API. Only where
 * the cluster's DaemonSets were read can it be called self-managed or absent.
 */
export function podIdentityAgent(estate: Estate, cluster: ClusterFacts): AgentKind {
  if (estate.addons.get(cluster.arn)?.some((addon) => addon.name === AGENT_ADDON)) return "addon";
  if (cluster.autoMode && cluster.described !== false) return "auto-mode";
  const daemonSets = estate.daemonSets.get(cluster.arn);
  if (!daemonSets) return "unknown";
  return daemonSets.some((each) => each.role === "pod-identity-agent") ? "self-managed" : "absent";
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
      return autoModeDelivers(estate, cluster);
    case "self-managed":
      return daemonSetDelivers(estate, cluster);
    case "absent":
      return {
        delivers: false,
        reason: reason(
          "agent-absent",
          "No Pod Identity agent runs in the cluster: neither the add-on, nor Auto Mode, nor a DaemonSet of one's own.",
        ),
      };
    case "addon": {
      const addon = estate.addons.get(cluster.arn)?.find((each) => each.name === AGENT_ADDON);
      const status = addon?.status ?? null;
      if (status === null || status === "ACTIVE" || status === "UPDATING") return daemonSetDelivers(estate, cluster);
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

/** Auto Mode's own nodes have the agent built in; nodes beside them need one of their own. */
function autoModeDelivers(estate: Estate, cluster: ClusterFacts): { delivers: boolean | null; reason: Reason | null } {
  const others = nodeKinds(estate, cluster).kinds.filter(
    ({ kind, windows }) => !windows && (kind === "nodegroup" || kind === "self-managed"),
  );
  if (others.length === 0) return { delivers: true, reason: null };
  const daemonSets = estate.daemonSets.get(cluster.arn);
  if (daemonSets?.some((each) => each.role === "pod-identity-agent")) return daemonSetDelivers(estate, cluster);
  const names = others.map(({ words }) => words).join(", ");
  const text = `Auto Mode's own nodes have the Pod Identity agent built in; on ${names} ${
    daemonSets ? "none runs" : "none is installed as an add-on, and one of one's own would not be visible"
  }.`;
  return { delivers: null, reason: reason("agent-auto-mode-only", text) };
}

/** The DaemonSet's own counts, where they were read: a node without a ready agent hands out nothing. */
function daemonSetDelivers(estate: Estate, cluster: ClusterFacts): { delivers: boolean | null; reason: Reason | null } {
  const daemonSet = estate.daemonSets.get(cluster.arn)?.find((each) => each.role === "pod-identity-agent");
  if (!daemonSet || daemonSet.desired === null || daemonSet.ready === null) return { delivers: true, reason: null };
  if (daemonSet.desired > 0 && daemonSet.ready === 0) {
    return {
      delivers: false,
      reason: reason("agent-not-ready", `None of ${daemonSet.desired} Pod Identity agents is ready.`),
    };
  }
  if (daemonSet.ready < daemonSet.desired) {
    return {
      delivers: null,
      reason: reason(
        "agent-degraded",
        `Only ${daemonSet.ready} of ${daemonSet.desired} Pod Identity agents are ready: some nodes hand out no credentials.`,
      ),
    };
  }
  return { delivers: true, reason: null };
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
