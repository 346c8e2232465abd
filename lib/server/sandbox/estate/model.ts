/** What the endpoint serves: an estate of accounts, as AWS holds it. Plain data; times are epoch seconds. */

import type { Cluster } from "./cluster-model";
import type { RegionCompute } from "./compute-model";
import type { Organization } from "./organization-model";
import type { AccountResources } from "./resource-model";
import type { Tags } from "./tags";

export interface Estate {
  readonly partition: string;
  readonly organization: Organization | null;
  readonly accounts: ReadonlyMap<string, Account>;
  /** Managed policies of AWS itself, by ARN: the same in every account of the partition. */
  readonly awsPolicies: ReadonlyMap<string, ManagedPolicy>;
  readonly accessKeys: readonly AccessKey[];
  readonly reader: ReaderSetup;
  /** By cluster ARN, where clusters' own APIs are served: what DescribeCluster says instead of the cluster's own. */
  readonly kubernetes?: ReadonlyMap<string, { readonly endpoint: string; readonly certificateAuthority: string }>;
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
  readonly resources: AccountResources;
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
