/**
 * The resource side: what a scan reads of the resources that grants name. One object a resource; nothing derived.
 * A resource that no grant names is not here, and whether it has a policy is then not known.
 */
import type { DocumentHash } from "./facts";

/** "none": the service says that there is no policy. "unread": it was not asked, or did not answer (a gap says why). */
export type ResourcePolicyFacts =
  | { readonly state: "read"; readonly document: DocumentHash }
  | { readonly state: "none" }
  | { readonly state: "unread" };

/** S3 Block Public Access. A flag that the service did not return is off. */
export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  /** Public policies then count for the bucket's own account and for AWS services only. */
  readonly restrictPublicBuckets: boolean;
}

interface ResourceBase {
  /** The ARN that carries the policy: a bucket without its objects, a table without its indexes. */
  readonly arn: string;
  readonly name: string;
  /** The account that owns it. */
  readonly accountId: string;
  readonly region: string;
  /** False: a grant names it and the service says that there is no such thing. Its policy is then "none". */
  readonly exists: boolean;
}

export interface BucketFacts extends ResourceBase {
  readonly kind: "bucket";
  readonly policy: ResourcePolicyFacts;
  /** "none" = never set (all four off); null = not read. The account's own block counts as well. */
  readonly publicAccessBlock: PublicAccessBlock | "none" | null;
  /** "BucketOwnerEnforced": ACLs are off, so that policies alone decide. "none" = never set; null = not read. */
  readonly objectOwnership: string | null;
}

export interface KeyGrantFacts {
  readonly id: string;
  /** A principal's ARN, or an AWS service. */
  readonly granteePrincipal: string | null;
  /** Operations by their API names: "Decrypt". */
  readonly operations: readonly string[];
  /** The grant holds only for encryption contexts that have (subset) or are (equals) these pairs. null = any. */
  readonly encryptionContextSubset: Readonly<Record<string, string>> | null;
  readonly encryptionContextEquals: Readonly<Record<string, string>> | null;
  readonly issuingAccount: string | null;
}

export interface KeyFacts extends ResourceBase {
  readonly kind: "key";
  readonly policy: ResourcePolicyFacts;
  /** null = not read. */
  readonly grants: readonly KeyGrantFacts[] | null;
  /** "alias/…"; null = not read. */
  readonly aliases: readonly string[] | null;
  /** "AWS" keys belong to a service and cannot be used directly; null = not read. */
  readonly manager: "AWS" | "CUSTOMER" | null;
  /** "Enabled", "Disabled", "PendingDeletion", …; null = not read. */
  readonly state: string | null;
}

export interface QueueFacts extends ResourceBase {
  readonly kind: "queue";
  readonly policy: ResourcePolicyFacts;
}

export interface TopicFacts extends ResourceBase {
  readonly kind: "topic";
  readonly policy: ResourcePolicyFacts;
}

export interface SecretFacts extends ResourceBase {
  readonly kind: "secret";
  readonly policy: ResourcePolicyFacts;
  /** The key that encrypts it, as named there; null = the account's own key of Secrets Manager, or not read. */
  readonly kmsKeyId: string | null;
}

export interface TableFacts extends ResourceBase {
  readonly kind: "table";
  /** Holds for the table and its indexes. */
  readonly policy: ResourcePolicyFacts;
  /** Its stream, where a grant names one; null = none, or none was asked for. */
  readonly stream: { readonly arn: string; readonly policy: ResourcePolicyFacts } | null;
}

export interface RepositoryFacts extends ResourceBase {
  readonly kind: "repository";
  readonly policy: ResourcePolicyFacts;
}

/** What stands behind the resource id of an `rds-db` ARN. Databases have no resource policy. */
export interface DatabaseFacts extends ResourceBase {
  readonly kind: "database";
  /** "db-…" of an instance, "cluster-…" of an Aurora or Multi-AZ cluster. */
  readonly resourceId: string;
  readonly type: "instance" | "cluster";
  /** False: `rds-db:connect` gives nothing until it is turned on. null = the service did not say. */
  readonly iamAuthentication: boolean | null;
  readonly engine: string | null;
  readonly endpoint: string | null;
}

export type ResourceFacts =
  | BucketFacts
  | KeyFacts
  | QueueFacts
  | TopicFacts
  | SecretFacts
  | TableFacts
  | RepositoryFacts
  | DatabaseFacts;

export type ResourceKind = ResourceFacts["kind"];

/** The account-wide Block Public Access of S3. */
export interface S3AccountFacts {
  readonly accountId: string;
  /** "none" = never set; null = not read. */
  readonly publicAccessBlock: PublicAccessBlock | "none" | null;
}

/** Facts by kind of part: one part a kind, account and region ("buckets" and "s3-account": one an account). */
export interface ResourcePartFacts {
  buckets: readonly BucketFacts[];
  "s3-account": S3AccountFacts;
  "kms-keys": readonly KeyFacts[];
  queues: readonly QueueFacts[];
  topics: readonly TopicFacts[];
  secrets: readonly SecretFacts[];
  tables: readonly TableFacts[];
  repositories: readonly RepositoryFacts[];
  databases: readonly DatabaseFacts[];
}

export type ResourcePartKind = keyof ResourcePartFacts;

/** Kind of part of the resources that an IAM service prefix stands for. */
export const PART_OF_SERVICE: ReadonlyMap<string, Exclude<ResourcePartKind, "s3-account">> = new Map([
  ["s3", "buckets"],
  ["kms", "kms-keys"],
  ["sqs", "queues"],
  ["sns", "topics"],
  ["secretsmanager", "secrets"],
  ["dynamodb", "tables"],
  ["ecr", "repositories"],
  ["rds-db", "databases"],
]);
