/** The IRSA annotation of service accounts, where the Kubernetes API was read. Source: amazon-eks-pod-identity-webhook. */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { ServiceAccountFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import { DEFAULT_AUDIENCE } from "./irsa-request";

export interface Annotated {
  readonly account: ServiceAccountFacts;
  /** As written; self-managed webhooks also take a bare role name. */
  readonly roleArn: string;
  /** Audience of the token that the webhook projects. */
  readonly audience: string;
}

export function annotationOf(account: ServiceAccountFacts): Annotated | null {
  const roleArn = own(account, "eks.amazonaws.com/role-arn");
  if (!roleArn) return null;
  return { account, roleArn, audience: own(account, "eks.amazonaws.com/audience") || DEFAULT_AUDIENCE };
}

function own(account: ServiceAccountFacts, key: string): string | null {
  return Object.hasOwn(account.annotations, key) ? (account.annotations[key]?.trim() ?? null) : null;
}

export type AccountState =
  /** The cluster's service accounts were not read. */
  | { readonly kind: "unread" }
  | { readonly kind: "missing" }
  | { readonly kind: "present"; readonly account: ServiceAccountFacts; readonly annotated: Annotated | null };

/** One lookup table a cluster; build once per estate. */
export function serviceAccountIndex(
  estate: Estate,
): (clusterArn: string | null, namespace: string, name: string) => AccountState {
  const byCluster = new Map<string, Map<string, ServiceAccountFacts>>();
  for (const [clusterArn, accounts] of estate.serviceAccounts) {
    byCluster.set(clusterArn, new Map(accounts.map((account) => [`${account.namespace}/${account.name}`, account])));
  }
  return (clusterArn, namespace, name) => {
    const accounts = clusterArn === null ? undefined : byCluster.get(clusterArn);
    if (!accounts) return { kind: "unread" };
    const account = accounts.get(`${namespace}/${name}`);
    return account ? { kind: "present", account, annotated: annotationOf(account) } : { kind: "missing" };
  };
}
