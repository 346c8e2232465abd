/**
 * What is known of every call that is made with the credentials of a binding: who calls, which tags its session carries,
 * which session policy limits it. Facts of the call itself (resource, network, time) are the asker's to add.
 *
 *     const credentials = credentialFacts(estate, binding);
 *     analyse({ caller: credentials.caller, context: toFacts(credentials.facts), … }, …)
 *
 * Sources: IAM User Guide, "AWS global condition context keys", "Passing session tags in AWS STS" and "Chaining roles with
 * session tags"; EKS User Guide, "Grant Pods access to AWS resources based on tags"; recorded calls of such sessions.
 */
import { oidcProviderArn, parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import { absentFact, type Caller, patternFact, sessionOf, unknownFact } from "@/lib/domain/policy";
import { type Estate, issuerKey } from "@/lib/domain/snapshot/estate";
import type { AssociationFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import { associationOf } from "./association-of";
import type { Binding } from "./binding";
import { organizationFacts, sessionTags, subjectOf } from "./pod-identity-request";
import type { FactMap } from "./request-facts";

export interface PrincipalTag {
  readonly key: string;
  /** null = always there, with a value that is not known beforehand (pod name and UID). */
  readonly value: string | null;
  /** A session tag stands before a role's tag of the same key, whatever the letter case. */
  readonly from: "role" | "session";
  /** Handed on to every role that is assumed with these credentials. */
  readonly transitive: boolean;
}

export type SessionPolicy =
  | { readonly kind: "none" }
  /** JSON text as the association holds it. */
  | { readonly kind: "policy"; readonly text: string }
  /** The association was not described: there may be one. */
  | { readonly kind: "unknown" };

export interface CredentialFacts {
  /** A session of the credential role; null where the binding names none (a static key, an undescribed association). */
  readonly caller: Caller | null;
  /** Context keys about the principal. A key that is not listed is unknown, not absent. */
  readonly facts: FactMap;
  readonly principalTags: readonly PrincipalTag[];
  /** False = the role was not read: it may have tags that are not listed. */
  readonly tagsComplete: boolean;
  readonly sessionPolicy: SessionPolicy;
  /** With wildcards, as `aws:userid` and the session's ARN carry it: "eks-prod-*", "i-*", "*". */
  readonly sessionName: string;
}

/** Facts of the calls that a pod makes with this binding's credentials. `found`: its association, where the caller has it. */
export function credentialFacts(
  estate: Estate,
  binding: Binding,
  found: AssociationFacts | null = associationOf(estate, binding.associationArn),
): CredentialFacts {
  const roleArn = binding.credentialRoleArn;
  const caller = sessionOf(roleArn, null);
  const association = binding.mechanism === "pod-identity" ? found : null;
  const sessionPolicy = sessionPolicyOf(binding, association);
  if (caller?.kind !== "session")
    return {
      caller: null,
      facts: new Map(),
      principalTags: [],
      tagsComplete: false,
      sessionPolicy,
      sessionName: "*",
    };
  const role = estate.roleByArn.get(roleArn) ?? null;
  const principalTags = tagsOf(estate, binding, association, role);
  const sessionName = sessionNameOf(estate, binding);
  const facts = sessionFacts(estate, { roleArn, accountId: caller.accountId, role, tags: principalTags, sessionName });
  facts.set("aws:FederatedProvider", federatedProvider(estate, binding, caller));
  instanceFacts(facts, estate, binding);
  return { caller, facts, principalTags, tagsComplete: areTagsComplete(role), sessionPolicy, sessionName };
}

/** What every session of a role brings into its calls, however it came about. `role` null = not read. */
export function sessionFacts(
  estate: Estate,
  session: {
    readonly roleArn: string;
    readonly accountId: string;
    readonly role: RoleFacts | null;
    readonly tags: readonly PrincipalTag[];
    readonly sessionName: string;
  },
): FactMap {
  const { role } = session;
  const facts: FactMap = new Map();
  facts.set("aws:PrincipalTag/*", areTagsComplete(role) ? absentFact : unknownFact);
  for (const tag of session.tags) facts.set(`aws:PrincipalTag/${tag.key}`, tag.value ?? patternFact("*"));
  facts.set("aws:PrincipalArn", session.roleArn);
  facts.set("aws:PrincipalAccount", session.accountId);
  // KMS's own name for it, which its AWS managed keys ask for.
  facts.set("kms:CallerAccount", session.accountId);
  facts.set("aws:PrincipalType", "AssumedRole");
  facts.set("aws:userid", patternFact(`${role?.roleId ?? "*"}:${session.sessionName}`));
  organizationFacts(facts, estate, "aws:Principal", session.accountId);
  facts.set("aws:PrincipalIsAWSService", "false");
  facts.set("aws:TokenIssueTime", patternFact("*"));
  // Recorded calls of such sessions carry mfaAuthenticated "false": no device stands behind a pod.
  facts.set("aws:MultiFactorAuthPresent", "false");
  for (const key of ABSENT) facts.set(key, absentFact);
  return facts;
}

function areTagsComplete(role: RoleFacts | null): boolean {
  return role !== null && !role.unread?.includes("details");
}

/**
 * The same credentials calling sts:AssumeRole or sts:TagSession: transitive tags arrive as request tags. A pod may add
 * tags of its own, so that other request tags are unknown. `chosenByEks`: the second hop of a target role, where no
 * other tags are sent.
 */
export function addChainedTagFacts(facts: FactMap, tags: readonly PrincipalTag[], chosenByEks: boolean): void {
  const handedOn = tags.filter((tag) => tag.transitive);
  facts.set("aws:RequestTag/*", chosenByEks ? absentFact : unknownFact);
  for (const tag of handedOn) facts.set(`aws:RequestTag/${tag.key}`, tag.value ?? patternFact("*"));
  const keys = handedOn.map((tag) => tag.key);
  for (const key of ["aws:TagKeys", "sts:TransitiveTagKeys"])
    facts.set(key, chosenByEks ? (keys.length > 0 ? keys : absentFact) : unknownFact);
}

/** The tags of a role's session: the role's own, overridden by those that came with the session. */
export function mergeTags(
  roleTags: Readonly<Record<string, string>>,
  session: ReadonlyMap<string, string | null>,
): readonly PrincipalTag[] {
  const merged = new Map<string, PrincipalTag>();
  for (const [key, value] of Object.entries(roleTags))
    merged.set(key.toLowerCase(), { key, value, from: "role", transitive: false });
  for (const [key, value] of session) merged.set(key.toLowerCase(), { key, value, from: "session", transitive: true });
  return [...merged.values()];
}

/** Keys of users, services and device owners, which a pod's session never has. */
const ABSENT = [
  "aws:username",
  "aws:SourceIdentity",
  "aws:PrincipalServiceName",
  "aws:PrincipalServiceNamesList",
  "aws:MultiFactorAuthAge",
  "aws:SourceArn",
  "aws:SourceAccount",
  "aws:SourceOrgID",
  "aws:SourceOrgPaths",
  "aws:AssumedRoot",
] as const;

function tagsOf(
  estate: Estate,
  binding: Binding,
  association: AssociationFacts | null,
  role: RoleFacts | null,
): readonly PrincipalTag[] {
  const cluster = binding.clusterArn === null ? undefined : estate.clusterByArn.get(binding.clusterArn);
  const sent = association && cluster ? sessionTags(subjectOf(association, cluster)) : new Map<string, null>();
  return mergeTags(role?.tags ?? {}, sent);
}

function sessionPolicyOf(binding: Binding, association: AssociationFacts | null): SessionPolicy {
  if (binding.mechanism !== "pod-identity") return { kind: "none" };
  if (!association?.described) return { kind: "unknown" };
  return association.policy === null ? { kind: "none" } : { kind: "policy", text: association.policy };
}

function sessionNameOf(estate: Estate, binding: Binding): string {
  if (binding.mechanism === "node-role") return "i-*";
  // EKS cuts the cluster's name to ten characters; the name of a second session is not documented.
  if (binding.mechanism !== "pod-identity" || binding.targetRoleArn !== null) return "*";
  const name = estate.clusterByArn.get(binding.clusterArn ?? "")?.name;
  return name === undefined ? "eks-*" : `eks-${name.slice(0, 10)}-*`;
}

/**
 * Set for as long as the session lives by AssumeRoleWithWebIdentity. The provider stands in the role's account. Whether
 * the token's own keys (ISSUER:sub) stay, too, AWS does not say for providers of EKS: they are unknown.
 */
function federatedProvider(estate: Estate, binding: Binding, caller: { partition: string; accountId: string }) {
  if (binding.mechanism !== "irsa") return absentFact;
  const issuer = binding.issuer ?? estate.clusterByArn.get(binding.clusterArn ?? "")?.oidcIssuer ?? null;
  return issuer === null ? patternFact("*") : oidcProviderArn(caller.partition, caller.accountId, issuerKey(issuer));
}

/** A node's role is delivered by EC2: its calls tell the instance. Other sessions have none of these keys. */
function instanceFacts(facts: FactMap, estate: Estate, binding: Binding): void {
  if (binding.mechanism !== "node-role") {
    for (const key of ["ec2:SourceInstanceARN", "ec2:RoleDelivery", "aws:Ec2InstanceSourceVpc"])
      facts.set(key, absentFact);
    facts.set("aws:Ec2InstanceSourcePrivateIPv4", absentFact);
    return;
  }
  const arn = parseArn(binding.clusterArn ?? "");
  const role = parseRoleArn(binding.roleArn);
  const cluster = estate.clusterByArn.get(binding.clusterArn ?? "");
  const place = `${cluster?.region ?? arn?.region ?? "*"}:${role?.accountId ?? "*"}`;
  facts.set("ec2:SourceInstanceARN", patternFact(`arn:${arn?.partition ?? "aws"}:ec2:${place}:instance/i-*`));
  facts.set("ec2:RoleDelivery", patternFact("?.0"));
  facts.set("aws:Ec2InstanceSourceVpc", patternFact("vpc-*"));
  facts.set("aws:Ec2InstanceSourcePrivateIPv4", patternFact("*"));
}
