/** A snapshot's parts, joined and indexed: what identity resolution and the access model read. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type {
  AccessEntryFacts,
  AccountFacts,
  AddonFacts,
  AssociationFacts,
  CapabilityFacts,
  ClusterFacts,
  DocumentHash,
  FargateProfileFacts,
  LaunchTemplateFacts,
  ManagedPolicyFacts,
  NodegroupFacts,
  NodeInstancesFacts,
  OidcProviderFacts,
  OrganizationFacts,
  OrganizationPolicyFacts,
  RoleFacts,
  RoleUsageFacts,
  ServiceUseFacts,
} from "./facts";
import type {
  AwsAuthFacts,
  DaemonSetFacts,
  NamespaceFacts,
  NodeFacts,
  PodFacts,
  RbacGrantFacts,
  ServiceAccountFacts,
} from "./kubernetes-facts";
import type { AnyPart, Gap, PartFacts, PartKind } from "./part";
import { buildResourceSide, type ResourceSide } from "./resource-side";
import type { EarlierCluster, SnapshotContent, SnapshotMeta } from "./snapshot";

/** Resources and their policies come with ResourceSide. */
export interface Estate extends ResourceSide {
  readonly meta: SnapshotMeta;
  readonly accounts: ReadonlyMap<string, AccountFacts>;
  readonly clusters: readonly ClusterFacts[];
  readonly clusterByArn: ReadonlyMap<string, ClusterFacts>;
  /** By issuer without "https://", as OIDC provider ARNs and condition keys spell it. */
  readonly clusterByIssuer: ReadonlyMap<string, ClusterFacts>;
  readonly associations: readonly AssociationFacts[];
  readonly addons: ReadonlyMap<string, readonly AddonFacts[]>;
  readonly nodegroups: ReadonlyMap<string, readonly NodegroupFacts[]>;
  readonly fargateProfiles: ReadonlyMap<string, readonly FargateProfileFacts[]>;
  readonly accessEntries: ReadonlyMap<string, readonly AccessEntryFacts[]>;
  readonly capabilities: ReadonlyMap<string, readonly CapabilityFacts[]>;
  readonly roles: readonly RoleFacts[];
  readonly roleByArn: ReadonlyMap<string, RoleFacts>;
  readonly roleUsage: ReadonlyMap<string, RoleUsageFacts>;
  /** By role ARN; a role that is not in it has no report. */
  readonly serviceUse: ReadonlyMap<string, ServiceUseFacts>;
  readonly managedPolicies: ReadonlyMap<string, ManagedPolicyFacts>;
  readonly oidcProviders: ReadonlyMap<string, OidcProviderFacts>;
  readonly organization: OrganizationFacts | null;
  readonly organizationPolicies: readonly OrganizationPolicyFacts[] | null;
  /** Kubernetes objects by cluster ARN; a cluster that is not in `serviceAccounts` was not read through its API. */
  readonly serviceAccounts: ReadonlyMap<string, readonly ServiceAccountFacts[]>;
  readonly namespaces: ReadonlyMap<string, readonly NamespaceFacts[]>;
  readonly pods: ReadonlyMap<string, readonly PodFacts[]>;
  readonly nodes: ReadonlyMap<string, readonly NodeFacts[]>;
  readonly daemonSets: ReadonlyMap<string, readonly DaemonSetFacts[]>;
  readonly rbacGrants: ReadonlyMap<string, readonly RbacGrantFacts[]>;
  readonly awsAuth: ReadonlyMap<string, readonly AwsAuthFacts[]>;
  /** By cluster ARN; a cluster that is not in it was not asked about. */
  readonly nodeInstances: ReadonlyMap<string, readonly NodeInstancesFacts[]>;
  readonly launchTemplates: ReadonlyMap<string, readonly LaunchTemplateFacts[]>;
  /** By issuer. */
  readonly earlierClusters: ReadonlyMap<string, EarlierCluster>;
  readonly documents: ReadonlyMap<DocumentHash, string>;
  readonly gaps: readonly Gap[];
  /** When the part was read, by `kind|account|region|cluster`; undefined = never completed. */
  readonly readAt: ReadonlyMap<string, string>;
  /** True where the part of that kind and account is there; with gaps in it, what is missing may still exist. */
  wasRead(kind: PartKind, accountId: string, region?: string | null, clusterArn?: string | null): boolean;
  /** Gaps that leave doubt about the named service of an account (and cluster). */
  gapsOf(service: string, accountId: string, clusterArn?: string | null): readonly Gap[];
}

