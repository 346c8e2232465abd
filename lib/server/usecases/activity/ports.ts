/**
 * Where CloudTrail's records come from, one port for each shape that they come in: files of records (a folder, a bucket),
 * records by the page (LookupEvents), and an engine that holds them (Athena). All failures are CallFailures
 * (code "call-failed"); what concerns one prefix, account or region only is reported as a gap and the rest goes on.
 */
import type {
  ActivityFilter,
  ActivityMechanism,
  ActivityWorkload,
  AssumptionRow,
  Attribution,
  CallRow,
  Confidence,
  FileCounts,
  LastUsedAnswer,
  SessionStory,
  SessionsAnswer,
  TimelineBucket,
  UsageRow,
} from "@/lib/contracts/api/activity";
import type { NodeOccupants } from "@/lib/domain/activity/denial-candidates";
import type { DigestDay } from "@/lib/domain/activity/digest";
import type { DirectAttribution } from "@/lib/domain/activity/direct-attribution";
import type { InForceAnswer } from "@/lib/domain/activity/in-force";
import type { AssumptionFacts, CallerFacts, ChangeFacts, ChangeKind } from "@/lib/domain/activity/record";
import type { RecordEvent, RecordOrigin } from "@/lib/domain/activity/record-place";
import type { TrustMark } from "@/lib/domain/activity/trust-history";
import type { UnexpectedFacts } from "@/lib/domain/activity/unexpected";
import type { RecordedChange } from "@/lib/domain/changes/who-made-it";
import type { FindingActivityData } from "@/lib/domain/findings/activity-facts";
import type { Gap } from "@/lib/domain/snapshot/part";
import type { DigestSource } from "./digest-ports";

/** Who is asked as which role; null role = the caller's own credentials. */
export interface ActivityAccount {
  readonly accountId: string;
  /** Regions that are worth asking: those with clusters, and where roles of pods are assumed. */
  readonly regions: readonly string[];
}

/** A file of records as a source lists it. `key` and `etag` together are what was ingested: equal ones are the same bytes. */
export interface LogObject {
  /** Id of the source. */
  readonly source: string;
  /** Object key in the bucket, or path below the folder with "/" between its parts. */
  readonly key: string;
  readonly etag: string;
  /** Bytes as stored: compressed where the file is. */
  readonly size: number;
  /** From the key where it has CloudTrail's layout: the recipient account, region and delivery day ("2026-11-20"). */
  readonly account: string | null;
  readonly region: string | null;
  readonly day: string | null;
  /** The prefix (bucket) or folder it was listed under: keys of one prefix come in order, so a cursor can be kept for it. */
  readonly prefix: string;
}

export interface ListRequest {
  /** First and last delivery day, "2026-11-20", inclusive. Files whose path tells no day are listed always. */
  readonly from: string;
  readonly to: string;
  /** Key up to which everything of the prefix has been taken; null: nothing. The source goes back a little where files may come late. */
  readonly after: (prefix: string) => string | null;
  /** Something that could not be listed; the rest goes on. */
  readonly onGap: (gap: Gap) => void;
  readonly signal: AbortSignal;
}

