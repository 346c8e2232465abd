/** One CloudTrail record, whatever its version and however it was written, as facts. Never throws. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { assumptionForm, readAssumption } from "./assumption";
import { callerOf } from "./caller";
import { changeKind, readChange } from "./change";
import type { AssumptionFacts, EventFacts, ParsedRecord } from "./record";
import { booleanAt, member, objectOf, textAt, textOf, timeOf } from "./values";

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

/** `record` is what JSON.parse gave. */
export function parseRecord(record: unknown): ParsedRecord {
  const object = objectOf(record);
  if (object === null) return { kind: "unrecognised", why: "not-a-record" };
  const source = textAt(object, "eventSource");
  const name = textAt(object, "eventName");
  if (textAt(object, "eventCategory") === "Insight" || textAt(object, "eventType") === "AwsCloudTrailInsight")
    return { kind: "ignored", why: "insight" };
  if (textAt(object, "digestS3Bucket") !== null) return { kind: "ignored", why: "digest" };
  if (source === null || name === null) return { kind: "unrecognised", why: "not-a-record" };
  const time = timeOf(member(object, "eventTime"));
  if (time === null) return { kind: "unrecognised", why: "wrong-type" };
  const caller = callerOf(objectOf(member(object, "userIdentity")));
  const event: EventFacts = {
    eventId: textAt(object, "eventID") ?? "",
    time,
    accountId: textAt(object, "recipientAccountId"),
    region: textAt(object, "awsRegion"),
    source,
    name,
    category: textAt(object, "eventCategory"),
    readOnly: booleanAt(object, "readOnly"),
    errorCode: textAt(object, "errorCode"),
    ip: textAt(object, "sourceIPAddress"),
    vpcEndpointId: textAt(object, "vpcEndpointId"),
    userAgent: textAt(object, "userAgent"),
    resource: firstResource(member(object, "resources")),
    caller,
  };
  const form = assumptionForm(event);
  if (form !== null) {
    const assumption = readAssumption(object, event, form);
    return {
      kind: "assumption",
      event: inRolesAccount(event, assumption),
      assumption,
      odd: odd(event, object, assumption),
    };
  }
  const kind = changeKind(event);
  if (kind !== null) return { kind: "change", event, change: readChange(object, kind), odd: odd(event, object, null) };
  return { kind: "call", event, odd: odd(event, object, null) };
}

/** Without a recipient: who assumes with a token, or is EKS itself, is recorded in the account of the role. */
function inRolesAccount(event: EventFacts, { form, roleArn }: AssumptionFacts): EventFacts {
  if (event.accountId !== null || roleArn === null || (form !== "web-identity" && form !== "pod-identity"))
    return event;
  return { ...event, accountId: parseRoleArn(roleArn)?.accountId ?? null };
}

function firstResource(resources: unknown): string | null {
  if (!Array.isArray(resources)) return null;
  const first = objectOf(resources[0]);
  return textOf(member(first, "ARN")) ?? textOf(member(first, "arn"));
}

/** What is not as it is known to be, in words that are the same for all of a kind; the record is kept all the same. */
function odd(
  event: EventFacts,
  record: Parameters<typeof textAt>[0],
  assumption: { roleArn: string | null; outcome: string; form: string; issuedKey: string | null } | null,
): string | null {
  const version = textAt(record, "eventVersion");
  if (version !== null && !version.startsWith("1.")) return `event version ${version.slice(0, 10)}`;
  if (!KNOWN_IDENTITIES.has(event.caller.type) && event.caller.type !== null)
    return `identity type ${event.caller.type.slice(0, 40)}`;
  if (assumption && assumption.outcome === "success" && assumption.form !== "eks-auth") {
    if (assumption.roleArn === null) return `${event.name} without a role`;
    if (assumption.issuedKey === null) return `${event.name} without the issued key`;
  }
  return null;
}
