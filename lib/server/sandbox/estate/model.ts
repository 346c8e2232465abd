/** What the endpoint serves: an estate of accounts, as AWS holds it. Plain data; times are epoch seconds. */

export type Tags = Readonly<Record<string, string>>;

export interface Estate {
  readonly partition: string;
  readonly organization: Organization | null;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Managed policies of AWS itself, by ARN: the same in every account of the partition. */
  readonly awsPolicies: ReadonlyMap<string, ManagedPolicy>;
  readonly accessKeys: readonly AccessKey[];
  readonly reader: ReaderSetup;
}

/** How the product gets in: keys in the hub account, and in each account a role that trusts the hub with an external id. */
export interface ReaderSetup {
  readonly hubAccountId: string;
  readonly homeRegion: string;
  readonly roleName: string;
  readonly externalId: string;
  /** Accounts without the reader role: nothing but denials comes from them. */
  readonly accountsWithoutReader: readonly string[];
}

/** Long-lived keys of an IAM user. */
export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  readonly accountId: string;
  readonly userName: string;
}

export type RegionStatus = "ENABLED" | "ENABLED_BY_DEFAULT" | "DISABLED" | "ENABLING" | "DISABLING";

export interface Account {
  readonly id: string;
  readonly name: string;
  readonly regions: ReadonlyMap<string, RegionStatus>;
  /** By region, then by name, in the order in which they are listed. */
  readonly clusters: ReadonlyMap<string, ReadonlyMap<string, Cluster>>;
  readonly users: ReadonlyMap<string, User>;
  readonly roles: ReadonlyMap<string, Role>;
  /** Customer-managed policies by ARN. */
  readonly policies: ReadonlyMap<string, ManagedPolicy>;
  readonly oidcProviders: ReadonlyMap<string, OidcProvider>;
  readonly compute: ReadonlyMap<string, RegionCompute>;
}

export interface InlinePolicy {
  readonly name: string;
  /** JSON text as it was put. */
  readonly document: string;
}

export interface AttachedPolicy {
  readonly name: string;
  readonly arn: string;
}

/** What users and roles have in common. */
export interface Principal {
  readonly name: string;
  /** "/" or "/a/b/". */
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAt: number;
  readonly inline: readonly InlinePolicy[];
  readonly attached: readonly AttachedPolicy[];
  readonly boundaryArn: string | null;
  readonly tags: Tags;
}

export type User = Principal;

export interface Role extends Principal {
  readonly trust: string;
  readonly description: string | null;
  readonly maxSessionDuration: number;
  readonly lastUsed: { readonly at: number; readonly region: string } | null;
  readonly instanceProfiles: readonly InstanceProfile[];
  /** By service namespace; a service that the role may use but is not here was never used. */
  readonly serviceUse: readonly ServiceUse[];
}

export interface InstanceProfile {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
  readonly createdAt: number;
}

export interface ServiceUse {
  readonly namespace: string;
  readonly at: number;
  readonly region: string;
  readonly actions: readonly string[];
}

export interface ManagedPolicy {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  readonly id: string;
  readonly description: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly defaultVersionId: string;
  readonly versions: readonly PolicyVersion[];
  readonly tags: Tags;
}

export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
}

export interface OidcProvider {
  readonly arn: string;
  /** Without https://, as IAM gives it. */
  readonly url: string;
  readonly audiences: readonly string[];
  readonly thumbprints: readonly string[];
  readonly createdAt: number;
  readonly tags: Tags;
}

export interface Cluster {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly status: string;
  readonly version: string | null;
  readonly platformVersion: string | null;
  /** null while the control plane is being made, and for connected clusters. */
  readonly endpoint: string | null;
  readonly certificateAuthority: string | null;
  readonly issuer: string | null;
  readonly roleArn: string | null;
  readonly authenticationMode: string;
  readonly autoMode: { readonly nodePools: readonly string[]; readonly nodeRoleArn: string | null } | null;
  readonly connector: { readonly provider: string; readonly roleArn: string } | null;
  readonly network: ClusterNetwork;
  readonly healthIssues: readonly HealthIssue[];
  readonly tags: Tags;
  readonly associations: ReadonlyMap<string, Association>;
  readonly addons: ReadonlyMap<string, Addon>;
  readonly nodegroups: ReadonlyMap<string, Nodegroup>;
  readonly fargateProfiles: ReadonlyMap<string, FargateProfile>;
  readonly accessEntries: ReadonlyMap<string, AccessEntry>;
  readonly capabilities: ReadonlyMap<string, Capability>;
}

