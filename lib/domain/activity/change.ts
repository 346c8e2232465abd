/** Reads the records that change what is in force or what is watched. */
import type { ChangeDetail, ChangeFacts, ChangeKind, EventFacts } from "./record";
import { type JsonObject, member, objectOf, textAt } from "./values";

const LONGEST_DETAIL = 8_000;
/** IAM takes 8,192 characters without spaces. */
const LONGEST_DOCUMENT = 20_000;

const KINDS: ReadonlyMap<string, ChangeKind> = new Map([
  ["eks.amazonaws.com CreatePodIdentityAssociation", "association-created"],
  ["eks.amazonaws.com UpdatePodIdentityAssociation", "association-updated"],
  ["eks.amazonaws.com DeletePodIdentityAssociation", "association-deleted"],
  ["eks.amazonaws.com DeleteCluster", "cluster-deleted"],
  ["iam.amazonaws.com CreateRole", "role-created"],
  ["iam.amazonaws.com DeleteRole", "role-deleted"],
  ["iam.amazonaws.com UpdateAssumeRolePolicy", "trust-changed"],
  ["iam.amazonaws.com PutRolePolicy", "policy-changed"],
  ["iam.amazonaws.com DeleteRolePolicy", "policy-changed"],
  ["iam.amazonaws.com AttachRolePolicy", "policy-changed"],
  ["iam.amazonaws.com DetachRolePolicy", "policy-changed"],
  ["iam.amazonaws.com PutRolePermissionsBoundary", "policy-changed"],
  ["iam.amazonaws.com DeleteRolePermissionsBoundary", "policy-changed"],
  ["iam.amazonaws.com TagRole", "role-tagged"],
  ["iam.amazonaws.com UntagRole", "role-tagged"],
  ["iam.amazonaws.com CreatePolicy", "managed-policy-changed"],
  ["iam.amazonaws.com DeletePolicy", "managed-policy-changed"],
  ["iam.amazonaws.com CreatePolicyVersion", "managed-policy-changed"],
  ["iam.amazonaws.com DeletePolicyVersion", "managed-policy-changed"],
  ["iam.amazonaws.com SetDefaultPolicyVersion", "managed-policy-changed"],
  ["iam.amazonaws.com CreateOpenIDConnectProvider", "provider-changed"],
  ["iam.amazonaws.com DeleteOpenIDConnectProvider", "provider-changed"],
  ["iam.amazonaws.com AddClientIDToOpenIDConnectProvider", "provider-changed"],
  ["iam.amazonaws.com RemoveClientIDFromOpenIDConnectProvider", "provider-changed"],
  ["organizations.amazonaws.com CreatePolicy", "organization-policy-changed"],
  ["organizations.amazonaws.com UpdatePolicy", "organization-policy-changed"],
  ["organizations.amazonaws.com DeletePolicy", "organization-policy-changed"],
  ["organizations.amazonaws.com AttachPolicy", "organization-policy-changed"],
  ["organizations.amazonaws.com DetachPolicy", "organization-policy-changed"],
  ["s3.amazonaws.com PutBucketPolicy", "resource-policy-changed"],
  ["s3.amazonaws.com DeleteBucketPolicy", "resource-policy-changed"],
  ["kms.amazonaws.com PutKeyPolicy", "resource-policy-changed"],
  ["sns.amazonaws.com SetTopicAttributes", "resource-policy-changed"],
  ["sqs.amazonaws.com SetQueueAttributes", "resource-policy-changed"],
  ["secretsmanager.amazonaws.com PutResourcePolicy", "resource-policy-changed"],
  ["secretsmanager.amazonaws.com DeleteResourcePolicy", "resource-policy-changed"],
  ["dynamodb.amazonaws.com PutResourcePolicy", "resource-policy-changed"],
  ["dynamodb.amazonaws.com DeleteResourcePolicy", "resource-policy-changed"],
  ["ecr.amazonaws.com SetRepositoryPolicy", "resource-policy-changed"],
  ["ecr.amazonaws.com DeleteRepositoryPolicy", "resource-policy-changed"],
  ["cloudtrail.amazonaws.com StopLogging", "trail-stopped"],
  ["cloudtrail.amazonaws.com StartLogging", "trail-started"],
  ["cloudtrail.amazonaws.com DeleteTrail", "trail-stopped"],
  ["cloudtrail.amazonaws.com CreateTrail", "trail-changed"],
  ["cloudtrail.amazonaws.com UpdateTrail", "trail-changed"],
  ["cloudtrail.amazonaws.com PutEventSelectors", "trail-changed"],
] satisfies [string, ChangeKind][]);

/** Most records are of none of these: they are told by their source alone. */
const SOURCES: ReadonlySet<string> = new Set([...KINDS.keys()].map((key) => key.slice(0, key.indexOf(" "))));

/** Every call that can be a change. */
export const changeEvents: readonly { readonly source: string; readonly name: string }[] = [...KINDS.keys()].map(
  (key) => ({ source: key.slice(0, key.indexOf(" ")), name: key.slice(key.indexOf(" ") + 1) }),
);

