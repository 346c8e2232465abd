/** Resources that grants name, as their services hold them. Policies are JSON text as they were put; null = none. */
import type { Tags } from "./tags";

/** Names of buckets are global: no two accounts have the same. */
export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: number;
  readonly policy: string | null;
  /** null = never set. */
  readonly publicAccessBlock: BlockPublicAccess | null;
  /** null = never set. */
  readonly ownership: "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter" | null;
}

export interface BlockPublicAccess {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

export interface KeyGrant {
  readonly id: string;
  readonly grantee: string;
  readonly operations: readonly string[];
  readonly contextSubset: Tags | null;
  readonly createdAt: number;
}

export interface Key {
  readonly id: string;
  readonly arn: string;
  readonly policy: string;
  readonly manager: "AWS" | "CUSTOMER";
  readonly state: string;
  /** "alias/…" */
  readonly aliases: readonly string[];
  readonly grants: readonly KeyGrant[];
  readonly createdAt: number;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly policy: string | null;
}

/** A topic always has a policy: where nobody wrote one, it lets its own account in. */
export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly policy: string;
}

export interface Secret {
  readonly name: string;
  /** Ends with "-" and six characters that Secrets Manager chose. */
  readonly arn: string;
  readonly policy: string | null;
  readonly kmsKeyId: string | null;
}

export interface Table {
  readonly name: string;
  readonly arn: string;
  readonly policy: string | null;
  readonly stream: { readonly arn: string; readonly policy: string | null } | null;
}

export interface Repository {
  readonly name: string;
  readonly arn: string;
  readonly policy: string | null;
}

export interface Database {
  readonly type: "instance" | "cluster";
  readonly name: string;
  readonly arn: string;
  /** "db-…" or "cluster-…" */
  readonly resourceId: string;
  readonly engine: string;
  readonly endpoint: string;
  readonly iamAuthentication: boolean;
}

/** By name; keys by id, databases by resource id. */
export interface RegionResources {
  readonly keys: ReadonlyMap<string, Key>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly topics: ReadonlyMap<string, Topic>;
  readonly secrets: ReadonlyMap<string, Secret>;
  readonly tables: ReadonlyMap<string, Table>;
  readonly repositories: ReadonlyMap<string, Repository>;
  readonly databases: ReadonlyMap<string, Database>;
}

export interface AccountResources {
  readonly buckets: ReadonlyMap<string, Bucket>;
  /** S3's block for the account as a whole; null = never set. */
  readonly publicAccessBlock: BlockPublicAccess | null;
  readonly regions: ReadonlyMap<string, RegionResources>;
}