export interface ClusterNetwork {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly publicAccess: boolean;
  readonly privateAccess: boolean;
}

export interface HealthIssue {
  readonly code: string;
  readonly message: string;
}

export interface Association {
  readonly id: string;
  readonly arn: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
  readonly tags: Tags;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly ownerArn: string | null;
  /** null: made before the setting existed, and not returned. */
  readonly disableSessionTags: boolean | null;
  readonly targetRoleArn: string | null;
  readonly externalId: string | null;
  readonly policy: string | null;
}

export interface Addon {
  readonly name: string;
  readonly arn: string;
  readonly version: string;
  readonly status: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly serviceAccountRoleArn: string | null;
  readonly associationArns: readonly string[];
  readonly configurationValues: string | null;
  readonly namespace: string | null;
  readonly healthIssues: readonly HealthIssue[];
  readonly tags: Tags;
}

export interface Nodegroup {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly createdAt: number;
  readonly version: string;
  readonly nodeRoleArn: string;
  readonly amiType: string;
  readonly capacityType: string;
  readonly instanceTypes: readonly string[];
  readonly size: { readonly min: number; readonly max: number; readonly desired: number };
  readonly launchTemplate: { readonly id: string; readonly name: string; readonly version: string } | null;
  readonly labels: Tags;
  readonly tags: Tags;
}

export interface FargateProfile {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly createdAt: number;
  readonly podExecutionRoleArn: string;
  readonly selectors: readonly { readonly namespace: string; readonly labels: Tags }[];
  readonly tags: Tags;
}

export interface AccessEntry {
  readonly principalArn: string;
  readonly arn: string;
  readonly type: string;
  readonly username: string;
  readonly kubernetesGroups: readonly string[];
  readonly createdAt: number;
  readonly tags: Tags;
  readonly policies: readonly {
    readonly policyArn: string;
    readonly scope: "cluster" | "namespace";
    readonly namespaces: readonly string[];
    readonly associatedAt: number;
  }[];
}

export interface Capability {
  readonly name: string;
  readonly arn: string;
  readonly type: string;
  readonly roleArn: string;
  readonly status: string;
  readonly version: string;
  readonly createdAt: number;
  readonly tags: Tags;
}

export interface RegionCompute {
  readonly instances: readonly Instance[];
  readonly launchTemplates: ReadonlyMap<string, LaunchTemplate>;
}

export interface MetadataOptions {
  readonly httpEndpoint: "enabled" | "disabled";
  readonly httpTokens: "optional" | "required";
  readonly hopLimit: number;
}

export interface Instance {
  readonly id: string;
  readonly type: string;
  readonly state: "running" | "stopped" | "pending";
  readonly launchedAt: number;
  readonly privateDnsName: string;
  readonly privateIp: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly instanceProfile: { readonly arn: string; readonly id: string } | null;
  readonly metadata: MetadataOptions;
  readonly tags: Tags;
}

export interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  readonly defaultVersion: number;
  readonly versions: readonly {
    readonly number: number;
    readonly createdAt: number;
    readonly instanceProfileArn: string | null;
    /** null: the template says nothing, the account's or AMI's default holds. */
    readonly metadata: Partial<MetadataOptions> | null;
  }[];
}

export interface Organization {
  readonly id: string;
  readonly managementAccountId: string;
  readonly delegatedAdministrators: readonly string[];
  readonly featureSet: "ALL" | "CONSOLIDATED_BILLING";
  readonly rootId: string;
  readonly policyTypes: readonly string[];
  readonly units: ReadonlyMap<string, OrganizationalUnit>;
  readonly members: ReadonlyMap<string, OrganizationMember>;
  readonly policies: ReadonlyMap<string, OrganizationPolicy>;
}

export interface OrganizationalUnit {
  readonly id: string;
  readonly name: string;
  readonly parentId: string;
}

export interface OrganizationMember {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly parentId: string;
  readonly state: string;
  readonly joinedAt: number;
  readonly joinedMethod: "CREATED" | "INVITED";
}

export interface OrganizationPolicy {
  readonly id: string;
  readonly arn: string;
  readonly name: string;
  readonly description: string;
  readonly type: "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY";
  readonly awsManaged: boolean;
  readonly document: string;
  readonly targets: readonly string[];
}
