/** Words of the activity pages. */
import type { ActivityMechanism, ActivityWorkload, Confidence, UnexpectedKind, UseState } from "@/lib/contracts/api";
import { workloadPath } from "@/lib/contracts/api";
import { parseArn } from "@/lib/domain/aws/arn";

export const mechanismWords: Readonly<Record<ActivityMechanism, string>> = {
  "pod-identity": "Pod Identity",
  irsa: "IRSA",
  "node-role": "Node role",
};

/** How it is known whose assumption it was. */
export const confidenceWords: Readonly<Record<Confidence, { readonly word: string; readonly means: string }>> = {
  tags: { word: "Recorded in tags", means: "The record's session tags name cluster, namespace and service account." },
  "oidc-subject": {
    word: "Recorded as subject",
    means: "The token's subject in the record names the service account.",
  },
  "issued-key": {
    word: "By issued key",
    means: "The call was made with a key that a recorded assumption of this workload issued.",
  },
  "session-name": {
    word: "By session name",
    means: "The session's name fits one association only; tags were not recorded.",
  },
  "role-only": { word: "By role only", means: "Only this workload's bindings lead to the role: no record names it." },
  none: { word: "Not attributed", means: "Neither the record nor the bindings in force tell whose it was." },
};

export const unexpectedWords: Readonly<Record<UnexpectedKind, string>> = {
  "unexplained-assumption": "Assumed without a binding",
  "former-binding": "Binding of that time",
  "new-address": "New address",
  "first-use": "First use",
  "deleted-association": "Deleted association in use",
  "node-role-work": "Node role at work",
  "denial-burst": "Burst of denials",
  "binding-changed": "Binding changed",
  "new-actions": "More actions than before",
};

export const wordsOfUse: Readonly<Record<UseState, { readonly sign: string; readonly word: string }>> = {
  used: { sign: "✓", word: "Used" },
  "not-seen": { sign: "○", word: "Never seen" },
  "not-watched": { sign: "?", word: "Not watched" },
  "not-recordable": { sign: "–", word: "Never recorded" },
  denied: { sign: "✕", word: "Denied" },
};

/** "payments/api", or what is known of it. */
export function workloadText(workload: ActivityWorkload): string | null {
  if (workload.namespace === null && workload.serviceAccount === null) return null;
  return `${workload.namespace ?? "?"}/${workload.serviceAccount ?? "?"}`;
}

export function clusterText(workload: ActivityWorkload): string | null {
  return workload.clusterName ?? workload.issuer ?? workload.clusterArn;
}

/** The workload's page; null where the record does not name all of it. */
export function workloadHref(workload: ActivityWorkload): string | null {
  const { clusterArn, clusterName, namespace, serviceAccount } = workload;
  if (clusterArn === null || clusterName === null || namespace === null || serviceAccount === null) return null;
  const arn = parseArn(clusterArn);
  if (arn === null) return null;
  return workloadPath({
    accountId: arn.accountId,
    region: arn.region,
    cluster: clusterName,
    namespace,
    serviceAccount,
  });
}

/** The last part of a role's ARN. */
export function roleText(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

export function sessionPath(id: string): string {
  return `/activity/sessions/${encodeURIComponent(id)}`;
}
