/** EKS clusters and what hangs below them. */
import type { Tags } from "./tags";

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
