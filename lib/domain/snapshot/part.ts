/** A part is one unit of a scan: the facts of one kind for one account, region or cluster, stored as one blob. */
import type {
  AccessEntryFacts,
  AccountFacts,
  AddonFacts,
  AssociationFacts,
  CapabilityFacts,
  ClusterFacts,
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
import type { ResourcePartFacts } from "./resource-facts";

/** Facts by kind of part. Later kinds (instances) join here. */
export interface PartFacts extends ResourcePartFacts {
  account: AccountFacts;
  clusters: readonly ClusterFacts[];
  associations: readonly AssociationFacts[];
  addons: readonly AddonFacts[];
  nodegroups: readonly NodegroupFacts[];
  "fargate-profiles": readonly FargateProfileFacts[];
  "access-entries": readonly AccessEntryFacts[];
  capabilities: readonly CapabilityFacts[];
  roles: readonly RoleFacts[];
  "role-usage": readonly RoleUsageFacts[];
  /** Optional: of roles that pods may have. */
  "service-last-accessed": readonly ServiceUseFacts[];
  "managed-policies": readonly ManagedPolicyFacts[];
  "oidc-providers": readonly OidcProviderFacts[];
  organization: OrganizationFacts;
  "organization-policies": readonly OrganizationPolicyFacts[];
  "service-accounts": readonly ServiceAccountFacts[];
  namespaces: readonly NamespaceFacts[];
  pods: readonly PodFacts[];
  nodes: readonly NodeFacts[];
  "daemon-sets": readonly DaemonSetFacts[];
  "rbac-grants": readonly RbacGrantFacts[];
  "aws-auth": readonly AwsAuthFacts[];
  /** Optional: how far a pod reaches its node's credentials. */
  "node-instances": readonly NodeInstancesFacts[];
  "launch-templates": readonly LaunchTemplateFacts[];
}

export type PartKind = keyof PartFacts;

/** What a part is about; null where the kind is wider (an account part has no region, a region part no cluster). */
export interface PartScope {
  readonly accountId: string;
  readonly region: string | null;
  readonly clusterArn: string | null;
}

export interface Part<K extends PartKind = PartKind> extends PartScope {
  readonly kind: K;
  readonly readAt: string;
  readonly facts: PartFacts[K];
}

export type AnyPart = { [K in PartKind]: Part<K> }[PartKind];

/** Something in scope that could not be read, and what that hides. Never thrown, always kept. */
export interface Gap extends PartScope {
  /** SDK service id in lower case: "eks", "iam", "sts", "organizations", "kubernetes", … */
  readonly service: string;
  /** API operation: "DescribePodIdentityAssociation". */
  readonly operation: string;
  /** Error code of the service, or of the transport: "AccessDeniedException", "TimeoutError". */
  readonly error: string;
  /** One line for people; free of credentials and of SDK internals. */
  readonly message: string;
  /** The resource of the failed call where it had one (an association ARN, a role name). */
  readonly resource: string | null;
  /** The IAM action that would mend it ("eks:DescribePodIdentityAssociation"), where the error is a denial. */
  readonly missingPermission: string | null;
  /** What the product cannot say because of it. */
  readonly consequence: string;
  /** How many resources it stands for, where one gap stands for all of a kind (`resource` is then null). */
  readonly count?: number;
  /**
   * Of an optional capability that is not there at all: nothing of the service may be read, or the endpoint has none of
   * it. The scan is complete without it; answers name the layer that they lack.
   */
  readonly optional?: true;
  readonly at: string;
}

/** `kind|account|region|cluster`: the key of a part within a snapshot. */
export function partKey(part: { readonly kind: string } & PartScope): string {
  return `${part.kind}|${part.accountId}|${part.region ?? ""}|${part.clusterArn ?? ""}`;
}
