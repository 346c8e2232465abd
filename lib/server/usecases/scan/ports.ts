/** What a scan needs from AWS. lib/server/aws implements it over the SDK; shapes are the snapshot's own, normalised. */
import type { ScanWait } from "@/lib/contracts/api/scan";
import type {
  AccessEntryFacts,
  AddonFacts,
  AssociationFacts,
  CapabilityFacts,
  ClusterFacts,
  FargateProfileFacts,
  NodegroupFacts,
  OidcProviderFacts,
  Tags,
} from "@/lib/domain/snapshot/facts";
import type { PartFacts } from "@/lib/domain/snapshot/part";
import type { NodeSource } from "./node-ports";
import type { ResourceSource } from "./resource-ports";
import type { UsageSource } from "./usage-ports";

/** Why a call did not give what it should. Anything but "aborted" becomes a gap, or ends the scan before it began. */
export type FailureKind =
  | "denied"
  | "not-found"
  | "throttled"
  /** Credentials that were good and are no longer. */
  | "expired"
  /** No credentials, or ones that AWS does not know. */
  | "credentials"
  | "region-disabled"
  /** The service refuses the request as such: the cluster is in the wrong state, an organisation is not in use. */
  | "refused"
  | "server"
  | "timeout"
  | "unreachable"
  /** An answer that is not what the API promises: HTML, cut-off JSON, a token that repeats. */
  | "malformed"
  | "aborted";

/** The one thing that the source throws. Check by `code`: modules can be evaluated twice. */
export interface CallFailure extends Error {
  readonly code: "call-failed";
  readonly kind: FailureKind;
  /** "eks", "iam", "sts", "account", "ec2", "organizations". */
  readonly service: string;
  readonly operation: string;
  /** Error code of the service or of the transport. */
  readonly error: string;
  /** One line, free of credentials. */
  readonly message: string;
  /** Which endpoint was asked: "eks.eu-west-1.amazonaws.com", "127.0.0.1:4566". */
  readonly endpoint: string | null;
}

export interface Caller {
  readonly accountId: string;
  readonly arn: string;
  readonly partition: string;
  /** The region that calls for global things go to. */
  readonly homeRegion: string;
}

/** A role to read an account with; null = the caller's own credentials. */
export type ReaderRole = { readonly arn: string; readonly externalId: string | null } | null;

export interface EstateSource {
  /** Who asks (sts:GetCallerIdentity, once). */
  caller(): Promise<Caller>;
  account(accountId: string, role: ReaderRole): AccountSource;
  organization(accountId: string, role: ReaderRole): OrganizationSource;
  traffic(): Traffic;
  /** Keeps the rates that a probing run found. Closes connections. */
  close(): Promise<void>;
}

/** What goes over the wire just now. */
export interface Traffic {
  /** Requests sent so far, failed ones included. */
  readonly calls: number;
  readonly failed: number;
  readonly throttled: number;
  /** The limits that most requests wait for, longest queue first. */
  readonly waits: readonly ScanWait[];
}

export interface AccountSource {
  readonly accountId: string;
  /** Proves that there are credentials for the account; the ARN of the reader's session, null for the caller's own. */
  open(): Promise<string | null>;
  /** All regions with their opt-in state (account:ListRegions). */
  regions(): AsyncIterable<readonly Region[]>;
  /** The enabled ones (ec2:DescribeRegions), for where ListRegions is not allowed. */
  enabledRegionsByEc2(): Promise<readonly string[]>;
  readonly iam: IamSource;
  region(name: string): ClusterSource;
  /** What grants name; its clients are loaded when first asked for. */
  resources(): Promise<ResourceSource>;
  readonly usage: UsageSource;
  /** SimulatePrincipalPolicy: one decision for each action. */
  simulate(request: SimulationRequest): Promise<readonly SimulatedAction[]>;
}

/** A question to IAM's policy simulator about a role of the account. */
export interface SimulationRequest {
  readonly roleArn: string;
  readonly actions: readonly string[];
  readonly resource: string;
  readonly context: readonly { readonly key: string; readonly values: readonly string[]; readonly type: string }[];
}

export interface SimulatedAction {
  readonly action: string;
  readonly decision: "allowed" | "implicitDeny" | "explicitDeny";
  readonly matched: readonly string[];
  readonly missingContext: readonly string[];
  readonly allowedByOrganizations: boolean | null;
  readonly allowedByBoundary: boolean | null;
}

export interface Region {
  readonly name: string;
  readonly enabled: boolean;
}

/** Kinds of parts that come from a cluster's own API. */
export type KubernetesKind =
  | "service-accounts"
  | "namespaces"
  | "pods"
  | "nodes"
  | "daemon-sets"
  | "rbac-grants"
  | "aws-auth";

/** The Kubernetes APIs of clusters. Failures are CallFailures of service "kubernetes", operation "list pods" and the like. */
export interface KubernetesSource {
  /** `token` makes a bearer token for the cluster. Sends nothing by itself. */
  open(cluster: ClusterFacts, token: () => Promise<string>): KubernetesCluster;
}

export interface KubernetesCluster {
  /** Everything of one kind, read in pages; no more of it is kept than the facts need. */
  read<K extends KubernetesKind>(kind: K): Promise<PartFacts[K]>;
  close(): void;
}

