/** The resource side of a snapshot: which policy stands on a resource, and whether that is known at all. */
import { parseArn } from "@/lib/domain/aws/arn";
import type { DocumentHash } from "./facts";
import type { AnyPart, Gap, PartFacts } from "./part";
import {
  type BucketFacts,
  type DatabaseFacts,
  PART_OF_SERVICE,
  type PublicAccessBlock,
  type ResourceFacts,
  type ResourcePolicyFacts,
  type S3AccountFacts,
} from "./resource-facts";

export type ResourcePolicyState =
  | { readonly state: "read"; readonly document: DocumentHash; readonly resource: ResourceFacts }
  /** There is none: the service said so, or has no resource-based policies (`resource` is then null). */
  | { readonly state: "none"; readonly resource: ResourceFacts | null }
  | { readonly state: "unread"; readonly why: UnreadReason; readonly gap: Gap | null };

/**
 * gap: asked for and not had (`gap` says why) · account-not-read: no reader there, or nobody knows whose it is ·
 * not-named: no grant of a binding's role names it, so it was not asked for · unsupported: resources of this kind have
 * policies that are not read · pattern: the ARN stands for many resources.
 */
export type UnreadReason = "gap" | "account-not-read" | "not-named" | "unsupported" | "pattern";

export interface ResourceSide {
  /** By the ARN that carries the policy; databases by their instance's or cluster's ARN. */
  readonly resources: ReadonlyMap<string, ResourceFacts>;
  /** By the resource id that `rds-db` ARNs hold ("db-…", "cluster-…"). */
  readonly databaseByResourceId: ReadonlyMap<string, DatabaseFacts>;
  /** By account id. */
  readonly s3Accounts: ReadonlyMap<string, S3AccountFacts>;
  /** The policy of a resource that an action is asked for: an object's bucket, an index's table, an alias's key. */
  resourcePolicyOf(resourceArn: string): ResourcePolicyState;
}

/**
 * Services whose resources can carry policies of their own. Source: IAM User Guide, "AWS services that work with IAM",
 * column "Resource-based policies", by IAM prefix. For any other service there is no such layer.
 */
const WITH_RESOURCE_POLICIES: ReadonlySet<string> = new Set(
  (
    "acm-pca apigateway backup bedrock bedrock-agentcore cassandra cloudtrail codeartifact codebuild dynamodb ecr ecr-public " +
    "elasticfilesystem es events execute-api glacier glue iam iot kafka kinesis kinesisvideo kms lambda lex logs " +
    "mediastore mediapackagev2 network-firewall organizations ram redshift-serverless refactor-spaces rekognition " +
    "resource-explorer-2 route53resolver s3 s3-object-lambda s3-outposts s3express s3tables schemas secretsmanager " +
    "serverlessrepo ses signer sns sqs ssm ssm-contacts ssm-incidents sts vpc-lattice xray"
  ).split(" "),
);

/** Of the services that are read here, the kinds of resources whose policies are. */
const READ_TYPES: Readonly<Record<string, RegExp>> = {
  kms: /^(key|alias)\//,
  secretsmanager: /^secret:/,
  dynamodb: /^table\//,
  ecr: /^repository\//,
};

