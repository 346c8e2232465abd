/**
 * What EKS sends to STS for a Pod Identity association, key by key.
 * Sources: EKS User Guide "Grant Pods access to AWS resources based on tags" and "How EKS Pod Identity works"; IAM User
 * Guide "AWS global condition context keys"; recorded AssumeRole events. Where documentation is silent a key is unknown.
 */

import { absentFact, patternFact, unknownFact } from "@/lib/domain/policy";
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { AssociationFacts, ClusterFacts, OrganizationFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import type { ResolveContext } from "./context";
import { withoutToken } from "./issuer-keys";
import type { FactMap } from "./request-facts";

export const SESSION_TAG_KEYS = [
  "eks-cluster-arn",
  "eks-cluster-name",
  "kubernetes-namespace",
  "kubernetes-service-account",
  "kubernetes-pod-name",
  "kubernetes-pod-uid",
] as const;

export const POD_IDENTITY_SERVICE = "pods.eks.amazonaws.com";

/** Keys whose value no AWS page states: an answer that needs one of them says so. */
export const UNDOCUMENTED_KEYS = new Set(["aws:sourcearn"]);

export interface PodIdentitySubject {
  readonly clusterArn: string;
  readonly clusterName: string;
  readonly accountId: string;
  readonly region: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly tags: boolean;
}

export function subjectOf(
  association: AssociationFacts,
  cluster: Pick<ClusterFacts, "arn" | "name" | "accountId" | "region">,
): PodIdentitySubject {
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    accountId: cluster.accountId,
    region: cluster.region,
    namespace: association.namespace,
    serviceAccount: association.serviceAccount,
    tags: association.disableSessionTags !== true,
  };
}

/** Values of the six session tags; null = always sent, value unknown beforehand. */
export function sessionTags(subject: PodIdentitySubject): ReadonlyMap<string, string | null> {
  if (!subject.tags) return new Map();
  return new Map<string, string | null>([
    ["eks-cluster-arn", subject.clusterArn],
    ["eks-cluster-name", subject.clusterName],
    ["kubernetes-namespace", subject.namespace],
    ["kubernetes-service-account", subject.serviceAccount],
    ["kubernetes-pod-name", null],
    ["kubernetes-pod-uid", null],
  ]);
}

/**
 * What the service's call never has, in lower case: a service principal is no member of an account or organisation,
 * recorded calls carry no external id, and no session, so nothing that could have used a device.
 */
export const FIRST_HOP_ABSENT: ReadonlySet<string> = new Set(
  [
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalAccount",
    "sts:ExternalId",
    "sts:SourceIdentity",
    "aws:SourceIdentity",
    "aws:FederatedProvider",
    "aws:username",
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
  ].map((key) => key.toLowerCase()),
);

/** The request by which EKS assumes an association's role (first hop). Keys that are not listed are unknown, but for FIRST_HOP_ABSENT. */
export function firstHopFacts(context: ResolveContext, subject: PodIdentitySubject, role: RoleFacts): FactMap {
  const { estate } = context;
  const facts: FactMap = new Map();
  withoutToken(facts, context, role);
  tagFacts(facts, subject);
  facts.set("sts:RoleSessionName", patternFact(`eks-${subject.clusterName.slice(0, 10)}-*`));
  facts.set("aws:SourceArn", subject.clusterArn);
  facts.set("aws:SourceAccount", subject.accountId);
  facts.set("aws:PrincipalIsAWSService", "true");
  facts.set("aws:PrincipalServiceName", POD_IDENTITY_SERVICE);
  facts.set("aws:RequestedRegion", subject.region);
  facts.set("aws:PrincipalTag/*", absentFact);
  organizationFacts(facts, estate, "aws:Source", subject.accountId);
  roleFacts(facts, estate, role);
  return facts;
}

/** What every request to assume a role says of the role, the time and the way: STS has no endpoint without TLS. */
export function roleFacts(facts: FactMap, estate: Estate, role: RoleFacts): void {
  facts.set("aws:ResourceAccount", role.accountId);
  organizationFacts(facts, estate, "aws:Resource", role.accountId);
  const others = role.unread?.includes("details") ? unknownFact : absentFact;
  for (const prefix of ["aws:ResourceTag", "iam:ResourceTag"]) {
    facts.set(`${prefix}/*`, others);
    for (const [key, value] of Object.entries(role.tags)) facts.set(`${prefix}/${key}`, value);
  }
  facts.set("aws:SecureTransport", "true");
  timeFacts(facts, estate);
}

/** Session tags as request tags (first hop) or as tags that arrive with the session (second hop). */
export function tagFacts(facts: FactMap, subject: PodIdentitySubject): void {
  facts.set("aws:RequestTag/*", absentFact);
  if (!subject.tags) {
    facts.set("aws:TagKeys", absentFact);
    facts.set("sts:TransitiveTagKeys", absentFact);
    return;
  }
  for (const [key, value] of sessionTags(subject)) facts.set(`aws:RequestTag/${key}`, value ?? patternFact("*"));
  facts.set("aws:TagKeys", SESSION_TAG_KEYS);
  facts.set("sts:TransitiveTagKeys", SESSION_TAG_KEYS);
}

/** `prefix`OrgID and `prefix`OrgPaths of an account: known where the organisation was read and lists it. */
export function organizationFacts(
  facts: FactMap,
  estate: Estate,
  prefix: "aws:Source" | "aws:Resource" | "aws:Principal",
  accountId: string,
): void {
  const path = organizationPath(estate, accountId);
  if (path === null) {
    facts.set(`${prefix}OrgID`, unknownFact);
    facts.set(`${prefix}OrgPaths`, unknownFact);
    return;
  }
  facts.set(`${prefix}OrgID`, path.slice(0, path.indexOf("/")));
  facts.set(`${prefix}OrgPaths`, [path]);
}

/** "o-x/r-x/ou-x/" : the account's path as the condition keys carry it, without the account; null = not read. */
function organizationPath(estate: Estate, accountId: string): string | null {
  const path = memberPaths(estate)?.get(accountId) ?? estate.accounts.get(accountId)?.organizationPath ?? null;
  if (path !== null) return path.endsWith(`/${accountId}/`) ? path.slice(0, -accountId.length - 1) : path;
  return null;
}

const PATHS = new WeakMap<OrganizationFacts, ReadonlyMap<string, string | null>>();

/** Paths by account, indexed once for an organisation: they are asked for with every question. */
function memberPaths({ organization }: Estate): ReadonlyMap<string, string | null> | null {
  if (organization === null) return null;
  let paths = PATHS.get(organization);
  if (paths === undefined) {
    paths = new Map(organization.accounts.map(({ id, path }) => [id, path]));
    PATHS.set(organization, paths);
  }
  return paths;
}

/** A trust that ends on a date is judged as of the time of the scan. */
export function timeFacts(facts: FactMap, estate: Estate): void {
  const at = estate.meta.startedAt;
  facts.set("aws:CurrentTime", at);
  facts.set("aws:EpochTime", String(Math.floor(Date.parse(at) / 1000)));
}