/** "https://oidc…/id/X" and "oidc…/id/X" are one issuer. */
export function issuerKey(issuer: string): string {
  return issuer.replace(/^https:\/\//, "").replace(/\/$/, "");
}

function factsOf<K extends PartKind>(parts: readonly AnyPart[], kind: K): PartFacts[K][] {
  return parts.filter((part) => part.kind === kind).map((part) => part.facts as PartFacts[K]);
}

function byCluster<T extends { readonly clusterArn: string }>(lists: readonly (readonly T[])[]): Map<string, T[]> {
  const result = new Map<string, T[]>();
  for (const list of lists) {
    for (const item of list) {
      const known = result.get(item.clusterArn);
      if (known) known.push(item);
      else result.set(item.clusterArn, [item]);
    }
  }
  return result;
}

/** By cluster of the part, so that a cluster without any such object is there with an empty list. */
function byPart<K extends PartKind>(parts: readonly AnyPart[], kind: K): Map<string, PartFacts[K]> {
  const result = new Map<string, PartFacts[K]>();
  for (const part of parts) {
    if (part.kind === kind && part.clusterArn !== null) result.set(part.clusterArn, part.facts as PartFacts[K]);
  }
  return result;
}

/** Joins the parts of a snapshot. Linear in its content; reads nothing but its argument. */
export function buildEstate(content: SnapshotContent): Estate {
  const { parts, gaps } = content;
  const accounts = new Map(factsOf(parts, "account").map((account) => [account.accountId, account]));
  const clusters = factsOf(parts, "clusters").flat();
  const roles = factsOf(parts, "roles").flat();
  const readAt = new Map<string, string>();
  for (const part of parts)
    readAt.set(`${part.kind}|${part.accountId}|${part.region ?? ""}|${part.clusterArn ?? ""}`, part.readAt);
  const clusterByIssuer = new Map<string, ClusterFacts>();
  for (const cluster of clusters) if (cluster.oidcIssuer) clusterByIssuer.set(issuerKey(cluster.oidcIssuer), cluster);
  const gapsByAccount = new Map<string, Gap[]>();
  for (const gap of gaps) {
    const key = `${gap.service}|${gap.accountId}`;
    const known = gapsByAccount.get(key);
    if (known) known.push(gap);
    else gapsByAccount.set(key, [gap]);
  }
  const organizationPolicies = factsOf(parts, "organization-policies");
  return {
    meta: content.meta,
    accounts,
    clusters,
    clusterByArn: new Map(clusters.map((cluster) => [cluster.arn, cluster])),
    clusterByIssuer,
    associations: factsOf(parts, "associations").flat(),
    addons: byCluster(factsOf(parts, "addons")),
    nodegroups: byCluster(factsOf(parts, "nodegroups")),
    fargateProfiles: byCluster(factsOf(parts, "fargate-profiles")),
    accessEntries: byCluster(factsOf(parts, "access-entries")),
    capabilities: byCluster(factsOf(parts, "capabilities")),
    roles,
    roleByArn: new Map(roles.map((role) => [role.arn, role])),
    roleUsage: new Map(
      factsOf(parts, "role-usage")
        .flat()
        .map((usage) => [usage.arn, usage]),
    ),
    serviceUse: new Map(
      factsOf(parts, "service-last-accessed")
        .flat()
        .map((use) => [use.roleArn, use]),
    ),
    managedPolicies: new Map(
      factsOf(parts, "managed-policies")
        .flat()
        .map((policy) => [policy.arn, policy]),
    ),
    oidcProviders: new Map(
      factsOf(parts, "oidc-providers")
        .flat()
        .map((provider) => [provider.arn, provider]),
    ),
    organization: factsOf(parts, "organization")[0] ?? null,
    organizationPolicies: organizationPolicies.length > 0 ? organizationPolicies.flat() : null,
    serviceAccounts: byPart(parts, "service-accounts"),
    namespaces: byPart(parts, "namespaces"),
    pods: byPart(parts, "pods"),
    nodes: byPart(parts, "nodes"),
    daemonSets: byPart(parts, "daemon-sets"),
    rbacGrants: byPart(parts, "rbac-grants"),
    awsAuth: byPart(parts, "aws-auth"),
    ...buildResourceSide(parts, gaps, new Set(roles.map((role) => role.accountId))),
    nodeInstances: byPart(parts, "node-instances"),
    launchTemplates: byPart(parts, "launch-templates"),
    earlierClusters: new Map((content.earlierClusters ?? []).map((each) => [each.issuer, each])),
    documents: content.documents,
    gaps,
    readAt,
    wasRead: (kind, accountId, region = null, clusterArn = null) =>
      readAt.has(`${kind}|${accountId}|${region ?? ""}|${clusterArn ?? ""}`),
    gapsOf: (service, accountId, clusterArn) => {
      const found = gapsByAccount.get(`${service}|${accountId}`) ?? [];
      return clusterArn === undefined
        ? found
        : found.filter((gap) => gap.clusterArn === null || gap.clusterArn === clusterArn);
    },
  };
}

export type RoleState =
  | { readonly kind: "present"; readonly role: RoleFacts }
  /** The account's roles were read whole and this one is not among them. */
  | { readonly kind: "missing" }
  /** The account was not read, or not whole: whether the role exists cannot be said. */
  | { readonly kind: "unread"; readonly gap: Gap | null };

/** Whether a role exists, as far as the snapshot can tell. */
export function roleState(estate: Estate, roleArn: string): RoleState {
  const role = estate.roleByArn.get(roleArn);
  if (role) return { kind: "present", role };
  const accountId = parseRoleArn(roleArn)?.accountId ?? "";
  const gap = estate.gapsOf("iam", accountId).find((each) => hidesRoles(each, roleArn)) ?? null;
  if (!estate.wasRead("roles", accountId)) {
    return {
      kind: "unread",
      gap: gap ?? estate.gaps.find((each) => each.accountId === accountId && each.service === "sts") ?? null,
    };
  }
  return gap ? { kind: "unread", gap } : { kind: "missing" };
}

function hidesRoles(gap: Gap, roleArn: string): boolean {
  if (gap.operation === "ListRoles") return true;
  // A denial of the one big call is mended by the per-role calls; a failure in its midst is not.
  if (gap.operation === "GetAccountAuthorizationDetails") return gap.missingPermission === null;
  return (
    gap.operation === "GetRole" &&
    (gap.resource === null || gap.resource === roleArn || roleArn.endsWith(`/${gap.resource}`))
  );
}
