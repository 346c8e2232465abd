/**
 * What CloudTrail recorded, as pages see it. All times are ISO 8601 UTC; `from` is inclusive, `to` exclusive.
 *
 *   GET /api/activity/timeline               ActivityTimeline      activityTimelineQuery
 *   GET /api/activity/assumptions            AssumptionsPage       assumptionsQuery (keyset: pass `next` as `before`)
 *   GET /api/activity/assumptions/EVENT-ID   AssumptionDetail
 *   GET /api/activity/records/EVENT-ID       RecordPlace           of any event that is kept
 *   GET /api/activity/sessions               SessionsAnswer        sessionsQuery
 *   GET /api/activity/sessions/SESSION-ID    SessionStory          sessionStoryQuery
 *   GET /api/activity/last-used              LastUsedAnswer        lastUsedQuery
 *   GET /api/activity/usage                  UsageAnswer           usageQuery
 *   GET /api/activity/coverage               ActivityCoverage      activityCoverageQuery
 *   GET /api/activity/ingest                 IngestProgress (404 no-scan where nothing was ingested in this process)
 *   POST /api/activity/ingest → 202 IngestProgress (409 scan-running where one runs; 409 not-configured without sources)
 *   GET /api/activity/ingest/events          server-sent events: `event: progress`, data is an IngestProgress
 */
import { z } from "zod";
import type { DigestRow } from "@/lib/domain/activity/digest";
import type { RecordPlace } from "@/lib/domain/activity/record-place";
import type { UnexpectedKind } from "@/lib/domain/activity/unexpected/facts";
import { listParam, textParam } from "./common";

/** How the credentials were had. null elsewhere = neither is known (a person, another service). */
export type ActivityMechanism = "pod-identity" | "irsa" | "node-role";
export type AssumptionOutcome = "success" | "denied";
/** tags and oidc-subject are recorded, the next three inferred. */
export type Confidence = "tags" | "oidc-subject" | "issued-key" | "session-name" | "role-only" | "none";
export type Attribution = "recorded" | "inferred" | "none";

export const activityMechanisms = ["pod-identity", "irsa", "node-role"] as const;
export const assumptionOutcomes = ["success", "denied"] as const;
export const confidences = ["tags", "oidc-subject", "issued-key", "session-name", "role-only", "none"] as const;

const time = z.iso.datetime({ offset: true });
const listOf = <const T extends readonly [string, ...string[]]>(values: T) => listParam.pipe(z.array(z.enum(values)));

/** Also the query string of the page /activity. Empty lists = everything. */
export const activityFilter = z.object({
  /** Default: seven days before `to`. */
  from: time.optional(),
  /** Default: now. */
  to: time.optional(),
  account: listParam,
  region: listParam,
  /** Cluster ARNs or names. */
  cluster: listParam,
  namespace: listParam,
  serviceAccount: listParam,
  /** Ids of workloads: `clusterArn|namespace|serviceAccount`. */
  workload: listParam,
  /** Role ARNs: the role that was assumed. */
  role: listParam,
  pod: listParam,
  node: listParam,
  mechanism: listOf(activityMechanisms),
  outcome: listOf(assumptionOutcomes),
  confidence: listOf(confidences),
  /** no (default): only what concerns workloads and the roles of bindings; yes: every assumed role of the trail. */
  unrelated: z.enum(["yes", "no"]).default("no"),
  /** Part of a role, session name, pod, service account or access key id. */
  q: textParam,
});
export type ActivityFilter = z.infer<typeof activityFilter>;

export const activityTimelineQuery = activityFilter.extend({
  /** At most this many buckets; their width is the next round one (1 min … 1 week). */
  buckets: z.coerce.number().int().min(1).max(1_000).default(120),
});
export type ActivityTimelineQuery = z.infer<typeof activityTimelineQuery>;

export interface TimelineBucket {
  readonly start: string;
  /** By mechanism; `other` = neither is known. */
  readonly success: TimelineCounts;
  readonly denied: TimelineCounts;
}
export interface TimelineCounts {
  readonly podIdentity: number;
  readonly irsa: number;
  readonly nodeRole: number;
  readonly other: number;
}
export interface ActivityTimeline {
  readonly from: string;
  readonly to: string;
  readonly bucketSeconds: number;
  /** In order of time, those without any event left out. */
  readonly buckets: readonly TimelineBucket[];
  readonly total: number;
  /** Oldest and newest event in the store, whatever the filter; null = nothing was ingested. */
  readonly oldest: string | null;
  readonly newest: string | null;
  /** Grows with each commit that added events: fetch again when it has changed. */
  readonly version: number;
}

