/**
 * The calls of one session as the trail itself has them: from Athena where that is configured, else from the event
 * history by access key. Asked by a person, one session at a time; nothing of it is kept.
 */
import type { AskedCalls, CallRow, SessionRow } from "@/lib/contracts/api/activity";
import { isDenial } from "@/lib/domain/activity/denial";
import { iamAction } from "@/lib/domain/activity/event-action";
import { parseRecord } from "@/lib/domain/activity/parse-record";
import type { ActivityAccount, QueryEngine, RecordSource } from "./ports";

const DAY_MS = 86_400_000;
/** Of one answer; the earliest call shown is where the next one goes on. */
export const ASKED_CALLS = 500;
/** Beyond a session's end its last events may still be delivered. */
const LATE_MS = 30 * 60_000;
const UNKNOWN_LIFE_MS = 12 * 3_600_000;

export interface AskedSources {
  readonly engines: readonly QueryEngine[];
  readonly lookups: readonly RecordSource[];
  readonly accounts: readonly ActivityAccount[];
}

/** Throws CallFailures of the source. `before`: time and event id of the earliest call that is known. */
export async function askSession(
  session: SessionRow,
  sources: AskedSources,
  before: Span["before"],
  signal: AbortSignal,
): Promise<AskedCalls> {
  const { accessKeyId: key, expiresAt } = session;
  const start = session.startedAt ?? session.firstCall;
  if (key === null) return notAsked("The session's access key was not recorded, and events are found by it.");
  if (sources.engines.length + sources.lookups.length === 0)
    return notAsked("Neither Athena nor the event history is among activity.sources.");
  if (start === null) return notAsked("When the session was is not known.");
  const from = new Date(start);
  const end = expiresAt === null ? from.getTime() + UNKNOWN_LIFE_MS : Date.parse(expiresAt);
  const span: Span = { from, to: new Date(end + LATE_MS), before };
  const [engine] = sources.engines;
  return engine
    ? askEngine(engine, session, key, span, sources.accounts, signal)
    : askHistory(sources.lookups, session, key, span, sources.accounts, signal);
}

function notAsked(because: string): AskedCalls {
  return { source: null, because, rows: [], more: false, cost: null, requests: 0 };
}

interface Span {
  readonly from: Date;
  readonly to: Date;
  readonly before: { readonly time: string; readonly eventId: string } | null;
}

async function askEngine(
  engine: QueryEngine,
  session: SessionRow,
  accessKeyId: string,
  { from, to, before }: Span,
  accounts: readonly ActivityAccount[],
  signal: AbortSignal,
): Promise<AskedCalls> {
  const limit = await engine.scanLimit(signal).catch(() => null);
  const { records, cost } = await engine.events(
    {
      accounts: [...new Set([session.accountId, ...accounts.map(({ accountId }) => accountId)])].sort(),
      regions: [...new Set(accounts.flatMap((account) => account.regions))].sort(),
      from: day(from),
      to: day(to),
      accessKeyId,
      // Records tell whole seconds, and Athena compares them as text.
      ...(before === null ? {} : { before: { ...before, time: before.time.replace(/\.000Z$/, "Z") } }),
      limit: ASKED_CALLS + 1,
    },
    { signal },
  );
  const rows = callRows(records);
  return {
    source: "athena",
    because: `Asked of ${engine.id}.`,
    rows: rows.slice(0, ASKED_CALLS),
    more: rows.length > ASKED_CALLS,
    cost: { ...cost, scanLimit: limit },
    requests: 1,
  };
}

/** Region by region, those with clusters; a session that calls elsewhere is told by the words of `because`. */
async function askHistory(
  lookups: readonly RecordSource[],
  session: SessionRow,
  accessKeyId: string,
  { from, to, before }: Span,
  accounts: readonly ActivityAccount[],
  signal: AbortSignal,
): Promise<AskedCalls> {
  const regions = accounts.find(({ accountId }) => accountId === session.accountId)?.regions ?? [];
  const records: string[] = [];
  let requests = 0;
  for (const lookup of lookups)
    for (const region of regions)
      for await (const page of lookup.session(accessKeyId, { account: session.accountId, region, from, to }, signal)) {
        requests += 1;
        records.push(...page.records);
      }
  const rows = callRows(records)
    .sort(newestFirst)
    .filter((row) => before === null || newestFirst(row, before) > 0);
  return {
    source: "lookup-events",
    because: `Asked of the event history of ${session.accountId} in ${regions.join(", ") || "no region"}: management events of 90 days, no data events.`,
    rows: rows.slice(0, ASKED_CALLS),
    more: rows.length > ASKED_CALLS,
    cost: null,
    requests,
  };
}

function day(time: Date): string {
  return new Date(Math.floor(time.getTime() / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
}

function newestFirst(a: Pick<CallRow, "time" | "eventId">, b: Pick<CallRow, "time" | "eventId">): number {
  return a.time === b.time ? compare(b.eventId, a.eventId) : compare(b.time, a.time);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Each event once. What is no record is left out: the parser knows why, and the raw text stays at the source. */
function callRows(texts: readonly string[]): CallRow[] {
  const rows = new Map<string, CallRow>();
  for (const text of texts) {
    const parsed = parseRecord(jsonOf(text));
    if (!("event" in parsed)) continue;
    const { event } = parsed;
    rows.set(event.eventId, {
      eventId: event.eventId,
      time: new Date(event.time).toISOString(),
      accountId: event.accountId ?? "",
      region: event.region ?? "",
      eventSource: event.source,
      eventName: event.name,
      action: iamAction(event.source, event.name),
      readOnly: event.readOnly,
      errorCode: event.errorCode,
      denied: isDenial(event.errorCode),
      resource: event.resource,
      sourceIp: event.ip,
      vpcEndpointId: event.vpcEndpointId,
      userAgent: event.userAgent,
      invokedBy: event.caller.invokedBy,
    });
  }
  return [...rows.values()];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
