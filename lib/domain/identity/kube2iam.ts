/**
 * Roles handed out by kube2iam or kiam: where one of them runs, a pod's annotation decides which role its calls to the
 * metadata service give it, assumed with the node's own role. Where none runs the annotation does nothing. Needs the
 * Kubernetes API. Source: kube2iam and kiam READMEs.
 */
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import { roleState } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { Binding, Reason } from "./binding";
import { bindingId } from "./binding-id";
import type { ResolveContext } from "./context";
import { reason } from "./verdict";

/** One for each service account and role that a pod of it is annotated with. */
export function kube2iamBindings(context: ResolveContext, cluster: ClusterFacts): readonly Binding[] {
  const { estate } = context;
  const server = estate.daemonSets.get(cluster.arn)?.find((each) => each.role === "kube2iam" || each.role === "kiam");
  if (!server) return [];
  const found = new Map<string, Binding>();
  for (const pod of estate.pods.get(cluster.arn) ?? []) {
    if (pod.kube2iamRole === null || pod.hostNetwork) continue;
    const roleArn = asArn(pod.kube2iamRole, cluster);
    const place = { namespace: pod.namespace, serviceAccount: pod.serviceAccount };
    const id = bindingId({ mechanism: "kube2iam", place: cluster.arn, ...place, roleArn });
    if (found.has(id)) continue;
    const missing = roleState(estate, roleArn).kind === "missing";
    const reasons: Reason[] = [
      reason(
        server.role,
        `Pods of the service account carry iam.amazonaws.com/role (${pod.kube2iamRole}), and ${server.role} runs in the cluster: it assumes the role with the node's role and hands it out in place of the metadata service.`,
      ),
      missing
        ? reason("role-missing", `The role ${roleArn} does not exist.`)
        : reason("node-role-may-assume", "Whether the node's role may assume it was not judged."),
    ];
    found.set(id, {
      id,
      mechanism: "kube2iam",
      clusterArn: cluster.arn,
      issuer: null,
      ...place,
      pattern: false,
      associationArn: null,
      roleArn,
      targetRoleArn: null,
      credentialRoleArn: roleArn,
      verdict: missing ? "denied" : "unknown",
      effective: missing ? false : null,
      reasons,
      evidence: ["annotation", "pod"],
      readAt: estate.readAt.get(`pods|${cluster.accountId}|${cluster.region}|${cluster.arn}`) ?? estate.meta.startedAt,
    });
  }
  return [...found.values()];
}

/** A bare name is a role of the cluster's account, unless the server was told another base. */
function asArn(role: string, cluster: ClusterFacts): string {
  if (parseRoleArn(role)) return role;
  return `arn:${parseArn(cluster.arn)?.partition ?? "aws"}:iam::${cluster.accountId}:role/${role.replace(/^\/+/, "")}`;
}
