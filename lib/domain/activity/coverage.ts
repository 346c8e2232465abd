/**
 * What was watched: for each account, region and class of event, day by day. "None seen" means something only where this
 * says "recorded". Sources: CloudTrail User Guide, "Logging management events", "Logging data events", "Event history".
 */

export type WatchClass = "assume" | "management-write" | "management-read" | "data";
export type WatchedState = "recorded" | "partly" | "not-selected" | "stopped" | "unknown";

export const watchClasses: readonly WatchClass[] = ["assume", "management-write", "management-read", "data"];

/** A trail as far as it decides what is recorded. */
export interface WatchingTrail {
  readonly arn: string;
  readonly accountId: string;
  readonly homeRegion: string | null;
  readonly multiRegion: boolean;
  readonly organization: boolean;
  /** null = the status could not be read. */
  readonly logging: boolean | null;
  /** "2026-11-20", where known: when it was last started and stopped. */
  readonly startedDay: string | null;
  readonly stoppedDay: string | null;
  /** null = the selectors could not be read. */
  readonly management: "All" | "ReadOnly" | "WriteOnly" | "None" | null;
  /** Of sts.amazonaws.com is all that matters here. */
  readonly excludesSts: boolean;
  /** Spells without logging that were recorded: the day it was stopped and the day it was started again. */
  readonly spells: readonly { readonly from: string; readonly to: string }[];
  /** Day of the last change of its selectors; what they were before is not known. */
  readonly selectedSince: string | null;
  /** all: any data event of the types that it names · none · null = not read. */
  readonly data: "some" | "none" | null;
}

/** What is known of one account and region on one day. */
export interface WatchedDay {
  readonly day: string;
  /** Files of a trail were delivered for it and read. */
  readonly files: boolean;
  /**
   * No file, but others of the same trail's bucket were read that day: a trail delivers none where
   * nothing happened. Source: CloudTrail User Guide, "Getting and viewing your CloudTrail log files".
   */
  readonly quiet?: boolean;
  /** Windows of the event history that were read: assume events alone. */
  readonly history: boolean;
  /** The same of changes of associations, clusters and trails, and in the region of global services of roles. */
  readonly historyOfChanges?: boolean;
  /** Somebody stopped or altered a trail that day. */
  readonly disturbed: boolean;
  /** Events of the class were seen: whatever trails say, they were recorded. */
  readonly seen: ReadonlySet<WatchClass>;
}

export interface DayCoverage {
  readonly state: WatchedState;
  readonly sources: readonly string[];
  readonly because: string;
}

/** The state of one class on one day. `trails` are those that reach the account and region. */
export function coverageOf(kind: WatchClass, day: WatchedDay, trails: readonly WatchingTrail[]): DayCoverage {
  if (kind === "assume" && day.history)
    return {
      state: "recorded",
      sources: ["event history"],
      because: "CloudTrail's event history was read for assume events.",
    };
  if (!day.files && !day.quiet) return ofHistory(kind, day);
  if (trails.length === 0) return withoutTrails(kind, day);
  const then = trails.map((trail) => asOf(trail, day.day));
  const selecting = then.filter((trail) => selects(trail, kind) === true);
  if (selecting.length === 0) {
    if (then.some((trail) => selects(trail, kind) === null)) return withoutTrails(kind, day);
    return { state: "not-selected", sources: trails.map(({ arn }) => arn), because: leftOut(kind) };
  }
  const running = selecting.filter((trail) => ranOn(trail, day.day));
  const sources = (running.length > 0 ? running : selecting).map(({ arn }) => arn);
  if (running.length === 0) return { state: "stopped", sources, because: "The trail was not logging that day." };
  if (day.disturbed) return { state: "partly", sources, because: "A trail was stopped, started or altered that day." };
  if (kind === "data")
    return {
      state: "partly",
      sources,
      because: "The trail records data events of the resources that its selectors name.",
    };
  const because = day.files
    ? "The trail records this class, and its files of the day were read."
    : "The trail records this class and delivered files elsewhere that day; it delivers none where nothing happened.";
  return { state: "recorded", sources, because };
}

/** What the event history was asked for is all that was read. */
function ofHistory(kind: WatchClass, { history, historyOfChanges = false }: WatchedDay): DayCoverage {
  if (kind === "management-write" && historyOfChanges)
    return {
      state: "partly",
      sources: ["event history"],
      because:
        "CloudTrail's event history was read for changes of associations, clusters and trails (of roles where global services record); other writes were not.",
    };
  const read = [history ? "assume events" : "", historyOfChanges ? "changes of bindings" : ""].filter(Boolean);
  return {
    state: "unknown",
    sources: [],
    because:
      read.length > 0
        ? `Only ${read.join(" and ")} were read of the event history; this class was not.`
        : "Nothing was read of this account and region for the day.",
  };
}

/** Files are there, and nothing says what their trail selects: what was seen of a class shows that it was recorded. */
function withoutTrails(kind: WatchClass, day: WatchedDay): DayCoverage {
  if (!day.seen.has(kind))
    return {
      state: "unknown",
      sources: ["files"],
      because: "Files were read; what their trail selects is not known, and none of this class is in them.",
    };
  return {
    state: kind === "data" ? "partly" : "recorded",
    sources: ["files"],
    because: "Files were read, and events of this class are in them; what their trail selects is not known.",
  };
}

/** Selectors are those of today: before they were changed they are not known. */
function asOf(trail: WatchingTrail, day: string): WatchingTrail {
  return trail.selectedSince !== null && day < trail.selectedSince ? { ...trail, management: null, data: null } : trail;
}

