/** LookupEvents: management events of ninety days, newest first, by one attribute. Source: CloudTrail API Reference. */
import type { HistoryEvent } from "../../history/event";
import type { LogStore } from "../../history/log-store";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";

const DAY_MS = 86_400_000;
const KEPT_DAYS = 90;
/** Events are there some minutes after they happened. */
const DELAY_MS = 3 * 60_000;
const KEYS = [
  "AccessKeyId",
  "EventId",
  "EventName",
  "EventSource",
  "ReadOnly",
  "ResourceName",
  "ResourceType",
  "Username",
];

interface Attribute {
  readonly key: string;
  readonly value: string;
}

interface Position {
  /** Start of the day, and how many of its events (newest first) have been gone through. */
  readonly day: number;
  readonly done: number;
}

export function lookupEvents(call: Call, logs: LogStore | null): string {
  const { parameters, account, region } = call;
  const size = parameters.integer("MaxResults") ?? 50;
  if (!(size >= 1 && size <= 50))
    throw new ServiceError("InvalidMaxResultsException", 400, "MaxResults must be between 1 and 50.");
  const attribute = attributeOf(call);
  const now = call.now * 1000;
  const start = Math.max((parameters.integer("StartTime") ?? 0) * 1000, now - KEPT_DAYS * DAY_MS);
  const end = Math.min((parameters.integer("EndTime") ?? call.now) * 1000, now - DELAY_MS);
  if ((parameters.integer("StartTime") ?? 0) > (parameters.integer("EndTime") ?? call.now))
    throw new ServiceError("InvalidTimeRangeException", 400, "StartTime is later than EndTime.");
  const listing = [
    account.id,
    region,
    parameters.integer("StartTime"),
    parameters.integer("EndTime"),
    attribute?.key,
    attribute?.value,
  ].join("|");
  const limit = call.pages.sizes?.LookupEvents ?? size;
  const token = parameters.text("NextToken");
  let position: Position =
    token === null ? { day: Math.floor(end / DAY_MS) * DAY_MS, done: 0 } : readToken(token, listing);
  const events: HistoryEvent[] = [];
  let next: Position | null = null;
  while (logs !== null && next === null && position.day + DAY_MS > Math.max(start, logs.history.from)) {
    const daily = logs.history.events(account.id, region, position.day);
    let { done } = position;
    for (; done < daily.length; done++) {
      const event = daily[daily.length - 1 - done];
      if (event === undefined || event.data !== null || event.time < start || event.time > end) continue;
      if (attribute !== null && !has(event, attribute)) continue;
      if (events.length === Math.min(limit, size)) {
        next = { day: position.day, done };
        break;
      }
      events.push(event);
    }
    position = { day: position.day - DAY_MS, done: 0 };
  }
  return JSON.stringify({
    Events: events.map(envelope),
    ...(next === null ? {} : { NextToken: writeToken(next, listing) }),
  });
}

/** The API takes a list, of one at most. */
function attributeOf(call: Call): Attribute | null {
  const given = call.parameters.objects("LookupAttributes");
  if (given.length === 0) return null;
  const [{ AttributeKey: key, AttributeValue: value } = {}] = given;
  if (given.length > 1 || typeof key !== "string" || typeof value !== "string" || !KEYS.includes(key))
    throw new ServiceError("InvalidLookupAttributesException", 400, "The lookup attributes are not valid.");
  return { key, value };
}

function has(event: HistoryEvent, { key, value }: Attribute): boolean {
  switch (key) {
    case "EventName":
      return event.name === value;
    case "EventSource":
      return event.source === value;
    case "EventId":
      return event.id === value;
    case "ReadOnly":
      return String(event.readOnly) === value;
    case "AccessKeyId":
      return accessKeyOf(event) === value;
    case "Username":
      return userNameOf(event) === value;
    case "ResourceName":
      return resourcesOf(event).some((resource) => resource.ResourceName === value);
    default:
      return resourcesOf(event).some((resource) => resource.ResourceType === value);
  }
}

function envelope(event: HistoryEvent): Record<string, unknown> {
  const accessKey = accessKeyOf(event);
  const userName = userNameOf(event);
  return {
    EventId: event.id,
    EventName: event.name,
    ReadOnly: String(event.readOnly),
    ...(accessKey === null ? {} : { AccessKeyId: accessKey }),
    EventTime: event.time / 1000,
    EventSource: event.source,
    ...(userName === null ? {} : { Username: userName }),
    Resources: resourcesOf(event),
    CloudTrailEvent: JSON.stringify(event.record),
  };
}

interface Identity {
  readonly accessKeyId?: string;
  readonly principalId?: string;
  readonly userName?: string;
}

function accessKeyOf(event: HistoryEvent): string | null {
  return (event.record.userIdentity as Identity).accessKeyId ?? null;
}

function userNameOf(event: HistoryEvent): string | null {
  const { accessKeyId, principalId, userName } = event.record.userIdentity as Identity;
  return accessKeyId === undefined ? (userName ?? null) : (principalId?.split(":")[1] ?? null);
}

function resourcesOf(event: HistoryEvent): { ResourceType: string; ResourceName: string }[] {
  const found: { ResourceType: string; ResourceName: string }[] = [];
  const { responseElements, requestParameters, resources } = event.record as {
    responseElements: {
      credentials?: { accessKeyId?: string };
      assumedRoleUser?: { arn: string; assumedRoleId: string };
    } | null;
    requestParameters: { clusterName?: string; roleSessionName?: string; name?: string } | null;
    resources?: readonly { type: string; ARN: string }[];
  };
  const add = (ResourceType: string, ResourceName: string | undefined) => {
    if (ResourceName !== undefined) found.push({ ResourceType, ResourceName });
  };
  add("AWS::IAM::AccessKey", responseElements?.credentials?.accessKeyId);
  add("AWS::STS::AssumedRole", responseElements?.assumedRoleUser?.arn);
  add("AWS::STS::AssumedRole", responseElements?.assumedRoleUser?.assumedRoleId);
  if (responseElements !== null) add("AWS::STS::AssumedRole", requestParameters?.roleSessionName);
  if (event.source.startsWith("eks"))
    add("AWS::EKS::Cluster", requestParameters?.clusterName ?? requestParameters?.name);
  for (const { type, ARN } of resources ?? []) add(type, ARN);
  return found;
}

function writeToken(position: Position, listing: string): string {
  return Buffer.from(JSON.stringify([listing, position.day, position.done]), "utf8").toString("base64");
}

function readToken(token: string, listing: string): Position {
  try {
    const [of, day, done] = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as [unknown, unknown, unknown];
    if (of === listing && typeof day === "number" && typeof done === "number") return { day, done };
  } catch {
    // Told below.
  }
  throw new ServiceError(
    "InvalidNextTokenException",
    400,
    "The next token is not valid, or belongs to another request.",
  );
}