export const assumptionsQuery = activityFilter.extend({
  /** `next` of the page before. */
  before: z
    .string()
    .regex(/^\d{1,17}_[0-9a-f]{32}_\d{0,12}$/, "expected the `next` of an earlier page")
    .optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});
export type AssumptionsQuery = z.infer<typeof assumptionsQuery>;

/** The workload of an attribution; fields are null where neither record nor inference tells. */
export interface ActivityWorkload {
  /** `clusterArn|namespace|serviceAccount`, the issuer for a cluster outside the scope; null where one of them is not known. */
  readonly id: string | null;
  readonly clusterArn: string | null;
  readonly clusterName: string | null;
  /** OIDC issuer without scheme, where the record named it. */
  readonly issuer: string | null;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
}

export interface AssumptionRow {
  readonly eventId: string;
  readonly time: string;
  readonly accountId: string;
  readonly region: string;
  readonly mechanism: ActivityMechanism | null;
  readonly outcome: AssumptionOutcome;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  readonly workload: ActivityWorkload;
  readonly pod: string | null;
  readonly podUid: string | null;
  /** EC2 instance id of the node, where a record of the same moment names it alone. */
  readonly node: string | null;
  /** null where the record does not tell it: a denial of Pod Identity names neither role nor service account. */
  readonly roleArn: string | null;
  readonly roleId: string | null;
  /** The role that a Pod Identity association went on to from this one, where that hop was recorded. */
  readonly targetRoleArn: string | null;
  readonly sessionName: string | null;
  /** The key that was issued; the id is no secret. */
  readonly accessKeyId: string | null;
  readonly expiresAt: string | null;
  readonly attribution: Attribution;
  readonly confidence: Confidence;
  /** Where the call came from: an address, or the name of an AWS service. */
  readonly sourceIp: string | null;
  /** Of the session that this assumption began; null where nothing was done with it (or it was denied). */
  readonly sessionId: string | null;
  /** Of the session that made the call, for a chain. */
  readonly parentSessionId: string | null;
}

export interface AssumptionsPage {
  readonly rows: readonly AssumptionRow[];
  /** null = this was the last page. */
  readonly next: string | null;
  /** Of the whole filter; counted with the first page only (else null). */
  readonly matched: number | null;
  readonly version: number;
}

/** What was in force at a time, and how far that is known. */
export interface InForce {
  /** The snapshot that it was read from; null = there is none. */
  readonly snapshotId: string | null;
  readonly snapshotAt: string | null;
  /** before: the last snapshot not after the time · after: the first one behind it (none is older) · none. */
  readonly basis: "before" | "after" | "none";
  /** Recorded changes between the snapshot and the time, which were applied. */
  readonly changesApplied: number;
  /** What keeps it from being certain, one sentence each. */
  readonly limits: readonly string[];
}

/** What the role's trust policy meant for one assumption: at its time, and as last known. */
export interface TrustInForce {
  readonly roleArn: string;
  /** stands: then as now · former: then, and no more · later: not then, but now · never · unknown. */
  readonly standing: "stands" | "former" | "later" | "never" | "unknown";
  readonly text: string;
  /** The one in force then, JSON text; null where it is not known for certain. */
  readonly document: string | null;
  /** What it is known from: the change that made it or the first snapshot that saw it, and what shows another. */
  readonly since: TrustMoment | null;
  readonly until: TrustMoment | null;
}
export interface TrustMoment {
  readonly at: string;
  /** Of a recorded change. */
  readonly eventId: string | null;
  readonly actor: string | null;
  readonly snapshotId: string | null;
}

/** A binding that could explain what the record does not tell. */
export interface BindingCandidate {
  readonly bindingId: string;
  readonly mechanism: ActivityMechanism;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
  readonly associationArn: string | null;
  readonly roleArn: string;
  readonly targetRoleArn: string | null;
  readonly verdict: "allowed" | "conditional" | "denied" | "unknown";
  /** Whether one of its pods was on the node that the record names. */
  readonly onNode: "yes" | "no" | "unknown";
  /** What speaks for it, or against. */
  readonly because: string;
}