/** Files of records: a folder or a bucket. */
export interface LogFileSource {
  readonly kind: "files" | "s3";
  /** Stable for the same configuration: "s3:org-trail/AWSLogs/o-abc123". */
  readonly id: string;
  /** Files under CloudTrail-Digest, CloudTrail-Insight and the like are left out. */
  list(request: ListRequest): AsyncIterable<LogObject>;
  /**
   * The file as it is stored, gzip or not. Throws CallFailure; kind "not-found" where it has gone since.
   * Requests under way are bounded by the source; callers may open as many as they like.
   */
  open(object: LogObject, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** CloudTrail's digests beside the files. */
  readonly digests?: DigestSource;
  close(): Promise<void>;
}

/** What LookupEvents is asked for: it takes one attribute at a time. */
export interface LookupSelector {
  readonly key: "EventName" | "ResourceName" | "AccessKeyId" | "EventSource" | "Username";
  readonly value: string;
}

/** One unit of work: resumable, and done when its last page was taken. Times ISO 8601 UTC, `to` exclusive. */
export interface LookupWindow {
  readonly account: string;
  readonly region: string;
  readonly selector: LookupSelector;
  readonly from: string;
  readonly to: string;
}

export interface RecordPage {
  readonly window: LookupWindow;
  /** JSON texts of the records (CloudTrailEvent), newest first, each event id once within a window. */
  readonly records: readonly string[];
  /** To go on with after a restart; null with the last page of the window. */
  readonly nextToken: string | null;
  /** False: events of the window may still arrive, so that it is to be asked again although its last page was taken. */
  readonly settled: boolean;
}

export interface LookupRequest {
  readonly accounts: readonly ActivityAccount[];
  /** Role ARNs of pods by account: what ResourceName would be asked for, where that is cheaper than by event name. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
  readonly from: Date;
  readonly to: Date;
  /** What is known of a window: "done", a token to go on with, or null for nothing. */
  readonly checkpoint: (window: LookupWindow) => "done" | { readonly nextToken: string } | null;
  readonly onGap: (gap: Gap) => void;
  readonly signal: AbortSignal;
}

export interface LookupEstimate {
  readonly by: "role" | "event-name";
  /** Requests at least: one for each window and selector. */
  readonly requests: number;
  /** Seconds at the service's two requests a second for each account and region, which run beside each other. */
  readonly seconds: number;
}

/** CloudTrail's event history: assume events only, and the calls of one session. Management events of 90 days. */
export interface RecordSource {
  readonly kind: "lookup-events";
  readonly id: string;
  estimate(request: Omit<LookupRequest, "checkpoint" | "onGap" | "signal">): LookupEstimate;
  assumptions(request: LookupRequest): AsyncIterable<RecordPage>;
  /** Everything that one key did in an account and region, in the order in which AWS gives it (newest first). */
  session(
    accessKeyId: string,
    place: { readonly account: string; readonly region: string; readonly from: Date; readonly to: Date },
    signal: AbortSignal,
  ): AsyncIterable<RecordPage>;
  close(): Promise<void>;
}

/** One cell is text, as Athena gives it; null = SQL NULL. */
export type QueryRow = readonly (string | null)[];

export interface QueryProgress {
  readonly state: "queued" | "running";
  readonly elapsedMs: number;
  readonly bytesScanned: number;
}

export interface QueryResult {
  readonly executionId: string;
  readonly columns: readonly string[];
  readonly bytesScanned: number;
  readonly queuedMs: number;
  readonly runMs: number;
  /** True where the engine gave the result of an equal, earlier query. */
  readonly reused: boolean;
  /** At most 1,000 rows each; may be empty. */
  pages(): AsyncIterable<readonly QueryRow[]>;
}

export interface QueryOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: QueryProgress) => void;
}

/** Which days of which accounts and regions: Athena is never asked without all three. Days are "2026-11-20", inclusive. */
export interface QueryScope {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly from: string;
  readonly to: string;
}

/** One row of the daily aggregate, over distinct events. */
export interface DayUsage {
  readonly day: string;
  readonly account: string;
  readonly region: string;
  readonly roleArn: string | null;
  readonly accessKeyId: string | null;
  /** userIdentity.principalId: "AROA…:SESSION". */
  readonly principalId: string | null;
  /** When the session says it was created, ISO 8601 UTC. */
  readonly sessionCreated: string | null;
  /** ARN of the OIDC provider of an IRSA session. */
  readonly provider: string | null;
  readonly invokedBy: string | null;
  readonly source: string;
  readonly action: string;
  readonly readOnly: boolean | null;
  /** "Management", "Data"; null where the record told none. */
  readonly category: string | null;
  readonly errorCode: string | null;
  readonly events: number;
  /** ISO 8601 UTC. */
  readonly first: string;
  readonly last: string;
}

/** Limits on a page of raw events. The page ends before `before` (keyset: time, then event id, both descending). */
export interface EventPageRequest extends QueryScope {
  readonly roleArns?: readonly string[];
  readonly accessKeyId?: string;
  readonly action?: string;
  readonly deniedOnly?: boolean;
  readonly before?: { readonly time: string; readonly eventId: string };
  readonly limit: number;
}

