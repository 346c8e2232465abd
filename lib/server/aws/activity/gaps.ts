/** What a source could not read, as a gap: who, where, which permission is missing, and what is not known because of it. */
import type { Gap } from "@/lib/domain/snapshot/part";
import type { CallFailure } from "@/lib/server/usecases/scan/ports";

interface Hidden {
  /** IAM action that the operation needs, where it is not its name. */
  readonly permission?: string;
  readonly consequence: string;
}

const HIDDEN: Readonly<Record<string, Hidden>> = {
  "sts:AssumeRole": { consequence: "Nothing that happened in this account was read from here." },
  "cloudtrail:LookupEvents": {
    consequence: "Roles that were assumed in this account and region are unknown as far as no log file tells of them.",
  },
  "cloudtrail:DescribeTrails": {
    consequence: "Which trails record this account is unknown, so whether something was watched cannot be said.",
  },
  "cloudtrail:GetTrailStatus": {
    consequence: "Whether the trail is recording is unknown, so that no use was seen proves nothing.",
  },
  "cloudtrail:GetEventSelectors": {
    consequence: "Which events the trail records is unknown, so that no use was seen proves nothing.",
  },
  "cloudtrail:ListPublicKeys": {
    consequence: "Whether digests are CloudTrail's own was not checked: only that log files are as the digests say.",
  },
  "s3:ListObjectsV2": {
    permission: "s3:ListBucket",
    consequence: "Log files in this part of the bucket are unknown: what happened there is not told.",
  },
  "s3:GetObject": { consequence: "What this log file tells is unknown." },
  "files:list": { consequence: "Log files in this folder are unknown: what happened there is not told." },
};

export interface GapPlace {
  readonly accountId: string;
  readonly region?: string | null;
  /** ARN or path. */
  readonly resource?: string | null;
}

/** null for what was cancelled, and for errors that are no failed calls: those are thrown on. */
export function gapOf(error: unknown, place: GapPlace, at: Date): Gap | null {
  if (!isCallFailure(error) || error.kind === "aborted") return null;
  const { service, operation, kind } = error;
  const name = `${service}:${operation}`;
  const hidden = Object.hasOwn(HIDDEN, name) ? HIDDEN[name] : undefined;
  return {
    accountId: place.accountId,
    region: place.region ?? null,
    clusterArn: null,
    service,
    operation,
    error: error.error,
    message: error.message,
    resource: place.resource ?? null,
    missingPermission: kind === "denied" && service !== "files" ? (hidden?.permission ?? name) : null,
    consequence: hidden?.consequence ?? `What ${operation} tells is unknown.`,
    at: at.toISOString(),
  };
}

export function isCallFailure(error: unknown): error is CallFailure {
  return (error as { code?: unknown } | null)?.code === "call-failed";
}
