/** Answers of the activity pages, from what the store holds. */
import type {
  ActivityTimeline,
  ActivityTimelineQuery,
  AssumptionDetail,
  AssumptionsPage,
  AssumptionsQuery,
  InForce,
  LastUsedAnswer,
  LastUsedQuery,
  RecordPlace,
  SessionStory,
  UsageAnswer,
  UsageQuery,
} from "@/lib/contracts/api/activity";
import type { InForceAnswer } from "@/lib/domain/activity/in-force";
import { recordPlace } from "@/lib/domain/activity/record-place";
import { watchState } from "./coverage";
import { denialCandidates } from "./denied-by";
import { range, ranged } from "./filter";
import type { ActivityQueries, AssumptionRecord } from "./ports";
import { trustThen } from "./trust-then";

/** Round widths of buckets, in seconds. */
const WIDTHS = [60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800];

export function bucketWidth(from: string, to: string, buckets: number): number {
  const seconds = Math.max(1, (Date.parse(to) - Date.parse(from)) / 1000);
  return WIDTHS.find((width) => seconds / width <= buckets) ?? Math.ceil(seconds / buckets / 604_800) * 604_800;
}

export async function answerTimeline(
  queries: ActivityQueries,
  query: ActivityTimelineQuery,
  now: Date,
): Promise<ActivityTimeline> {
  const filter = ranged(query, now);
  const bucketSeconds = bucketWidth(filter.from, filter.to, query.buckets);
  const { buckets, total } = await queries.timeline(filter, bucketSeconds);
  return {
    from: filter.from,
    to: filter.to,
    bucketSeconds,
    buckets,
    total,
    ...(await queries.span()),
    version: queries.version(),
  };
}

export async function answerAssumptions(
  queries: ActivityQueries,
  query: AssumptionsQuery,
  now: Date,
): Promise<AssumptionsPage> {
  const before = query.before ?? null;
  const page = await queries.assumptions(ranged(query, now), { before, limit: query.limit, count: before === null });
  return { ...page, version: queries.version() };
}

export async function answerLastUsed(
  queries: ActivityQueries,
  query: LastUsedQuery,
  now: Date,
): Promise<LastUsedAnswer> {
  const within = range(query, now, 90);
  const { workload = null, role = null, cluster = null } = query;
  const used = await queries.lastUsed({ workload, role, cluster, ...within });
  return {
    ...within,
    ...used,
    watched: await watchState(queries, within, accountsOf([workload, role, cluster]), [
      "assume",
      "management-read",
      "management-write",
    ]),
  };
}

export async function answerUsage(queries: ActivityQueries, query: UsageQuery, now: Date): Promise<UsageAnswer> {
  const within = range(query, now, 90);
  const { rows, more } = await queries.usage({
    workloads: query.workload,
    roles: query.role,
    accounts: query.account,
    ...within,
    deniedOnly: query.deniedOnly === "yes",
    limit: query.limit,
  });
  const accounts = accountsOf([...query.workload, ...query.role]) ?? (query.account.length > 0 ? query.account : null);
  return {
    ...within,
    rows,
    more,
    watched: await watchState(queries, within, accounts, ["management-read", "management-write", "data"]),
  };
}

/** null = there is none of that id. */
export async function answerStory(
  queries: ActivityQueries,
  sessionId: string,
  page: { readonly before: string | null; readonly limit: number },
): Promise<SessionStory | null> {
  const story = await queries.story(sessionId, page);
  if (story === null) return null;
  const { startedAt, firstCall, lastCall, accountId } = story.session;
  const from = startedAt ?? firstCall ?? lastCall;
  if (from === null) return { ...story, limits: [] };
  const to = new Date(Date.parse(lastCall ?? from) + 1).toISOString();
  const { limits } = await watchState(
    queries,
    { from, to },
    [accountId],
    ["management-read", "management-write", "data"],
  );
  return { ...story, limits };
}

/** Where any event's record is: assumptions, changes, calls. null = none of that id is kept. */
export async function answerRecord(
  queries: Pick<ActivityQueries, "record">,
  eventId: string,
  now: number,
): Promise<RecordPlace | null> {
  const record = await queries.record(eventId);
  return record === null ? null : recordPlace(record, record.origin, now);
}

export async function answerAssumption(
  queries: ActivityQueries,
  eventId: string,
  now: number,
): Promise<AssumptionDetail | null> {
  const record = await queries.assumption(eventId);
  if (record === null) return null;
  const { row } = record;
  const cluster = row.workload.clusterArn;
  const known = cluster === null ? null : await queries.associationsAt(cluster, row.time);
  const trust =
    row.roleArn === null ? null : trustThen(record, (await queries.trustMarks([row.roleArn])).get(row.roleArn) ?? []);
  const unnamed = record.form === "eks-auth" && row.outcome === "denied";
  return {
    row,
    userAgent: record.userAgent,
    record: recordPlace(row, record.origin, now),
    steps: stepsOf(record),
    chain: record.chain,
    twinEventIds: record.twinEventIds,
    candidates: unnamed && known !== null ? await denialCandidates(queries, row, known) : [],
    inForce: known === null ? nothingInForce : inForceOf(known),
    trust,
  };
}

const nothingInForce: InForce = {
  snapshotId: null,
  snapshotAt: null,
  basis: "none",
  changesApplied: 0,
  limits: ["The record names no cluster, so no associations are compared with it."],
};

function inForceOf({ basis }: InForceAnswer): InForce {
  return { ...basis, snapshotAt: basis.snapshotAt === null ? null : new Date(basis.snapshotAt).toISOString() };
}

function stepsOf({ row, form, chain, twinEventIds }: AssumptionRecord): string[] {
  const steps: string[] = [];
  const before = chain.filter((each) => each.time <= row.time).length;
  switch (row.confidence) {
    case "tags":
      steps.push("EKS wrote cluster, namespace, service account and pod into the session's tags.");
      break;
    case "oidc-subject":
      steps.push("The token's subject names namespace and service account, its provider the cluster.");
      break;
    case "issued-key":
      steps.push("The call was made with a key that an assumption of this workload had issued.");
      break;
    case "session-name":
      steps.push("The session's name fits, and one workload alone had this role then.");
      break;
    case "role-only":
      steps.push("One workload alone was given this role then; the session's name does not tell its cluster.");
      break;
    case "none":
      steps.push(
        form === "eks-auth"
          ? "The record names cluster, node and time; neither role nor service account nor pod."
          : "Nothing in the records says whose this is.",
      );
  }
  if (before > 0 && row.confidence !== "issued-key") steps.push("It was made with a key of the assumption before it.");
  if (twinEventIds.length > 0) steps.push("The other account recorded the same assumption; both count once.");
  if (row.node !== null && form !== "eks-auth")
    steps.push("The node's agent asked EKS within two seconds, and no other did.");
  return steps;
}

/** Accounts that ids and ARNs name; null where one of them names none. */
function accountsOf(names: readonly (string | null)[]): readonly string[] | null {
  const found = new Set<string>();
  for (const name of names) {
    if (name === null) continue;
    const account = /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(name)?.[1];
    if (account === undefined) return null;
    found.add(account);
  }
  return found.size === 0 ? null : [...found];
}