/** null = not known. */
function selects(trail: WatchingTrail, kind: WatchClass): boolean | null {
  if (kind === "data") return trail.data === null ? null : trail.data === "some";
  if (trail.management === null) return null;
  if (kind === "management-write") return trail.management === "All" || trail.management === "WriteOnly";
  // Assume events are read-only: a trail of writes alone has none of them.
  const reads = trail.management === "All" || trail.management === "ReadOnly";
  return reads && (kind !== "assume" || !trail.excludesSts);
}

function leftOut(kind: WatchClass): string {
  if (kind === "assume")
    return "The trail leaves these out: assume events are read-only management events, and it does not record those.";
  return kind === "data" ? "The trail records no data events." : "The trail's selectors leave this class out.";
}

function ranOn(trail: WatchingTrail, day: string): boolean {
  const { logging, startedDay, stoppedDay, spells } = trail;
  if (spells.some(({ from, to }) => day > from && day < to)) return false;
  // Before its last start it may have run as well: only a recorded stop says that it did not.
  if (logging === true && startedDay !== null && day < startedDay && spells.length > 0) return true;
  if (logging === true) return startedDay === null || startedDay <= day || (stoppedDay !== null && day <= stoppedDay);
  // Stopped now, or not known: up to the day on which it stopped.
  return logging === null || (stoppedDay !== null && day <= stoppedDay);
}

/** Does the trail reach events of the account in the region? */
export function reaches(trail: WatchingTrail, accountId: string, region: string): boolean {
  if (!trail.organization && trail.accountId !== accountId) return false;
  return trail.multiRegion || trail.homeRegion === region;
}

export interface NeverRecorded {
  readonly action: string;
  readonly because: string;
}

/** IAM actions that leave no event of their own, so that nothing can be said of their use. */
export const neverRecorded: readonly NeverRecorded[] = [
  {
    action: "rds-db:connect",
    because: "Signing in to a database with IAM is checked by the database: CloudTrail has no event for it.",
  },
  {
    action: "iam:PassRole",
    because: "It is a permission, not a call: the call that the role is passed to is what is recorded.",
  },
  { action: "sts:TagSession", because: "It is checked as part of AssumeRole, which is what is recorded." },
  { action: "sts:SetSourceIdentity", because: "It is checked as part of AssumeRole, which is what is recorded." },
  { action: "sts:GetServiceBearerToken", because: "It is a permission that other services check while they answer." },
  { action: "kafka-cluster:*", because: "Access to topics is checked by the brokers: CloudTrail has no event for it." },
  {
    action: "elasticfilesystem:ClientMount",
    because: "Mounting is checked by the file system; CloudTrail records it only as a network event of EFS.",
  },
  { action: "elasticfilesystem:ClientWrite", because: "Writing is done over NFS: CloudTrail has no event for it." },
  { action: "elasticfilesystem:ClientRootAccess", because: "Access is over NFS: CloudTrail has no event for it." },
  { action: "aps:RemoteWrite", because: "Data of Prometheus workspaces is not recorded by CloudTrail." },
  { action: "aps:QueryMetrics", because: "Data of Prometheus workspaces is not recorded by CloudTrail." },
  { action: "neptune-db:*", because: "Queries are checked by the database: they are in its own audit log alone." },
  {
    action: "execute-api:*",
    because: "Calls of a deployed API are in its own access log: CloudTrail records management of APIs alone.",
  },
  ...[
    ["GetObject", "GetObjectVersion"],
    ["GetObjectAcl", "GetObjectVersionAcl"],
    ["GetObjectTagging", "GetObjectVersionTagging"],
    ["GetObjectAttributes", "GetObjectVersionAttributes"],
    ["DeleteObject", "DeleteObjectVersion"],
    ["PutObjectAcl", "PutObjectVersionAcl"],
    ["PutObjectTagging", "PutObjectVersionTagging"],
    ["DeleteObjectTagging", "DeleteObjectVersionTagging"],
  ].map(([call, action]) => ({
    action: `s3:${action}`,
    because: `It is checked where ${call} names a version: the event is called ${call} in both cases.`,
  })),
  ...["BypassGovernanceRetention", "ReplicateObject", "ReplicateDelete", "ReplicateTags"].map((name) => ({
    action: `s3:${name}`,
    because: "It is a permission, not a call: what it is checked for is recorded under another name, or by S3 itself.",
  })),
  ...["Delete", "Get", "Head", "Patch", "Post", "Put"].map((method) => ({
    action: `es:ESHttp${method}`,
    because: "Requests to a domain are answered by it: CloudTrail records the configuration of domains alone.",
  })),
  { action: "elasticache:Connect", because: "Signing in is checked by the cache: CloudTrail has no event for it." },
  { action: "memorydb:Connect", because: "Signing in is checked by the database: CloudTrail has no event for it." },
  { action: "logs:PutLogEvents", because: "Writing of log events is not recorded by CloudTrail." },
  {
    action: "dax:*",
    because: "Calls to an accelerator are answered by it: CloudTrail records management of clusters alone.",
  },
];

const exact = new Map(neverRecorded.map((each) => [each.action.toLowerCase(), each]));

/** null where events of the action are recorded by a trail that selects them. */
export function isNeverRecorded(action: string): NeverRecorded | null {
  const name = action.toLowerCase();
  return exact.get(name) ?? exact.get(`${name.slice(0, name.indexOf(":"))}:*`) ?? null;
}
