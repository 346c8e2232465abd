/**
 * What a scan reads, normalised: plain JSON, no dates but ISO 8601 UTC text, nothing derived.
 * A field that the service did not return is null (never a default). Policy documents are referred to by hash.
 */

/** SHA-256, lower-case hex, of the exact document text (after URL decoding). The text stands in the snapshot's documents. */
export type DocumentHash = string;
export type Tags = Readonly<Record<string, string>>;

export interface AccountFacts {
  readonly accountId: string;
  readonly partition: string;
  readonly name: string | null;
  /** "o-x/r-x/ou-x/…/ACCOUNT/" as Organizations gives it; null where it was not read. */
  readonly organizationPath: string | null;
  readonly managementAccount: boolean | null;
  /** Regions that were in scope for this account (enabled, and chosen by the configuration). */
  readonly regions: readonly string[];
  /** The identity that read it. */
  readonly readerArn: string | null;
}

export interface ClusterFacts {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly status: string | null;
  readonly version: string | null;
  readonly platformVersion: string | null;
  readonly createdAt: string | null;
  readonly endpoint: string | null;
  readonly certificateAuthority: string | null;
  /** "https://oidc.eks.REGION.amazonaws.com/id/…", as delivered. */
  readonly oidcIssuer: string | null;
  readonly roleArn: string | null;
  readonly authenticationMode: string | null;
  readonly autoMode: boolean;
  readonly autoModeNodeRoleArn: string | null;
  readonly endpointPublicAccess: boolean | null;
  readonly endpointPrivateAccess: boolean | null;
  /** True for a cluster registered through EKS Connector: EKS runs no control plane for it. */
  readonly connected: boolean;
  readonly healthIssues: readonly { readonly code: string | null; readonly message: string | null }[];
  readonly tags: Tags;
  /** False where only its name is known (a gap says why): autoMode and connected then mean nothing. Absent = true. */
  readonly described?: boolean;
}

export interface AssociationFacts {
  readonly arn: string;
  readonly id: string;
  readonly clusterArn: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** null = the association was listed but could not be described (a gap says why). */
  readonly roleArn: string | null;
  readonly targetRoleArn: string | null;
  readonly externalId: string | null;
  readonly disableSessionTags: boolean | null;
  /** Session policy, JSON text as delivered. */
  readonly policy: string | null;
  readonly ownerArn: string | null;
  readonly tags: Tags;
  readonly createdAt: string | null;
  readonly modifiedAt: string | null;
  /** False where only the list entry is known. */
  readonly described: boolean;
}

export interface AddonFacts {
  readonly clusterArn: string;
  readonly name: string;
  readonly arn: string | null;
  readonly status: string | null;
  readonly version: string | null;
  readonly serviceAccountRoleArn: string | null;
  readonly podIdentityAssociations: readonly string[];
  readonly namespace: string | null;
  readonly configurationValues: string | null;
  readonly healthIssues: readonly { readonly code: string | null; readonly message: string | null }[];
  readonly createdAt: string | null;
  readonly modifiedAt: string | null;
  readonly tags: Tags;
  readonly described: boolean;
}

export interface NodegroupFacts {
  readonly clusterArn: string;
  readonly name: string;
  readonly arn: string | null;
  readonly status: string | null;
  readonly nodeRoleArn: string | null;
  readonly amiType: string | null;
  readonly launchTemplate: {
    readonly id: string | null;
    readonly name: string | null;
    readonly version: string | null;
  } | null;
  readonly tags: Tags;
  readonly described: boolean;
}

/** The instance metadata service as an instance or a launch template sets it; null = says nothing. */
export interface MetadataOptionsFacts {
  /** "enabled" | "disabled" */
  readonly httpEndpoint: string | null;
  /** "required" = IMDSv2 only. With "optional" the hop limit holds nobody back: it is one of IMDSv2's tokens. */
  readonly httpTokens: string | null;
  readonly hopLimit: number | null;
}

/** Running instances of one cluster that are alike in all that is told here. */
export interface NodeInstancesFacts {
  readonly clusterArn: string;
  /** Tag eks:nodegroup-name. */
  readonly nodegroup: string | null;
  /** Tag karpenter.sh/nodepool (or the older provisioner-name): Karpenter or Auto Mode launched them. */
  readonly nodepool: string | null;
  readonly instanceProfileArn: string | null;
  readonly metadata: MetadataOptionsFacts;
  readonly count: number;
  /** The first five, in order. */
  readonly instanceIds: readonly string[];
}

