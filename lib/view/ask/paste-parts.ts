/** What the answers to pasted texts are made of. */
import { organizationPolicyPath, type PasteAnswer, policyPath, rolePath } from "@/lib/contracts/api";
import type { DenialMessage } from "@/lib/domain/access/denial-message";
import type { AccessModel } from "@/lib/domain/access/model";
import { podPartOf } from "@/lib/domain/activity/session-name";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { SnapshotView } from "../snapshot-view";
import type { WorkloadEntry } from "../workload-rows";
import { entriesByBinding, workloadRef } from "./workloads-of";

const SHOWN = 50;
export const NOTHING = {
  workloads: [],
  workloadCount: 0,
  role: null,
  denial: null,
  cause: null,
  can: null,
  links: [],
} as const;

export function workloadsOfRole(view: SnapshotView, roleArn: string): readonly WorkloadEntry[] {
  const role = view.model.roleByArn.get(roleArn);
  if (!role) return [];
  const entries = entriesByBinding(view);
  const places = new Set(usedWith(role.bindings, roleArn).flatMap((binding) => entries.get(binding) ?? []));
  return [...places].sort((a, b) => a - b).map((place) => view.workloads()[place]!);
}

function usedWith(bindings: AccessModel["bindings"], roleArn: string) {
  return bindings.filter(({ credentialRoleArn, roleArn: first }) => credentialRoleArn === roleArn || first === roleArn);
}

export function roleLinks(arn: string) {
  const role = parseRoleArn(arn);
  return role ? [{ title: role.name, href: rolePath(role.accountId, role.name) }] : [];
}

export function shownWorkloads(
  workloads: readonly WorkloadEntry[],
): Pick<PasteAnswer, "workloads" | "workloadCount" | "links"> {
  const refs = workloads.slice(0, SHOWN).map(({ row }) => workloadRef(row));
  return {
    workloads: refs,
    workloadCount: workloads.length,
    links: refs.slice(0, 3).map(({ namespace, serviceAccount, clusterName, href }) => ({
      title: serviceAccount === null ? `nodes of ${clusterName}` : `${namespace}/${serviceAccount}`,
      href,
    })),
  };
}

export function sessionNameOf(resource: string): string | null {
  return resource.startsWith("assumed-role/") ? (resource.split("/")[2] ?? null) : null;
}

/**
 * Those in whose cluster the session can have been, and of these those that have a pod of such a name, where pods were read
 * and some has; all where the name tells nothing.
 */
export function withSession(
  view: SnapshotView,
  workloads: readonly WorkloadEntry[],
  session: string | null,
): readonly WorkloadEntry[] {
  if (session === null || !session.startsWith("eks-")) return workloads;
  const fitting = workloads.filter(({ row }) => fitsSession(row.clusterName, session));
  return fitting.length > 0 ? withPods(view, fitting, session) : workloads;
}

/** EKS cuts the cluster's name to ten characters; whether a hyphen in the tenth place stays is not documented. */
export function fitsSession(cluster: string | null, session: string): boolean {
  if (cluster === null || cluster === "") return false;
  const short = cluster.slice(0, 10);
  return session.startsWith(`eks-${short}-`) || session.startsWith(`eks-${short.replace(/-+$/, "")}-`);
}

export function withPods(
  view: SnapshotView,
  workloads: readonly WorkloadEntry[],
  session: string,
): readonly WorkloadEntry[] {
  const running = workloads.filter(({ row: { clusterArn, clusterName, namespace, serviceAccount } }) => {
    const pods = clusterArn === null ? undefined : view.model.estate.pods.get(clusterArn);
    const pod = podPartOf(session, clusterName ?? "");
    if (!pods || pod === null) return false;
    return pods.some(
      (each) => each.namespace === namespace && each.serviceAccount === serviceAccount && each.name.startsWith(pod),
    );
  });
  return running.length > 0 ? running : workloads;
}

/** The policy behind a denial that no statement of is known: the one the message names, or the layer's only one. */
export function policyLink(
  view: SnapshotView,
  roleArn: string,
  { layer, policy }: DenialMessage,
): PasteAnswer["links"] {
  const { estate } = view.model;
  const boundary = estate.roleByArn.get(roleArn)?.permissionsBoundaryArn ?? null;
  const arn = policy ?? (layer === "permissionsBoundary" ? boundary : null);
  if (arn === null) return [];
  const id = arn.slice(arn.lastIndexOf("/") + 1);
  const control = estate.organizationPolicies?.find((each) => each.arn === arn || each.id === id);
  if (control) return [{ title: control.name ?? control.id, href: organizationPolicyPath(control.id) }];
  if (!estate.managedPolicies.has(arn)) return [];
  return [{ title: id, href: policyPath(parseArn(arn)?.accountId ?? "", id) }];
}