/** null for a call that changes nothing of the kind, and for one that failed. */
export function changeKind(event: EventFacts): ChangeKind | null {
  const { source } = event;
  // Reads of data are nearly all of what such services record.
  if (event.readOnly === true || !SOURCES.has(source)) return null;
  return event.errorCode === null ? (KINDS.get(`${source} ${event.name}`) ?? null) : null;
}

/** Whether some call of that name is a change: one that is recorded with an error, or as a read, is none. */
export function mayBeChange(source: string, name: string): boolean {
  return KINDS.has(`${source} ${name}`);
}

export function readChange(record: JsonObject, kind: ChangeKind, event: EventFacts): ChangeFacts {
  const request = objectOf(member(record, "requestParameters"));
  const response = objectOf(member(record, "responseElements"));
  // EKS answers with the association as it is now; a request to delete names it by id alone.
  const association = objectOf(member(response, "association"));
  const either = (name: string) => textAt(association, name) ?? textAt(request, name);
  const isTrail = kind.startsWith("trail-");
  return {
    kind,
    subject: subjectOf(kind, request, response, association, event),
    // EKS writes path parameters of its REST calls as `name`.
    clusterName:
      kind.startsWith("association-") || kind === "cluster-deleted"
        ? (either("clusterName") ?? textAt(request, "name"))
        : null,
    namespace: either("namespace"),
    serviceAccount: either("serviceAccount"),
    roleArn: either("roleArn") ?? textAt(objectOf(member(response, "role")), "arn"),
    targetRoleArn: either("targetRoleArn"),
    detail: isTrail ? detailOf(request) : JSON.stringify(callOf(kind, request, response, event)),
  };
}

function subjectOf(
  kind: ChangeKind,
  request: JsonObject | null,
  response: JsonObject | null,
  association: JsonObject | null,
  event: EventFacts,
): string | null {
  switch (kind) {
    case "association-created":
    case "association-updated":
    case "association-deleted":
      return textAt(association, "associationId") ?? textAt(request, "associationId");
    case "trail-stopped":
    case "trail-started":
    case "trail-changed":
      return textAt(response, "trailARN") ?? textAt(request, "trailName") ?? textAt(request, "name");
    case "cluster-deleted":
      return textAt(request, "name");
    case "managed-policy-changed":
      return textAt(request, "policyArn") ?? textAt(objectOf(member(response, "policy")), "arn");
    case "organization-policy-changed":
      return textAt(request, "policyId") ?? textAt(summaryOf(response), "id");
    case "provider-changed":
      return textAt(request, "openIDConnectProviderArn") ?? textAt(response, "openIDConnectProviderArn");
    case "resource-policy-changed":
      return resourceOf(request, event);
    default:
      return textAt(request, "roleName");
  }
}

/** `policy.policySummary` of what Organizations answers. */
function summaryOf(response: JsonObject | null): JsonObject | null {
  return objectOf(member(objectOf(member(response, "policy")), "policySummary"));
}

/** The ARN of the resource; of a queue its name, since a request has its address alone. */
function resourceOf(request: JsonObject | null, event: EventFacts): string | null {
  const bucket = textAt(request, "bucketName");
  if (bucket !== null) return `arn:aws:s3:::${bucket}`;
  const queue = textAt(request, "queueUrl");
  if (queue !== null) return queue.slice(queue.lastIndexOf("/") + 1);
  const named =
    textAt(request, "resourceArn") ??
    textAt(request, "topicArn") ??
    textAt(request, "secretId") ??
    textAt(request, "repositoryName") ??
    textAt(request, "keyId");
  return event.resource ?? named;
}

function callOf(
  kind: ChangeKind,
  request: JsonObject | null,
  response: JsonObject | null,
  event: EventFacts,
): ChangeDetail {
  const policyArn =
    textAt(request, "policyArn") ??
    textAt(request, "permissionsBoundary") ??
    textAt(objectOf(member(response, "policy")), "arn");
  const policyName = textAt(request, "policyName");
  const target = textAt(request, "targetId");
  // What a new role trusts is written under another name than what it trusts from now on.
  const document =
    kind === "trust-changed"
      ? member(request, "policyDocument")
      : kind === "role-created"
        ? member(request, "assumeRolePolicyDocument")
        : undefined;
  return {
    call: `${event.source.slice(0, event.source.indexOf("."))}:${event.name}`,
    ...(policyName === null ? {} : { policyName }),
    ...(policyArn === null ? {} : { policyArn }),
    ...(target === null ? {} : { target }),
    ...(typeof document === "string" && document.length <= LONGEST_DOCUMENT ? { document } : {}),
  };
}

function detailOf(request: JsonObject | null): string | null {
  if (request === null) return null;
  const kept: Record<string, unknown> = {};
  for (const name of ["eventSelectors", "advancedEventSelectors", "isMultiRegionTrail", "isOrganizationTrail"]) {
    const value = member(request, name);
    if (value !== undefined) kept[name] = value;
  }
  return JSON.stringify(kept).slice(0, LONGEST_DETAIL);
}