/** What a query cost, to be shown. */
export interface QueryCost {
  readonly executionId: string;
  readonly bytesScanned: number;
  readonly queuedMs: number;
  readonly runMs: number;
  readonly reused: boolean;
}

/** Athena over the trail's table: the engine where events outgrow one machine. Deduplicated by event id and recipient. */
export interface QueryEngine {
  readonly kind: "athena";
  readonly id: string;
  /** Bytes that the workgroup lets one query scan; null = no limit is set, or it could not be read. */
  scanLimit(signal: AbortSignal): Promise<number | null>;
  /** Assume events (Pod Identity, IRSA, chains, their denials) as records, JSON texts that the record parser takes. */
  assumptions(
    scope: QueryScope,
    options: QueryOptions,
  ): Promise<{ readonly cost: QueryCost; pages(): AsyncIterable<readonly string[]> }>;
  /** Calls by session, action, outcome and day. */
  usage(
    scope: QueryScope,
    options: QueryOptions,
  ): Promise<{ readonly cost: QueryCost; pages(): AsyncIterable<readonly DayUsage[]> }>;
  /** Raw records, newest first, as JSON texts that the record parser takes. */
  events(
    request: EventPageRequest,
    options: QueryOptions,
  ): Promise<{ readonly cost: QueryCost; readonly records: readonly string[] }>;
  /** Any SELECT; for questions that are emitted elsewhere. */
  run(sql: string, options: QueryOptions): Promise<QueryResult>;
  /** CREATE TABLE text for somebody who has none; Podlens itself runs SELECT only. */
  tableDefinition(scope: Pick<QueryScope, "accounts" | "regions"> & { readonly location: string }): string;
  close(): Promise<void>;
}

/** What a data-event selector of a trail takes in. */
export interface DataSelector {
  /** "AWS::S3::Object", "AWS::DynamoDB::Table". */
  readonly resourceType: string;
  /** ARNs or prefixes; empty = every resource of the type. */
  readonly resources: readonly string[];
  readonly readWrite: "All" | "ReadOnly" | "WriteOnly";
  /** Conditions that Podlens does not evaluate, as written: the class counts as watched in part. */
  readonly unread: readonly string[];
}

export interface TrailFacts {
  readonly arn: string;
  readonly name: string;
  readonly homeRegion: string | null;
  readonly multiRegion: boolean;
  readonly organization: boolean;
  readonly bucket: string | null;
  readonly prefix: string | null;
  readonly validation: boolean;
  /** null = the status could not be read. */
  readonly logging: boolean | null;
  /** ISO 8601 UTC, where the status could be read. */
  readonly startedAt: string | null;
  readonly stoppedAt: string | null;
  readonly lastDeliveryAt: string | null;
  readonly deliveryError: string | null;
  /** null = the selectors could not be read. */
  readonly management: {
    readonly readWrite: "All" | "ReadOnly" | "WriteOnly" | "None";
    readonly excludedSources: readonly string[];
  } | null;
  readonly data: readonly DataSelector[] | null;
}

/** What is watched at all: the trails of an account, each once, from its home region. */
export interface CoverageSource {
  trails(account: ActivityAccount, onGap: (gap: Gap) => void, signal: AbortSignal): Promise<readonly TrailFacts[]>;
  close(): Promise<void>;
}

/** Why a file or a record was left out. */
export type SkipReason =
  | "corrupt-gzip"
  | "truncated"
  | "too-large"
  | "record-too-large"
  | "not-json"
  | "no-records"
  | "not-a-record"
  | "wrong-type"
  | "unreadable";

/** Bytes in memory, or a file that they were put into because they are many. */
export type StoredBytes = { readonly bytes: Uint8Array } | { readonly path: string };

/** source, name, readOnly, category */
export type ApiEntry = readonly [string, string, boolean | null, string | null];

export interface SessionEntry {
  readonly key: Uint8Array;
  readonly caller: CallerFacts;
}

export interface AssumptionEntry {
  /** Row of the batch. */
  readonly at: number;
  readonly account: string;
  readonly region: string | null;
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly errorCode: string | null;
  readonly invokedBy: string | null;
  readonly facts: AssumptionFacts;
  readonly direct: DirectAttribution;
  readonly clusterName: string | null;
}