/** The version of a launch template that a node group of the cluster uses. */
export interface LaunchTemplateFacts {
  readonly clusterArn: string;
  readonly id: string;
  readonly version: string;
  readonly metadata: MetadataOptionsFacts;
}

export interface FargateProfileFacts {
  readonly clusterArn: string;
  readonly name: string;
  readonly arn: string | null;
  readonly status: string | null;
  readonly podExecutionRoleArn: string | null;
  readonly selectors: readonly { readonly namespace: string | null; readonly labels: Tags }[];
  readonly tags: Tags;
  readonly described: boolean;
}

export interface AccessEntryFacts {
  readonly clusterArn: string;
  readonly principalArn: string;
  readonly type: string | null;
  readonly username: string | null;
  readonly kubernetesGroups: readonly string[];
  /** null = not read. */
  readonly accessPolicies:
    | readonly {
        readonly policyArn: string;
        readonly scopeType: string | null;
        readonly namespaces: readonly string[];
      }[]
    | null;
  readonly tags: Tags;
  readonly described: boolean;
}

export interface CapabilityFacts {
  readonly clusterArn: string;
  readonly name: string;
  readonly arn: string | null;
  readonly type: string | null;
  readonly roleArn: string | null;
  readonly status: string | null;
  readonly described: boolean;
}

export interface RoleFacts {
  readonly arn: string;
  /** AROA…: a recreated role has another. */
  readonly roleId: string | null;
  readonly name: string;
  readonly path: string;
  readonly accountId: string;
  readonly createdAt: string | null;
  readonly trustPolicy: DocumentHash | null;
  readonly inlinePolicies: readonly { readonly name: string; readonly document: DocumentHash | null }[];
  /** null = the list could not be read. */
  readonly attachedPolicies: readonly { readonly name: string | null; readonly arn: string }[] | null;
  readonly permissionsBoundaryArn: string | null;
  readonly tags: Tags;
  readonly instanceProfileArns: readonly string[];
  /** What could not be read of it (gaps say why), so that its emptiness means nothing. Absent = all was read. */
  readonly unread?: readonly RoleAspect[];
}

/** "details": boundary, tags and last use. */
export type RoleAspect = "inline-policies" | "details" | "instance-profiles";

/** Kept apart from RoleFacts: it changes at each scan, the role does not. */
export interface RoleUsageFacts {
  readonly arn: string;
  readonly lastUsedAt: string | null;
  readonly lastUsedRegion: string | null;
}

/**
 * IAM's service-last-accessed report of a role. It lists the services that the role's policies name; boundary, session
 * policies and organization policies are not looked at. Attempts that were denied count as access.
 */
export interface ServiceUseFacts {
  readonly roleArn: string;
  /** When IAM finished the report, ISO 8601 UTC; null where it does not say. */
  readonly reportedAt: string | null;
  readonly services: readonly {
    /** IAM service prefix. */
    readonly service: string;
    /** null = not within the time that IAM keeps track of, at least 400 days; the last four hours may be missing. */
    readonly lastAt: string | null;
    readonly region: string | null;
  }[];
}

/** A managed policy, customer's or AWS's, in its default version. */
export interface ManagedPolicyFacts {
  readonly arn: string;
  readonly name: string;
  readonly kind: "customer" | "aws";
  readonly defaultVersionId: string | null;
  /** null = the document could not be read. */
  readonly document: DocumentHash | null;
}

export interface OidcProviderFacts {
  readonly arn: string;
  readonly accountId: string;
  /** null = listed, not described. */
  readonly url: string | null;
  readonly audiences: readonly string[] | null;
  readonly createdAt: string | null;
  readonly tags: Tags;
}

export interface OrganizationFacts {
  readonly id: string;
  readonly managementAccountId: string;
  readonly featureSet: string | null;
  readonly roots: readonly { readonly id: string; readonly policyTypes: readonly string[] }[];
  readonly units: readonly { readonly id: string; readonly name: string | null; readonly parentId: string }[];
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly parentId: string | null;
    readonly state: string | null;
    readonly path: string | null;
  }[];
}

export interface OrganizationPolicyFacts {
  readonly id: string;
  readonly arn: string | null;
  readonly name: string | null;
  readonly type: "SCP" | "RCP";
  readonly awsManaged: boolean;
  /** Ids of roots, units and accounts that it is attached to. null = not read. */
  readonly targets: readonly string[] | null;
  readonly document: DocumentHash | null;
}