export interface AssumptionDetail {
  readonly row: AssumptionRow;
  readonly userAgent: string | null;
  /** Where the record is, and text that fetches it. */
  readonly record: RecordPlace;
  /** How the attribution was made, one sentence each, in order. */
  readonly steps: readonly string[];
  /** Assumptions before (towards the pod) and behind this one. */
  readonly chain: readonly AssumptionRow[];
  /** The same assumption as the other account recorded it: its event id. */
  readonly twinEventIds: readonly string[];
  /** For a denial that does not name its role: bindings that could explain it. Most likely first. */
  readonly candidates: readonly BindingCandidate[];
  readonly inForce: InForce;
  /** null = the record names no role, or not who called. */
  readonly trust: TrustInForce | null;
}

export const sessionsQuery = z.object({
  workload: z.string().max(1_024).optional(),
  role: z.string().max(2_048).optional(),
  /** yes: only sessions whose credentials have not expired. */
  live: z.enum(["yes", "no"]).default("no"),
  from: time.optional(),
  to: time.optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});
export type SessionsQuery = z.infer<typeof sessionsQuery>;

export interface SessionRow {
  readonly id: string;
  readonly accessKeyId: string | null;
  readonly roleArn: string | null;
  readonly roleId: string | null;
  readonly sessionName: string | null;
  readonly accountId: string;
  readonly mechanism: ActivityMechanism | null;
  readonly workload: ActivityWorkload;
  readonly pod: string | null;
  readonly node: string | null;
  readonly attribution: Attribution;
  readonly confidence: Confidence;
  readonly startedAt: string | null;
  /** From the record; `assumed` where it had to be taken from the mechanism's longest duration. */
  readonly expiresAt: string | null;
  readonly expiryAssumed: boolean;
  readonly firstCall: string | null;
  readonly lastCall: string | null;
  readonly calls: number;
  readonly denied: number;
}
export interface SessionsAnswer {
  readonly rows: readonly SessionRow[];
  readonly more: boolean;
}

export const sessionStoryQuery = z.object({
  before: z
    .string()
    .regex(/^\d{1,17}_[0-9a-f]{32}_\d{0,12}$/, "expected the `next` of an earlier page")
    .optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(200),
});

export interface CallRow {
  readonly eventId: string;
  readonly time: string;
  readonly accountId: string;
  readonly region: string;
  /** "s3.amazonaws.com", "GetObject". */
  readonly eventSource: string;
  readonly eventName: string;
  /** "s3:GetObject", with IAM's name where the event has another; null = no IAM action is known for it. */
  readonly action: string | null;
  readonly readOnly: boolean | null;
  readonly errorCode: string | null;
  readonly denied: boolean;
  readonly resource: string | null;
  readonly sourceIp: string | null;
  readonly vpcEndpointId: string | null;
  readonly userAgent: string | null;
  /** The AWS service that made the call with this session ("cloudformation.amazonaws.com"); null = the caller itself. */
  readonly invokedBy: string | null;
}

/** One session, from its assumption to its end. */
export interface SessionStory {
  readonly session: SessionRow;
  /** From the pod's own credentials to this session; the last is what began it. Empty where it was not recorded. */
  readonly assumedBy: readonly AssumptionRow[];
  /** Sessions that were begun with this one's credentials. */
  readonly chainedTo: readonly AssumptionRow[];
  /** Newest first. */
  readonly calls: readonly CallRow[];
  readonly next: string | null;
  readonly byAction: readonly UsageRow[];
  readonly addresses: readonly { readonly ip: string; readonly calls: number; readonly last: string }[];
  /** What of it was not watched, one sentence each. */
  readonly limits: readonly string[];
}

export const askedCallsBody = z.object({
  /** The earliest call that is known; the answer goes on before it. */
  before: z.object({ time: z.iso.datetime(), eventId: z.string().max(200) }).optional(),
});

