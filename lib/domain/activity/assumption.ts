/** Reads the records that hand out credentials. */
import { clusterArn, partitionOfRegion } from "@/lib/domain/aws/arn";
import { SESSION_TAG_KEYS } from "@/lib/domain/identity/pod-identity-request";
import { instanceOf, roleOfSession } from "./caller";
import type { AssumptionFacts, AssumptionForm, EventFacts } from "./record";
import { expirationOf, type JsonObject, member, objectOf, textAt, textOf } from "./values";

const POD_IDENTITY = "pods.eks.amazonaws.com";

/** Which kind of assume event it is; null for any other. */
export function assumptionForm(event: EventFacts): AssumptionForm | null {
  const { name, caller } = event;
  const source = globalName(event.source);
  if (source === "eks-auth.amazonaws.com") return name === "AssumeRoleForPodIdentity" ? "eks-auth" : null;
  if (source !== "sts.amazonaws.com") return null;
  if (name === "AssumeRoleWithWebIdentity") return "web-identity";
  if (name === "AssumeRoleWithSAML" || name === "AssumeRoot") return "other";
  if (name !== "AssumeRole") return null;
  if (globalName(caller.invokedBy) !== POD_IDENTITY && globalName(event.ip) !== POD_IDENTITY) return "role";
  // The first hop is EKS's own call; the second is made with the credentials that the first one gave.
  return caller.type === "AssumedRole" || caller.type === "AWSAccount" ? "target-role" : "pod-identity";
}

/** Whether some call of that source may hand out credentials. */
export function mayBeAssumption(source: string): boolean {
  const name = globalName(source);
  return name === "sts.amazonaws.com" || name === "eks-auth.amazonaws.com";
}

/** Services are called the same in China, where their hosts end in another way. */
function globalName<T extends string | null>(host: T): T | string {
  return host?.endsWith(".amazonaws.com.cn") ? host.slice(0, -3) : host;
}

export function readAssumption(record: JsonObject, event: EventFacts, form: AssumptionForm): AssumptionFacts {
  const request = objectOf(member(record, "requestParameters"));
  const response = objectOf(member(record, "responseElements"));
  const credentials = objectOf(member(response, "credentials"));
  const user = objectOf(member(response, "assumedRoleUser"));
  const assumedRoleId = textAt(user, "assumedRoleId");
  const identity = objectOf(member(record, "userIdentity"));
  const tags = tagsOf(request);
  const errorMessage = textAt(record, "errorMessage");
  const clusterName = tags.get("eks-cluster-name") ?? (form === "eks-auth" ? textAt(request, "clusterName") : null);
  const tail = sessionTail(assumedRoleId);
  // Also a token that has expired or tags that are too large: no credentials were given, errorCode says why.
  const outcome = event.errorCode === null && errorMessage === null ? "success" : "denied";
  return {
    form,
    outcome,
    errorMessage,
    roleArn:
      textAt(request, "roleArn") ??
      roleResource(member(record, "resources")) ??
      roleInMessage(errorMessage) ??
      roleOfSession(textAt(user, "arn")),
    roleId: tail.roleId,
    sessionName: textAt(request, "roleSessionName") ?? tail.sessionName,
    issuedKey: textAt(credentials, "accessKeyId"),
    expiresAt:
      expirationOf(member(credentials, "expiration")) ?? (outcome === "success" ? asAsked(event, request) : null),
    clusterArn: tags.get("eks-cluster-arn") ?? clusterOf(event, form, clusterName),
    clusterName,
    namespace: tags.get("kubernetes-namespace") ?? null,
    serviceAccount: tags.get("kubernetes-service-account") ?? null,
    pod: tags.get("kubernetes-pod-name") ?? null,
    podUid: tags.get("kubernetes-pod-uid") ?? null,
    subject: form === "web-identity" ? subjectOf(identity, response) : null,
    provider: form === "web-identity" ? providerOf(identity, response) : null,
    node: form === "eks-auth" ? instanceOf(event.caller.sessionName) : null,
    callerKey: event.caller.accessKeyId,
    callerPrincipal:
      event.caller.roleId !== null && event.caller.sessionName !== null
        ? `${event.caller.roleId}:${event.caller.sessionName}`
        : null,
    sharedEventId: textAt(record, "sharedEventID"),
    packedPolicySize: percentOf(member(response, "packedPolicySize")),
  };
}

