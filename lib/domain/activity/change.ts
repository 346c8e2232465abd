/** Reads the records that change what is in force or what is watched. */
import type { ChangeFacts, ChangeKind, EventFacts } from "./record";
import { type JsonObject, member, objectOf, textAt } from "./values";

const LONGEST_DETAIL = 8_000;

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
  ["cloudtrail.amazonaws.com StopLogging", "trail-stopped"],
  ["cloudtrail.amazonaws.com StartLogging", "trail-started"],
  ["cloudtrail.amazonaws.com DeleteTrail", "trail-stopped"],
  ["cloudtrail.amazonaws.com CreateTrail", "trail-changed"],
  ["cloudtrail.amazonaws.com UpdateTrail", "trail-changed"],
  ["cloudtrail.amazonaws.com PutEventSelectors", "trail-changed"],
] satisfies [string, ChangeKind][]);

/** null for a call that changes nothing of the kind, and for one that failed. */
export function changeKind(event: EventFacts): ChangeKind | null {
  const { source } = event;
  if (source !== "eks.amazonaws.com" && source !== "iam.amazonaws.com" && source !== "cloudtrail.amazonaws.com")
    return null;
  return event.errorCode === null ? (KINDS.get(`${source} ${event.name}`) ?? null) : null;
}

export function readChange(record: JsonObject, kind: ChangeKind): ChangeFacts {
  const request = objectOf(member(record, "requestParameters"));
  const response = objectOf(member(record, "responseElements"));
  // EKS answers with the association as it is now; a request to delete names it by id alone.
  const association = objectOf(member(response, "association"));
  const either = (name: string) => textAt(association, name) ?? textAt(request, name);
  const isTrail = kind.startsWith("trail-");
  return {
    kind,
    subject: kind.startsWith("association-")
      ? (textAt(association, "associationId") ?? textAt(request, "associationId"))
      : isTrail
        ? (textAt(response, "trailARN") ?? textAt(request, "trailName") ?? textAt(request, "name"))
        : kind === "cluster-deleted"
          ? textAt(request, "name")
          : textAt(request, "roleName"),
    // EKS writes path parameters of its REST calls as `name`.
    clusterName:
      kind.startsWith("association-") || kind === "cluster-deleted"
        ? (either("clusterName") ?? textAt(request, "name"))
        : null,
    namespace: either("namespace"),
    serviceAccount: either("serviceAccount"),
    roleArn: either("roleArn") ?? textAt(objectOf(member(response, "role")), "arn"),
    targetRoleArn: either("targetRoleArn"),
    detail: isTrail ? detailOf(request) : null,
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