export interface ChangeEntry {
  readonly at: number;
  readonly account: string;
  readonly region: string | null;
  /** ARN of who did it. */
  readonly actor: string | null;
  readonly facts: ChangeFacts;
}

/** Columns are numbers of the thread's own dictionaries: account, session, api, region, error, net, agent, resource. -1 = none. */
export interface Batch {
  /** The dictionaries start anew with this batch. */
  readonly reset: boolean;
  readonly count: number;
  readonly records: number;
  readonly ids: Uint8Array;
  /** Microseconds since 1970. */
  readonly times: BigInt64Array;
  /** Earliest and latest of them, epoch milliseconds; null without rows. */
  readonly low: number | null;
  readonly high: number | null;
  readonly columns: readonly Int32Array[];
  /** New entries, numbered on from the last batch. */
  readonly texts: readonly string[];
  readonly sessions: readonly SessionEntry[];
  readonly apis: readonly ApiEntry[];
  readonly assumptions: readonly AssumptionEntry[];
  readonly changes: readonly ChangeEntry[];
  readonly ignored: number;
  /** The first records that could not be kept, and how many there were. */
  readonly wrong: readonly { readonly reason: "not-a-record" | "wrong-type"; readonly at: number }[];
  readonly wrongCount: Readonly<Record<"not-a-record" | "wrong-type", number>>;
  /** What was not recognised, with a sample of each kind. */
  readonly odd: readonly { readonly kind: string; readonly records: number; readonly sample: string }[];
}

/** What a thread is given to read. */
export type ParseJob =
  | { readonly account: string | null; readonly stored: StoredBytes }
  /** JSON texts of records. */
  | { readonly account: string | null; readonly records: readonly string[] };

export interface ParsedPiece {
  /** Which thread's dictionaries the batch's numbers mean. */
  readonly thread: number;
  readonly batch: Batch;
}

export type ParseOutcome =
  | { readonly kind: "read"; readonly bytes: number; readonly tooLarge: number }
  | { readonly kind: "skipped"; readonly reason: SkipReason; readonly message: string | null };

/** Reads log files off the main thread. */
export interface ParsePool {
  /** How many jobs are worth having under way. */
  readonly width: number;
  /**
   * Resolves when the file was read to its end; `take` gets its batches before that, in order. What a thread sends while
   * `take` runs waits.
   */
  read(job: ParseJob, take: (piece: ParsedPiece) => Promise<void>): Promise<ParseOutcome>;
  /** Before a run: dictionaries of an earlier one mean nothing to its numbers. */
  reset(): void;
  close(): Promise<void>;
}

export interface SinkTotals {
  readonly events: number;
  readonly duplicates: number;
}

/** A file whose batches were all added, or that was left out. */
export interface FinishedFile {
  readonly object: LogObject;
  readonly records: number;
  readonly staged: number;
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
  /** Why the whole of it was left out; null = it was read. */
  readonly failure: SkipReason | null;
  readonly firstPlace: string | null;
}

export type WindowState = "done" | { readonly nextToken: string } | { readonly readUntil: string };

/** Writes of one run. Nothing is durable before `commit`; what a commit holds is durable as a whole. */
export interface SinkRun {
  /** A number for a file that is about to be read. */
  newFile(): number;
  /** Takes the batch in; commits by itself when enough came together. */
  add(file: number, piece: ParsedPiece): Promise<void>;
  /** After its last batch: the file is known from the next commit on. */
  file(file: number, finished: FinishedFile): Promise<void>;
  /** Where LookupEvents is: "done", a token to go on with, or how far a window was read that is to be asked for again. */
  window(source: string, window: LookupWindow, state: WindowState): void;
  commit(): Promise<void>;
  totals(): SinkTotals;
  /** Commits, attributes and aggregates what came. */
  finish(): Promise<void>;
  /** Forgets what was not committed. */
  abandon(): Promise<void>;
}

