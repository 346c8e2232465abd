/** IAM roles that may start pods in a cluster, by access entries with a policy, or by groups and users that RBAC grants it. */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";

export interface KubernetesAccess {
  readonly cluster: ClusterFacts;
  /** What says so, as a sentence. */
  readonly text: string;
}

const WRITING = /\/(AmazonEKSClusterAdminPolicy|AmazonEKSAdminPolicy|AmazonEKSEditPolicy)$/;
const STARTING = new Set<string>(["all", "create-pods", "create-workloads"]);
/** Kubernetes itself grants it everything, whatever RBAC says. */
const MASTERS = "system:masters";

/** By the role's ARN. */
export function kubernetesAccess(estate: Estate): ReadonlyMap<string, readonly KubernetesAccess[]> {
  const found = new Map<string, KubernetesAccess[]>();
  const add = (arn: string, cluster: ClusterFacts, text: string) => {
    const known = found.get(arn);
    if (!known) found.set(arn, [{ cluster, text }]);
    else if (!known.some((each) => each.cluster === cluster)) known.push({ cluster, text });
  };
  for (const cluster of estate.clusters) {
    const grants = (estate.rbacGrants.get(cluster.arn) ?? []).filter(({ via }) => STARTING.has(via));
    const starts = (username: string | null, groups: readonly string[]) =>
      groups.includes(MASTERS) ||
      grants.some(({ subject }) =>
        subject.kind === "Group" ? groups.includes(subject.name) : subject.kind === "User" && subject.name === username,
      );
    for (const entry of estate.accessEntries.get(cluster.arn) ?? []) {
      const policy = entry.accessPolicies?.find(({ policyArn }) => WRITING.test(policyArn));
      if (policy) {
        const name = policy.policyArn.slice(policy.policyArn.lastIndexOf("/") + 1);
        add(entry.principalArn, cluster, `Its access entry of cluster ${cluster.name} has ${name}`);
      } else if (entry.type === null || entry.type === "STANDARD") {
        if (starts(entry.username, entry.kubernetesGroups))
          add(
            entry.principalArn,
            cluster,
            `Its access entry of cluster ${cluster.name} is in a group that may start pods`,
          );
      }
    }
    for (const { kind, arn, username, groups } of estate.awsAuth.get(cluster.arn) ?? [])
      if (kind === "role" && starts(username, groups))
        add(arn, cluster, `aws-auth of cluster ${cluster.name} maps it to a group that may start pods`);
  }
  return found;
}