export function buildResourceSide(
  parts: readonly AnyPart[],
  gaps: readonly Gap[],
  readAccounts: ReadonlySet<string>,
): ResourceSide {
  const resources = new Map<string, ResourceFacts>();
  const s3Accounts = new Map<string, S3AccountFacts>();
  const kinds: ReadonlySet<string> = new Set(PART_OF_SERVICE.values());
  for (const part of parts) {
    if (part.kind === "s3-account") s3Accounts.set(part.accountId, part.facts);
    else if (kinds.has(part.kind))
      for (const facts of part.facts as PartFacts["buckets"] | PartFacts["kms-keys"]) resources.set(facts.arn, facts);
  }
  const databaseByResourceId = new Map<string, DatabaseFacts>();
  const policies = new Map<string, { policy: ResourcePolicyFacts; resource: ResourceFacts }>();
  for (const resource of resources.values()) {
    if (resource.kind === "database") databaseByResourceId.set(resource.resourceId, resource);
    else policies.set(resource.arn, { policy: resource.policy, resource });
    if (resource.kind === "table" && resource.stream)
      policies.set(resource.stream.arn, { policy: resource.stream.policy, resource });
    if (resource.kind === "key")
      for (const alias of resource.aliases ?? [])
        policies.set(resource.arn.replace(/:key\/.*$/, `:${alias}`), { policy: resource.policy, resource });
  }
  const byService = new Map<string, Gap[]>();
  for (const gap of gaps) {
    const known = byService.get(gap.service);
    if (known) known.push(gap);
    else byService.set(gap.service, [gap]);
  }
  const unread = (why: UnreadReason, gap: Gap | null = null): ResourcePolicyState => ({ state: "unread", why, gap });

  const resourcePolicyOf = (resourceArn: string): ResourcePolicyState => {
    const arn = parseArn(resourceArn);
    if (arn === null) return resourceArn === "*" ? unread("pattern") : { state: "none", resource: null };
    if (!WITH_RESOURCE_POLICIES.has(arn.service)) return { state: "none", resource: null };
    if (!PART_OF_SERVICE.has(arn.service)) return unread("unsupported");
    const bearer = policyBearer(resourceArn);
    if (bearer === null) return unread("unsupported");
    if (/[*?]/.test(bearer)) return unread("pattern");
    const found = policies.get(bearer);
    const accountId = found?.resource.accountId ?? arn.accountId;
    if (found?.policy.state === "read")
      return { state: "read", document: found.policy.document, resource: found.resource };
    if (found?.policy.state === "none") return { state: "none", resource: found.resource };
    const gap = gapOf(byService.get(arn.service) ?? [], accountId, arn.region, bearer);
    if (gap) return unread("gap", gap);
    if (found) return unread("gap");
    // Whose bucket it is, its name does not tell.
    if (accountId === "" || !readAccounts.has(accountId)) return unread("account-not-read");
    return unread("not-named");
  };
  return { resources, databaseByResourceId, s3Accounts, resourcePolicyOf };
}

/**
 * The ARN that carries the policy which a request on `resourceArn` meets; null where policies of that kind of resource
 * are not read (an access point). Patterns stay patterns.
 */
export function policyBearer(resourceArn: string): string | null {
  const arn = parseArn(resourceArn);
  if (arn === null) return null;
  const { service, resource } = arn;
  const type = Object.hasOwn(READ_TYPES, service) ? READ_TYPES[service] : undefined;
  if (type !== undefined && !type.test(resource)) return null;
  const prefix = resourceArn.slice(0, resourceArn.length - resource.length);
  switch (service) {
    case "s3":
      return arn.accountId !== "" ? null : prefix + firstPart(resource, "/");
    case "sns":
      return prefix + firstPart(resource, ":");
    case "dynamodb": {
      const [type = "", name = "", below] = resource.split("/");
      return below === "stream" ? resourceArn : `${prefix}${type}/${name}`;
    }
    default:
      return resourceArn;
  }
}

function firstPart(text: string, separator: string): string {
  const at = text.indexOf(separator);
  return at < 0 ? text : text.slice(0, at);
}

/** What says why: about the resource itself, else about its region, else about the account. */
function gapOf(gaps: readonly Gap[], accountId: string, region: string, arn: string): Gap | null {
  let best: Gap | null = null;
  for (const gap of gaps) {
    if (gap.resource === arn) return gap;
    if (gap.resource !== null || gap.accountId !== accountId) continue;
    if (gap.region === null || gap.region === region) best ??= gap;
  }
  return best;
}

/**
 * Whether Block Public Access keeps everybody but the owner's account (and AWS services) from using a public bucket
 * policy. null = one of the two blocks was not read and the other does not decide.
 * Source: Amazon S3 User Guide, "Blocking public access": the most restrictive of bucket and account counts.
 */
export function restrictsPublicPolicies(bucket: BucketFacts, account: S3AccountFacts | undefined): boolean | null {
  const flag = (block: PublicAccessBlock | "none" | null | undefined) =>
    block === null || block === undefined ? null : block !== "none" && block.restrictPublicBuckets;
  const own = flag(bucket.publicAccessBlock);
  const whole = flag(account?.publicAccessBlock);
  if (own === true || whole === true) return true;
  return own === null || whole === null ? null : false;
}