/** Calls of one session as its source has them just now: of POST /api/activity/sessions/ID/calls. Nothing is kept. */
export interface AskedCalls {
  /** null = it cannot be asked for; `because` says why. */
  readonly source: "athena" | "lookup-events" | null;
  readonly because: string;
  /** Newest first. */
  readonly rows: readonly CallRow[];
  readonly more: boolean;
  /** Of Athena alone. Bytes; null limit = the workgroup has none, or it could not be read. */
  readonly cost: {
    readonly executionId: string;
    readonly bytesScanned: number;
    readonly scanLimit: number | null;
    readonly queuedMs: number;
    readonly runMs: number;
    readonly reused: boolean;
  } | null;
  readonly requests: number;
}

export const lastUsedQuery = z.object({
  /** One of the three. */
  workload: z.string().max(1_024).optional(),
  role: z.string().max(2_048).optional(),
  cluster: z.string().max(1_024).optional(),
  from: time.optional(),
  to: time.optional(),
});
export type LastUsedQuery = z.infer<typeof lastUsedQuery>;

export interface LastUsedAnswer {
  readonly from: string;
  readonly to: string;
  /** The newest assumption and the newest call; null = none was seen (see `watched`). */
  readonly lastAssumed: string | null;
  readonly lastCalled: string | null;
  readonly assumptions: number;
  readonly deniedAssumptions: number;
  readonly calls: number;
  readonly deniedCalls: number;
  /** Each at most 50, the most used first. */
  readonly pods: readonly UsedBy[];
  readonly nodes: readonly UsedBy[];
  readonly addresses: readonly UsedBy[];
  readonly roles: readonly UsedBy[];
  readonly workloads: readonly (UsedBy & { readonly workload: ActivityWorkload; readonly confidence: Confidence })[];
  readonly days: readonly { readonly day: string; readonly assumptions: number; readonly calls: number }[];
  readonly watched: WatchState;
}
export interface UsedBy {
  readonly name: string;
  readonly count: number;
  readonly last: string;
}

/** Whether "none seen" means anything: what was watched of the accounts and regions in question, in this range. */
export interface WatchState {
  /** all: every day was recorded · part · none: nothing was watched, so nothing can be said. */
  readonly state: "all" | "part" | "none";
  readonly until: string | null;
  /** One sentence each. */
  readonly limits: readonly string[];
}

export const usageQuery = z.object({
  /** Ids of workloads; also role ARNs: calls of the role by whomever. */
  workload: listParam,
  role: listParam,
  account: listParam,
  from: time.optional(),
  to: time.optional(),
  deniedOnly: z.enum(["yes", "no"]).default("no"),
  limit: z.coerce.number().int().min(1).max(20_000).default(5_000),
});
export type UsageQuery = z.infer<typeof usageQuery>;

/** Calls of one action by one workload (or role). Days are whole UTC days: the aggregate's resolution. */
export interface UsageRow {
  readonly workloadId: string | null;
  readonly roleArn: string | null;
  /** IAM service prefix: "s3"; the event source without ".amazonaws.com" where no IAM action is known. */
  readonly service: string;
  /** "s3:GetObject". null = no IAM action is known for the event. */
  readonly action: string | null;
  readonly eventName: string;
  readonly calls: number;
  readonly denied: number;
  readonly errors: number;
  readonly first: string;
  readonly last: string;
}
export interface UsageAnswer {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly UsageRow[];
  readonly more: boolean;
  readonly watched: WatchState;
}

/** `not-recordable`: no event is ever written for it, so it is never called unused. */
export const useStates = ["used", "not-seen", "not-watched", "not-recordable", "denied"] as const;
export type UseState = (typeof useStates)[number];

/** A grant beside what was seen of it: of GET /api/activity/used-and-granted. */
export interface UsedGrantRow {
  readonly workloadId: string;
  readonly roleArn: string;
  readonly service: string;
  readonly action: string;
  /** null = nothing grants it: it was attempted. */
  readonly granted: "allowed" | "conditional" | "unknown" | null;
  readonly use: UseState;
  readonly calls: number;
  readonly denied: number;
  readonly last: string | null;
  /**
   * IAM's service-last-accessed time of the role for the service, ISO 8601 UTC. "never": not within the time that IAM
   * keeps track of, at least 400 days; null: no report was read, or it does not list the service.
   */
  readonly serviceLastAccessed: string | "never" | null;
  /** The coverage that the claim rests on, one sentence. */
  readonly because: string;
}

export type { DigestRow, RecordPlace, UnexpectedKind };