export interface EventSink {
  begin(): Promise<SinkRun>;
  /** After a scan: what records left open may be told by the clusters and associations that it found. */
  settle(): Promise<void>;
  /** Those that were not ingested yet. */
  fresh(objects: readonly LogObject[]): Promise<LogObject[]>;
  /** Last key of each prefix of the source. */
  cursors(source: string): Promise<ReadonlyMap<string, string>>;
  saveCursors(source: string, cursors: ReadonlyMap<string, string>): Promise<void>;
  windows(source: string): Promise<ReadonlyMap<string, "done" | { readonly nextToken: string }>>;
  saveTrails(accountId: string, trails: readonly TrailFacts[], readAt: Date): Promise<void>;
  saveGaps(source: string, gaps: readonly Gap[]): Promise<void>;
  /** Removes events older than the day ("2026-11-20"). */
  retain(firstDay: string): Promise<number>;
}

/** A day's aggregate that an engine made, with what it cost. */
export interface DelegatedDay {
  readonly engine: string;
  /** "2026-11-20" */
  readonly day: string;
  readonly rows: readonly DayUsage[];
  readonly bytesScanned: number;
  /** False: events of the day may still be delivered, so that it is to be asked for again. */
  readonly settled: boolean;
}

export interface DelegatedState {
  readonly settled: boolean;
  readonly bytesScanned: number;
  /** What was asked for: accounts and regions in order. A day that was asked for less is asked for again. */
  readonly scope: string;
}

/** Daily aggregates from elsewhere. Replacing a day is one transaction and idempotent. */
export interface UsageSink {
  /** By day. */
  days(engine: string): Promise<ReadonlyMap<string, DelegatedState>>;
  replace(day: DelegatedDay, scope: string): Promise<void>;
  /** Aggregates anew what the replaced days changed. */
  finish(): Promise<void>;
}

/** A checked filter: the range is set. Times ISO 8601 UTC. */
export type RangedFilter = Omit<ActivityFilter, "from" | "to"> & { readonly from: string; readonly to: string };

/** An assumption with what only its detail shows. */
export interface AssumptionRecord {
  readonly row: AssumptionRow;
  readonly userAgent: string | null;
  readonly origin: RecordOrigin | null;
  readonly form: string;
  readonly clusterName: string | null;
  readonly chain: readonly AssumptionRow[];
  readonly twinEventIds: readonly string[];
}

/** A call with whose it was: a row of the activity export. */
export interface ActivityRow extends CallRow {
  readonly mechanism: ActivityMechanism | null;
  readonly workload: ActivityWorkload;
  readonly pod: string | null;
  readonly node: string | null;
  /** The role whose session called, else null. */
  readonly roleArn: string | null;
  readonly roleId: string | null;
  readonly sessionName: string | null;
  readonly accessKeyId: string | null;
  /** ARN of a caller that is no role. */
  readonly callerArn: string | null;
  readonly attribution: Attribution;
  readonly confidence: Confidence;
}