/** Until when credentials live that the response does not tell of: AssumeRole takes 15 minutes to 12 hours. */
function asAsked(event: EventFacts, request: JsonObject | null): number | null {
  const asked = member(request, "durationSeconds");
  const seconds = typeof asked === "string" ? Number(asked.slice(0, 6)) : asked;
  return typeof seconds === "number" && seconds >= 900 && seconds <= 43_200 ? event.time + seconds * 1_000 : null;
}

/**
 * Session tags by key: `tags` is a list of {key, value}, `incomingTransitiveTags` and `principalTags` are objects. Own
 * tags win over handed-on ones. Only those that EKS sets are looked at. A list that was written anew as an object, or
 * with the capitals of the API's own model, is read all the same.
 */
function tagsOf(request: JsonObject | null): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of ["principalTags", "incomingTransitiveTags", "tags"]) {
    const handed = objectOf(member(request, name));
    for (const key of KEYS) {
      const value = textAt(handed, key);
      if (value !== null) found.set(key, value);
    }
  }
  const list = member(request, "tags");
  if (!Array.isArray(list)) return found;
  for (const entry of list.slice(0, 100)) {
    const tag = objectOf(entry);
    const key = textAt(tag, "key") ?? textAt(tag, "Key");
    const value = textAt(tag, "value") ?? textAt(tag, "Value");
    if (key !== null && value !== null && KEYS.has(key)) found.set(key, value);
  }
  return found;
}

/** Athena gives numbers as text. Source: STS API Reference, AssumeRole, PackedPolicySize. */
function percentOf(value: unknown): number | null {
  const percent = typeof value === "string" ? Number(value.slice(0, 6)) : value;
  return typeof percent === "number" && percent >= 0 && percent <= 1_000 ? Math.round(percent) : null;
}

const KEYS: ReadonlySet<string> = new Set(SESSION_TAG_KEYS);

/** The agent calls EKS, and EKS calls STS, in the cluster's own account and region. */
function clusterOf(event: EventFacts, form: AssumptionForm, name: string | null): string | null {
  const account = form === "eks-auth" ? (event.caller.accountId ?? event.accountId) : event.accountId;
  if (form !== "eks-auth" && form !== "pod-identity") return null;
  if (name === null || account === null || event.region === null) return null;
  return clusterArn(partitionOfRegion(event.region), event.region, account, name);
}

/** A service account's subject holds colons, and so does the provider's ARN before it. */
const SUBJECT_IN_PRINCIPAL = ":system:serviceaccount:";

function subjectOf(identity: JsonObject | null, response: JsonObject | null): string | null {
  const named = textAt(identity, "userName") ?? textAt(response, "subjectFromWebIdentityToken");
  if (named !== null) return named;
  const principal = textAt(identity, "principalId");
  const at = principal?.lastIndexOf(SUBJECT_IN_PRINCIPAL) ?? -1;
  return principal === null || at < 0 ? null : principal.slice(at + 1);
}

/** Athena's table has no identityProvider: principalId is `PROVIDER-ARN:audience:subject`. */
function providerOf(identity: JsonObject | null, response: JsonObject | null): string | null {
  const named = textAt(identity, "identityProvider") ?? textAt(response, "provider");
  if (named !== null) return named;
  const principal = textAt(identity, "principalId");
  const subject = subjectOf(identity, response);
  if (principal === null || subject === null || !principal.endsWith(`:${subject}`)) return null;
  const rest = principal.slice(0, -subject.length - 1);
  const end = rest.lastIndexOf(":");
  return rest.startsWith("arn:") && end > 0 ? rest.slice(0, end) : null;
}

function roleResource(resources: unknown): string | null {
  if (!Array.isArray(resources)) return null;
  for (const entry of resources.slice(0, 20)) {
    const resource = objectOf(entry);
    const arn = textAt(resource, "ARN") ?? textAt(resource, "arn");
    if (arn?.includes(":role/")) return arn;
  }
  return null;
}

/** "User: … is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/x" */
function roleInMessage(message: string | null): string | null {
  const at = message?.indexOf("on resource: arn:") ?? -1;
  if (message === null || at < 0) return null;
  const arn = textOf(message.slice(at + 13).split(/[\s,"]/, 1)[0]);
  return arn?.includes(":role/") ? arn : null;
}

function sessionTail(assumedRoleId: string | null): { roleId: string | null; sessionName: string | null } {
  const colon = assumedRoleId?.indexOf(":") ?? -1;
  if (assumedRoleId === null || colon <= 0) return { roleId: null, sessionName: null };
  return { roleId: assumedRoleId.slice(0, colon), sessionName: assumedRoleId.slice(colon + 1) || null };
}
