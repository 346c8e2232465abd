/** Everything about one cluster: what runs in it with which roles, and what it is itself. */
import { accountPath, type ClusterDetail, type ClusterRow, pageHref, type RoleRef } from "@/lib/contracts/api";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import { censusOf, counted, sentence, troubleWords } from "./census";
import { listClusters } from "./clusters";
import { compare } from "./facets";
import { gapAnswers } from "./gap-answer";
import { roleRef } from "./refs";
import type { SnapshotView } from "./snapshot-view";
import { verdictOrder, type WorkloadEntry } from "./workload-rows";

/** null where the snapshot has no such cluster. */
export function showCluster(
  view: SnapshotView,
  at: { readonly account: string | null; readonly region: string | null; readonly name: string | null },
): ClusterDetail | null {
  const facts = view.model.estate.clusters.find(
    (each) => each.accountId === at.account && each.region === at.region && each.name === at.name,
  );
  const row = facts && clusterRows(view).get(facts.arn);
  if (!facts || !row) return null;
  const entries = view.workloads().filter((entry) => entry.row.clusterArn === facts.arn);
  const workloads = entries.filter((entry) => entry.row.kind !== "node");
  const census = censusOf(view, workloads, { cluster: [facts.arn], kind: ["service-account", "pattern"] });
  const namespaces = namespacesOf(facts.arn, workloads);
  const { estate } = view.model;
  return {
    cluster: row,
    answer: sentence(
      `${facts.name} runs ${facts.version === null ? "Kubernetes" : `Kubernetes ${facts.version}`} in ${facts.region} of `,
      [row.accountName ?? row.accountId, accountPath(row.accountId)],
      ": ",
      counted(census.workloads, "workload"),
      ` in ${namespaces.length} ${namespaces.length === 1 ? "namespace" : "namespaces"} `,
      census.workloads.value === 1 ? "is" : "are",
      ` set up to use ${census.roleCount} ${census.roleCount === 1 ? "role" : "roles"}`,
      ...troubleWords(census),
      `. ${agentWords[row.podIdentityAgent]}`,
    ),
    census,
    namespaces,
    compute: computeOf(view, facts),
    addons: (estate.addons.get(facts.arn) ?? []).map((addon) => ({
      name: addon.name,
      version: addon.version,
      status: addon.status,
      role: refOrNull(view, addon.serviceAccountRoleArn),
      associations: addon.podIdentityAssociations.length,
    })),
    accessEntries: accessEntriesOf(view, facts),
    facts: {
      authenticationMode: facts.authenticationMode,
      endpointPublicAccess: facts.endpointPublicAccess,
      endpointPrivateAccess: facts.endpointPrivateAccess,
      role: refOrNull(view, facts.roleArn),
      kubernetesRead: kubernetesRead(view, facts.arn),
    },
    gaps: gapAnswers(
      view,
      view.gaps.filter((gap) => gap.clusterArn === facts.arn),
    ),
  };
}

export function clusterRows(view: SnapshotView): ReadonlyMap<string, ClusterRow> {
  return view.kept("clusters by ARN", () => new Map(listClusters(view).clusters.map((row) => [row.arn, row])));
}

const agentWords: Readonly<Record<ClusterRow["podIdentityAgent"], string>> = {
  addon: "The Pod Identity agent is installed as an add-on.",
  "auto-mode": "The Pod Identity agent is part of Auto Mode.",
  unknown: "Whether the Pod Identity agent runs could not be told from EKS alone.",
};

function refOrNull(view: SnapshotView, arn: string | null): RoleRef | null {
  return arn === null ? null : roleRef(view, arn);
}

function namespacesOf(clusterArn: string, entries: readonly WorkloadEntry[]): ClusterDetail["namespaces"] {
  const groups = new Map<string, WorkloadEntry[]>();
  for (const entry of entries) {
    const name = entry.row.namespace ?? "*";
    const known = groups.get(name);
    if (known) known.push(entry);
    else groups.set(name, [entry]);
  }
  return [...groups]
    .map(([name, list]) => ({
      name,
      figure: { value: list.length, href: pageHref("/workloads", { cluster: [clusterArn], namespace: [name] }) },
      verdict: verdictOrder.find((verdict) => list.some(({ row }) => row.verdict === verdict)) ?? "unknown",
      system: list.every(({ row }) => row.system),
    }))
    .sort((a, b) => b.figure.value - a.figure.value || compare(a.name, b.name));
}

function computeOf(view: SnapshotView, cluster: ClusterFacts): ClusterDetail["compute"] {
  const { estate } = view.model;
  const groups = (estate.nodegroups.get(cluster.arn) ?? []).map(({ name, status, nodeRoleArn, described }) => ({
    kind: "node-group" as const,
    name,
    status,
    role: refOrNull(view, nodeRoleArn),
    described,
  }));
  const profiles = (estate.fargateProfiles.get(cluster.arn) ?? []).map((profile) => ({
    kind: "fargate-profile" as const,
    name: profile.name,
    status: profile.status,
    role: refOrNull(view, profile.podExecutionRoleArn),
    described: profile.described,
  }));
  const auto = cluster.autoMode
    ? [
        {
          kind: "auto-mode" as const,
          name: "Auto Mode",
          status: null,
          role: refOrNull(view, cluster.autoModeNodeRoleArn),
          described: true,
        },
      ]
    : [];
  return [...auto, ...groups, ...profiles];
}

function accessEntriesOf(view: SnapshotView, cluster: ClusterFacts): ClusterDetail["accessEntries"] {
  const { estate } = view.model;
  if (!estate.wasRead("access-entries", cluster.accountId, cluster.region, cluster.arn)) return null;
  return (estate.accessEntries.get(cluster.arn) ?? []).map((entry) => ({
    principalArn: entry.principalArn,
    role: entry.principalArn.includes(":role/") ? roleRef(view, entry.principalArn) : null,
    type: entry.type,
    groups: entry.kubernetesGroups,
    policies:
      entry.accessPolicies?.map(({ policyArn, scopeType, namespaces }) => {
        const name = policyArn.slice(policyArn.lastIndexOf("/") + 1);
        return scopeType === "namespace" ? `${name} in ${namespaces.join(", ")}` : name;
      }) ?? null,
  }));
}

function kubernetesRead(view: SnapshotView, arn: string): readonly string[] {
  const { estate } = view.model;
  const kinds = [
    ["service accounts", estate.serviceAccounts],
    ["namespaces", estate.namespaces],
    ["pods", estate.pods],
    ["nodes", estate.nodes],
    ["DaemonSets of the agent", estate.daemonSets],
    ["RBAC", estate.rbacGrants],
  ] as const;
  return kinds.filter(([, facts]) => facts.has(arn)).map(([name]) => name);
}