/** EKS in one account and region. */
export interface ClusterSource {
  /** Names, those of connected clusters too. */
  clusterNames(): AsyncIterable<readonly string[]>;
  cluster(name: string): Promise<ClusterFacts>;
  readonly resources: ClusterResources;
  /** EC2's side of the nodes; asked only where that is wanted. */
  readonly nodes: NodeSource;
  /** ListAssociatedAccessPolicies of one access entry. */
  accessPolicies(
    cluster: ClusterFacts,
    principalArn: string,
  ): AsyncIterable<NonNullable<AccessEntryFacts["accessPolicies"]>>;
  /** A bearer token for the cluster's Kubernetes API; never logged, never kept. */
  kubernetesToken(clusterName: string): Promise<string>;
}

export interface ClusterResources {
  readonly associations: ClusterResource<AssociationFacts>;
  readonly addons: ClusterResource<AddonFacts>;
  readonly nodegroups: ClusterResource<NodegroupFacts>;
  readonly "fargate-profiles": ClusterResource<FargateProfileFacts>;
  readonly "access-entries": ClusterResource<AccessEntryFacts>;
  readonly capabilities: ClusterResource<CapabilityFacts>;
}

export type ClusterResourceKind = keyof ClusterResources;

/** Something that a cluster has many of, listed in pages and described one by one. */
export interface ClusterResource<F> {
  readonly listOperation: string;
  readonly describeOperation: string;
  /** Pages of what the list tells (`described: false`). */
  list(cluster: ClusterFacts): AsyncIterable<readonly F[]>;
  describe(cluster: ClusterFacts, listed: F): Promise<F>;
  /** What a message calls it: an association ARN, a name. */
  identify(item: F): string;
}

/** A role as IAM returns it, with its documents as text. null = not among what was read. */
export interface RoleReading {
  readonly arn: string;
  readonly roleId: string | null;
  readonly name: string;
  readonly path: string;
  readonly createdAt: string | null;
  readonly trustPolicy: string | null;
  readonly inlinePolicies: readonly { readonly name: string; readonly document: string | null }[] | null;
  readonly attachedPolicies: readonly { readonly name: string | null; readonly arn: string }[] | null;
  readonly permissionsBoundaryArn: string | null;
  readonly tags: Tags;
  readonly instanceProfileArns: readonly string[];
  readonly lastUsedAt: string | null;
  readonly lastUsedRegion: string | null;
}

/** A managed policy in its default version. */
export interface PolicyReading {
  readonly arn: string;
  readonly name: string;
  readonly defaultVersionId: string | null;
  readonly document: string | null;
}

export interface IamSource {
  /** GetAccountAuthorizationDetails for roles and customer-managed policies. */
  authorizationDetails(): AsyncIterable<{
    readonly roles: readonly RoleReading[];
    readonly policies: readonly PolicyReading[];
  }>;
  /** ListRoles: without boundary, tags, last use, inline and attached policies. */
  roles(): AsyncIterable<readonly RoleReading[]>;
  /** GetRole: without inline and attached policies and instance profiles. */
  role(name: string): Promise<RoleReading>;
  inlinePolicyNames(roleName: string): AsyncIterable<readonly string[]>;
  inlinePolicy(roleName: string, policyName: string): Promise<string | null>;
  attachedPolicies(roleName: string): AsyncIterable<readonly { readonly name: string | null; readonly arn: string }[]>;
  /** GetPolicy: name and default version, without the document. */
  policy(arn: string): Promise<PolicyReading>;
  policyDocument(arn: string, versionId: string): Promise<string | null>;
  oidcProviderArns(): Promise<readonly string[]>;
  oidcProvider(arn: string): Promise<OidcProviderFacts>;
}

export interface OrganizationDescription {
  readonly id: string;
  readonly managementAccountId: string;
  readonly featureSet: string | null;
}

export interface OrganizationAccount {
  readonly id: string;
  readonly name: string | null;
  readonly state: string | null;
  /** "o-x/r-x/ou-x/…/ACCOUNT/"; null where the service does not tell. */
  readonly path: string | null;
}

export type OrganizationPolicyType = "SCP" | "RCP";

export interface OrganizationSource {
  /** As AccountSource.open. */
  open(): Promise<string | null>;
  describe(): Promise<OrganizationDescription>;
  roots(): AsyncIterable<readonly { readonly id: string; readonly policyTypes: readonly string[] }[]>;
  units(parentId: string): AsyncIterable<readonly { readonly id: string; readonly name: string | null }[]>;
  accounts(): AsyncIterable<readonly OrganizationAccount[]>;
  accountIdsOf(parentId: string): AsyncIterable<readonly string[]>;
  policies(type: OrganizationPolicyType): AsyncIterable<
    readonly {
      readonly id: string;
      readonly arn: string | null;
      readonly name: string | null;
      readonly awsManaged: boolean;
    }[]
  >;
  /** DescribePolicy: the document as text. */
  policyDocument(policyId: string): Promise<string | null>;
  policyTargets(policyId: string): AsyncIterable<readonly string[]>;
}
