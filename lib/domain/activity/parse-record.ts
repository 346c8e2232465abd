/** One CloudTrail record, whatever its version and however it was written, as facts. Never throws. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { assumptionForm, mayBeAssumption, readAssumption } from "./assumption";
import { callerOf } from "./caller";
import { changeKind, mayBeChange, readChange } from "./change";
import { type RawRecord, raw } from "./raw-record";
import type { AssumptionFacts, CallerFacts, EventFacts, ParsedRecord } from "./record";
import { booleanOf, objectOf, textOf, timeOf } from "./values";

const KNOWN_IDENTITIES: ReadonlySet<string | null> = new Set([
  "Root",
  "IAMUser",
  "AssumedRole",
  "Role",
  "FederatedUser",
  "Directory",
  "AWSAccount",
  "AWSService",
  "IdentityCenterUser",
  "SAMLUser",
  "WebIdentityUser",
  "Unknown",
]);

/**
 * Whether records of such a call are calls and nothing more, so that all that is kept of them stands in members of their
 * own. Of the record besides, it takes a known caller, a version 1, and neither `digestS3Bucket` nor the type of an Insight.
 */
export function isPlainCall(source: string, name: string, category: string | null): boolean {
  return category !== "Insight" && !mayBeAssumption(source) && !mayBeChange(source, name);
}

/** Whether its records are counted as not recognised. */
export function isKnownCaller({ type }: CallerFacts): boolean {
  return KNOWN_IDENTITIES.has(type) || type === null;
}

/** `record` is what JSON.parse gave. */
export function parseRecord(record: unknown): ParsedRecord {
  const object = objectOf(record);
  if (object === null) return { kind: "unrecognised", why: "not-a-record" };
  const of: RawRecord = object;
  if (of.eventCategory === "Insight" || of.eventType === "AwsCloudTrailInsight")
    return { kind: "ignored", why: "insight" };
  if (typeof of.digestS3Bucket === "string") return { kind: "ignored", why: "digest" };
  const source = textOf(of.eventSource);
  const name = textOf(of.eventName);
  if (source === null || name === null) return { kind: "unrecognised", why: "not-a-record" };
  const time = timeOf(of.eventTime);
  if (time === null) return { kind: "unrecognised", why: "wrong-type" };
  const event: EventFacts = {
    eventId: textOf(of.eventID) ?? "",
    time,
    accountId: textOf(of.recipientAccountId),
    region: textOf(of.awsRegion),
    source,
    name,
    category: textOf(of.eventCategory),
    readOnly: booleanOf(of.readOnly),
    errorCode: textOf(of.errorCode),
    ip: textOf(of.sourceIPAddress),
    vpcEndpointId: textOf(of.vpcEndpointId),
    userAgent: textOf(of.userAgent),
    resource: firstResource(of.resources),
    caller: callerOf(of.userIdentity),
  };
  const form = assumptionForm(event);
  if (form !== null) {
    const assumption = readAssumption(object, event, form);
    return {
      kind: "assumption",
      event: inRolesAccount(event, assumption),
      assumption,
      odd: odd(event, of, assumption),
    };
  }
  const kind = changeKind(event);
  if (kind !== null)
    return { kind: "change", event, change: readChange(object, kind, event), odd: odd(event, of, null) };
  return { kind: "call", event, odd: odd(event, of, null) };
}

/** Without a recipient: who assumes with a token, or is EKS itself, is recorded in the account of the role. */
function inRolesAccount(event: EventFacts, { form, roleArn }: AssumptionFacts): EventFacts {
  if (event.accountId !== null || roleArn === null || (form !== "web-identity" && form !== "pod-identity"))
    return event;
  return { ...event, accountId: parseRoleArn(roleArn)?.accountId ?? null };
}

function firstResource(resources: unknown): string | null {
  if (!Array.isArray(resources) || resources.length === 0) return null;
  const first = raw<{ ARN?: unknown; arn?: unknown }>(resources[0]);
  return textOf(first.ARN) ?? textOf(first.arn);
}

/** What is not as it is known to be, in words that are the same for all of a kind; the record is kept all the same. */
function odd(
  event: EventFacts,
  record: RawRecord,
  assumption: { roleArn: string | null; outcome: string; form: string; issuedKey: string | null } | null,
): string | null {
  const version = textOf(record.eventVersion);
  if (version !== null && !version.startsWith("1.")) return `event version ${version.slice(0, 10)}`;
  if (!isKnownCaller(event.caller)) return `identity type ${event.caller.type?.slice(0, 40)}`;
  if (assumption && assumption.outcome === "success" && assumption.form !== "eks-auth") {
    if (assumption.roleArn === null) return `${event.name} without a role`;
    if (assumption.issuedKey === null) return `${event.name} without the issued key`;
  }
  return null;
}