/** What is asked of the store about activity. Days of usage are whole UTC days. */
export interface ActivityQueries {
  /** Grows with each commit that added something. */
  version(): number;
  span(): Promise<{ readonly oldest: string | null; readonly newest: string | null }>;
  timeline(
    filter: RangedFilter,
    bucketSeconds: number,
  ): Promise<{ readonly buckets: readonly TimelineBucket[]; readonly total: number }>;
  assumptions(
    filter: RangedFilter,
    page: { readonly before: string | null; readonly limit: number; readonly count: boolean },
  ): Promise<{
    readonly rows: readonly AssumptionRow[];
    readonly next: string | null;
    readonly matched: number | null;
  }>;
  assumption(eventId: string): Promise<AssumptionRecord | null>;
  /** Associations of the time that a cluster's denial may be about. */
  associationsAt(clusterArn: string, time: string): Promise<InForceAnswer>;
  /** What is known of the roles' trust policies over time; none for a role of which nothing is known. */
  trustMarks(roleArns: readonly string[]): Promise<ReadonlyMap<string, readonly TrustMark[]>>;
  /** Whose pods are known to have been on a node about that time. */
  occupantsOf(clusterArn: string, node: string, time: string): Promise<NodeOccupants>;
  sessions(query: {
    readonly workload: string | null;
    readonly role: string | null;
    readonly liveAt: string | null;
    readonly from: string;
    readonly to: string;
    readonly limit: number;
  }): Promise<SessionsAnswer>;
  story(
    sessionId: string,
    page: { readonly before: string | null; readonly limit: number },
  ): Promise<Omit<SessionStory, "limits"> | null>;
  lastUsed(query: {
    readonly workload: string | null;
    readonly role: string | null;
    readonly cluster: string | null;
    readonly from: string;
    readonly to: string;
  }): Promise<Omit<LastUsedAnswer, "watched" | "from" | "to">>;
  usage(query: {
    readonly workloads: readonly string[];
    readonly roles: readonly string[];
    readonly accounts: readonly string[];
    readonly from: string;
    readonly to: string;
    readonly deniedOnly: boolean;
    readonly limit: number;
  }): Promise<{ readonly rows: readonly UsageRow[]; readonly more: boolean }>;
  /** Rows for an export, oldest first. */
  exportAssumptions(
    filter: RangedFilter,
  ): AsyncIterable<readonly (AssumptionRow & { readonly origin: RecordOrigin | null })[]>;
  exportCalls(filter: RangedFilter): AsyncIterable<readonly (ActivityRow & { readonly origin: RecordOrigin | null })[]>;
  /** Any event that is kept, with the file that brought it. */
  record(eventId: string): Promise<(RecordEvent & { readonly origin: RecordOrigin | null }) | null>;
  /** Sums that what stands out is judged from. */
  unexpected(range: { readonly from: string; readonly to: string }): Promise<UnexpectedFacts>;
  /** Sums that the rules of use judge. */
  sumsOfUse(range: { readonly from: string; readonly to: string }): Promise<SumsOfUse>;
  /** What coverage is worked out from. */
  watched(range: { readonly from: string; readonly to: string }): Promise<WatchedFacts>;
  /** Calls that changed who may do what, newest first, at most `limit`; both ends included. */
  changes(range: { readonly from: string; readonly to: string }, limit: number): Promise<readonly RecordedChange[]>;
}

export type SumsOfUse = Pick<FindingActivityData, "assumed" | "called" | "nodeCalls" | "denials" | "packed">;

export interface WatchedFacts {
  readonly trails: readonly { readonly account: string; readonly trail: TrailFacts; readonly readAt: string }[];
  readonly changes: readonly {
    readonly time: string;
    readonly account: string;
    readonly region: string | null;
    readonly kind: ChangeKind;
    readonly subject: string | null;
    readonly detail: string | null;
  }[];
  /** Delivered files by source, account, region and day of delivery. */
  readonly fileDays: readonly {
    readonly source: string;
    readonly account: string;
    readonly region: string;
    readonly day: string;
    readonly files: number;
  }[];
  /** Days that an engine counted, and the bytes that this scanned, which are billed. */
  readonly delegated: readonly { readonly engine: string; readonly days: number; readonly bytesScanned: number }[];
  /** Windows of LookupEvents that were read to their end. */
  readonly windows: readonly {
    readonly account: string;
    readonly region: string;
    readonly selector: string;
    readonly from: string;
    readonly to: string;
  }[];
  /** Where events are from, whatever brought them. */
  readonly places: readonly {
    readonly account: string;
    readonly region: string;
    readonly first: string;
    readonly last: string;
    readonly data: number;
    readonly managementRead: number;
    readonly managementWrite: number;
  }[];
  readonly files: FileCounts;
  readonly skipped: readonly {
    readonly reason: string;
    readonly files: number;
    readonly records: number;
    readonly example: string | null;
  }[];
  readonly unrecognised: readonly { readonly kind: string; readonly records: number; readonly sample: string }[];
  readonly gaps: readonly { readonly source: string; readonly gap: Gap }[];
  /** What checking digests came to, and the sources of which they were asked for. Absent = none were. */
  readonly digests?: { readonly days: readonly DigestDay[]; readonly sources: readonly string[] };
}

/** Whom to ask about activity, as the last scan found it. */
export interface ActivityScope {
  readonly callerAccount: string | null;
  readonly partition: string;
  readonly accounts: readonly ActivityAccount[];
  /** Role ARNs of associations, by account. */
  readonly roles: ReadonlyMap<string, readonly string[]>;
}
