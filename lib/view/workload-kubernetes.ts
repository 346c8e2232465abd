/** What the cluster's own API tells about one workload: its service account, its pods, and who can become it. */
import type { BecomingRow, PodRow, WorkloadKubernetes } from "@/lib/contracts/api";
import { serviceAccountIndex } from "@/lib/domain/identity/annotations";
import { whoCanBecome } from "@/lib/domain/identity/become";
import { type PodAnswer, podAnswers } from "@/lib/domain/identity/pod-credentials";
import { podIndex } from "@/lib/domain/identity/service-account-state";
import { compare } from "./facets";
import type { SnapshotView } from "./snapshot-view";
import type { WorkloadEntry } from "./workload-rows";

const SHOWN_PODS = 200;

/** null where the cluster's API was not read. */
export function workloadKubernetes(view: SnapshotView, { row, bindings }: WorkloadEntry): WorkloadKubernetes | null {
  const { estate } = view.model;
  const { clusterArn, namespace, serviceAccount } = row;
  if (row.kind !== "service-account" || clusterArn === null || namespace === null || serviceAccount === null)
    return null;
  const kinds = [estate.serviceAccounts, estate.pods, estate.rbacGrants];
  if (!kinds.some((facts) => facts.has(clusterArn))) return null;
  const state = view.kept("service accounts", () => serviceAccountIndex(estate))(clusterArn, namespace, serviceAccount);
  const podsOf = view.kept("pods by service account", () => podIndex(estate));
  const answers = podAnswers(estate, clusterArn, podsOf(clusterArn, namespace, serviceAccount), bindings);
  const rows = answers.map(podRow).sort(unexpectedFirst);
  return {
    serviceAccount:
      state.kind === "unread"
        ? null
        : {
            exists: state.kind === "present",
            createdAt: state.kind === "present" ? state.account.createdAt : null,
            annotations:
              state.kind === "present"
                ? Object.entries(state.account.annotations)
                    .map(([key, value]) => ({ key, value }))
                    .sort((a, b) => compare(a.key, b.key))
                : [],
          },
    pods: estate.pods.has(clusterArn) ? rows.slice(0, SHOWN_PODS) : null,
    podCount: rows.length,
    becoming: estate.rbacGrants.has(clusterArn)
      ? (whoCanBecome(estate, clusterArn, namespace, serviceAccount) ?? []).map(
          ({ subject, ...rest }): BecomingRow => ({
            kind: subject.kind,
            name: subject.kind === "ServiceAccount" ? `${subject.namespace}/${subject.name}` : subject.name,
            ...rest,
          }),
        )
      : null,
  };
}

function podRow({ pod, node, carries, expected, roleArn, reasons }: PodAnswer): PodRow {
  return {
    name: pod.name,
    node: pod.nodeName,
    compute: node?.compute ?? null,
    createdAt: pod.createdAt,
    hostNetwork: pod.hostNetwork,
    carries,
    expected,
    roleArn,
    reasons,
  };
}

function unexpectedFirst(a: PodRow, b: PodRow): number {
  return Number(a.carries === a.expected) - Number(b.carries === b.expected) || compare(a.name, b.name);
}