/** Something that stands out, explained: of GET /api/activity/unexpected. */
export interface UnexpectedEntry {
  /** Stable while its cause stays. */
  readonly id: string;
  readonly kind: UnexpectedKind;
  readonly at: string;
  readonly title: string;
  readonly explanation: string;
  readonly accountId: string;
  readonly region: string | null;
  readonly workload: ActivityWorkload | null;
  readonly roleArn: string | null;
  readonly sessionId: string | null;
  /** Events behind it, the first 50; `events` says how many there are. */
  readonly eventIds: readonly string[];
  readonly events: number;
  /** What keeps it from being certain, one sentence each. */
  readonly limits: readonly string[];
}

export const activityCoverageQuery = z.object({
  account: listParam,
  region: listParam,
  from: time.optional(),
  to: time.optional(),
});
export type ActivityCoverageQuery = z.infer<typeof activityCoverageQuery>;

export type EventClass = "assume" | "management-write" | "management-read" | "data";
/**
 * recorded: a trail or the event history watched it · partly: for a part of the day or of the class · not-selected: the
 * trail's selectors leave it out · stopped: the trail was not logging · unknown: nothing was read of it.
 */
export type CoverageState = "recorded" | "partly" | "not-selected" | "stopped" | "unknown";

export interface CoverageRow {
  readonly accountId: string;
  readonly region: string;
  readonly class: EventClass;
  /** First and last day of the stretch with this state, "2026-11-20". */
  readonly from: string;
  readonly to: string;
  readonly state: CoverageState;
  /** Last moment up to which it was ingested. */
  readonly recordedUntil: string | null;
  /** What it rests on: trails by ARN, "event history", "files". */
  readonly sources: readonly string[];
  readonly because: string;
}
export interface NotRecordable {
  /** "rds-db:connect", "iam:PassRole". */
  readonly action: string;
  readonly because: string;
}
export interface ActivityCoverage {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly CoverageRow[];
  readonly notRecordable: readonly NotRecordable[];
  /** Whether log files were checked against CloudTrail's digests, by account, region and stretch of days. */
  readonly digests: readonly DigestRow[];
  readonly files: FileCounts;
  /** Days that Athena counted, and the bytes that were scanned for them so far: they are billed by AWS. */
  readonly delegated: readonly { readonly engine: string; readonly days: number; readonly bytesScanned: number }[];
  /** Files and records that were skipped, by reason. */
  readonly skipped: readonly SkippedReason[];
  /** Kinds of records that were not recognised, with a sample each. */
  readonly unrecognised: readonly { readonly kind: string; readonly records: number; readonly sample: string }[];
  /** One sentence each: what could not be read of a source. */
  readonly gaps: readonly string[];
  readonly oldest: string | null;
  readonly newest: string | null;
}
export interface FileCounts {
  readonly files: number;
  readonly failed: number;
  /** Records delivered, and how many of them were new. */
  readonly records: number;
  readonly events: number;
  readonly duplicates: number;
}
export interface SkippedReason {
  /** "corrupt-gzip", "truncated", "too-large", "record-too-large", "not-json", "no-records", "not-a-record", "wrong-type". */
  readonly reason: string;
  readonly text: string;
  readonly files: number;
  readonly records: number;
  /** The newest place, "KEY" or "KEY record 12". */
  readonly example: string | null;
}

/** One run over the sources. */
export interface IngestProgress {
  readonly id: string;
  readonly state: "running" | "cancelling" | "complete" | "partial" | "failed" | "cancelled";
  readonly trigger: "page" | "schedule" | "command-line" | "start";
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Id of the source that is being read; null = between two. */
  readonly source: string | null;
  readonly sources: readonly {
    readonly id: string;
    readonly state: "waiting" | "running" | "done" | "failed";
    readonly done: number;
    readonly total: number | null;
  }[];
  readonly files: { readonly listed: number; readonly done: number; readonly failed: number; readonly known: number };
  readonly bytes: number;
  readonly records: number;
  /** New ones; the rest were duplicates or skipped. */
  readonly events: number;
  readonly duplicates: number;
  readonly skipped: readonly SkippedReason[];
  readonly unrecognised: number;
  readonly perSecond: number;
  /** null = not enough known. */
  readonly remainingSeconds: number | null;
  readonly gaps: readonly string[];
  readonly error: string | null;
}
