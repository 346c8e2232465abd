/**
 * Records as columns of integers: every text once, every caller and every API once. What leaves is what the owner of the
 * store copies into its table without looking at it.
 */
import { clusterNameOf, directAttribution } from "@/lib/domain/activity/direct-attribution";
import { EVENT_NAME } from "@/lib/domain/activity/event-name";
import { parseRecord } from "@/lib/domain/activity/parse-record";
import type { CallerFacts, EventFacts, ParsedRecord } from "@/lib/domain/activity/record";
import { sessionKey } from "@/lib/domain/activity/session-key";
import type { ApiEntry, AssumptionEntry, Batch, ChangeEntry, SessionEntry } from "@/lib/server/usecases/activity/ports";
import { hashBytes, idBytes } from "./event-id";
import { TIME } from "./scan/rows";

/** Records of one batch at most: a larger file is sent in several. */
export const BATCH = 32_768;
/** Entries of a dictionary after which it starts anew, so that a thread's memory is bounded. */
const DICTIONARY = 200_000;

export interface BatchBuilder {
  /** `account`: where the record names no recipient. `text`: of the record, where it is at hand; null = written anew if needed. */
  add(record: unknown, account: string | null, text: string | null): void;
  /** A record as the integers at `from` of the scanner's rows, with numbers that this builder gave in place of its own. */
  addRow(rows: Int32Array, from: number, numbers: RowNumbers): void;
  /** Numbers for rows, as long as `generation` is the same. */
  text(text: string): number;
  session(caller: CallerFacts): number;
  api(entry: ApiEntry): number;
  /** How often the dictionaries started anew. */
  readonly generation: number;
  readonly size: number;
  /** What was added since the last one. Its arrays' buffers may be transferred. */
  take(): Batch;
  /** The dictionaries start anew with the next batch. */
  reset(): void;
}

/** Of texts, -1 = none. */
export interface RowNumbers {
  account: number;
  session: number;
  api: number;
  region: number;
  error: number;
  net: number;
  agent: number;
  resource: number;
}

/** Texts by number, in the order in which they came. */
class Texts {
  private readonly ids = new Map<string, number>();
  private fresh: string[] = [];
  /** The one before, in each of the columns that ask for it. */
  private readonly last: (string | null)[] = [null, null, null];
  private readonly lastIds = [-1, -1, -1];

  id(text: string): number {
    let id = this.ids.get(text);
    if (id === undefined) {
      id = this.ids.size;
      this.ids.set(text, id);
      this.fresh.push(text);
    }
    return id;
  }

  /** The same, quicker where the text is often the one before it in its column. */
  again(column: number, text: string): number {
    if (this.last[column] === text) return this.lastIds[column]!;
    const id = this.id(text);
    this.last[column] = text;
    this.lastIds[column] = id;
    return id;
  }

  get size(): number {
    return this.ids.size;
  }

  clear(): void {
    this.ids.clear();
    this.last.fill(null);
    this.lastIds.fill(-1);
  }

  taken(): string[] {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }
}

export function createBatchBuilder(): BatchBuilder {
  const texts = new Texts();
  const callers = new Map<string, { readonly caller: CallerFacts; readonly id: number }[]>();
  const apis = new Map<string, Map<string, { readOnly: boolean | null; category: string | null; id: number }[]>>();
  let sessionCount = 0;
  let apiCount = 0;
  let freshSessions: SessionEntry[] = [];
  let freshApis: ApiEntry[] = [];
  const ids = new Uint8Array(BATCH * 16);
  const idWords = new Int32Array(ids.buffer);
  const times = new BigInt64Array(BATCH);
  // Halves of the same microseconds: numbers, where a BigInt a record would be garbage.
  const halves = new Int32Array(times.buffer);
  const accounts = new Int32Array(BATCH);
  const sessionIds = new Int32Array(BATCH);
  const apiIds = new Int32Array(BATCH);
  const regions = new Int32Array(BATCH);
  const errors = new Int32Array(BATCH);
  const nets = new Int32Array(BATCH);
  const agents = new Int32Array(BATCH);
  const resources = new Int32Array(BATCH);
  const columns = [accounts, sessionIds, apiIds, regions, errors, nets, agents, resources];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let count = 0;
  let records = 0;
  let reset = true;
  let generation = 0;
  let assumptions: AssumptionEntry[] = [];
  let changes: ChangeEntry[] = [];
  let ignored = 0;
  let wrong: { reason: "not-a-record" | "wrong-type"; at: number }[] = [];
  let wrongCount = { "not-a-record": 0, "wrong-type": 0 };
  const odd = new Map<string, { records: number; sample: string }>();

  // A text of -1 is none.
  const text = (value: string | null) => (value === null ? -1 : texts.id(value));

  function put(event: EventFacts, owner: string | null, record: unknown): void {
    const account = event.accountId ?? owner ?? event.caller.accountId ?? "";
    if (!idBytes(event.eventId, ids, count * 16)) {
      // However it was written: the same record may come in files of two forms.
      hashBytes(event.eventId === "" ? JSON.stringify(record) : event.eventId, ids, count * 16);
      if (event.eventId !== "") texts.id(`${EVENT_NAME}${event.eventId}`);
    }
    const micros = event.time * 1000;
    halves[count * 2] = (micros % 4_294_967_296) | 0;
    halves[count * 2 + 1] = Math.floor(micros / 4_294_967_296);
    if (event.time < low) low = event.time;
    if (event.time > high) high = event.time;
    accounts[count] = texts.again(0, account);
    sessionIds[count] = session(event.caller);
    apiIds[count] = api([event.source, event.name, event.readOnly, event.category]);
    regions[count] = event.region === null ? -1 : texts.again(1, event.region);
    errors[count] = text(event.errorCode);
    nets[count] = text(netOf(event));
    agents[count] =
      event.userAgent === null
        ? -1
        : texts.again(2, event.userAgent.length > 256 ? event.userAgent.slice(0, 256) : event.userAgent);
    resources[count] = text(resourceLevel(event.resource));
    count++;
  }

  /** By its key first, which nearly always decides; a text made of all its parts would cost more than the rest. */
  function session(caller: CallerFacts): number {
    const first = caller.accessKeyId ?? caller.sessionName ?? caller.arn ?? caller.invokedBy ?? "";
    let known = callers.get(first);
    if (known === undefined) {
      known = [];
      callers.set(first, known);
    }
    for (const each of known) if (sameCaller(each.caller, caller)) return each.id;
    const id = sessionCount++;
    known.push({ caller, id });
    freshSessions.push({ key: sessionKey(caller), caller });
    return id;
  }

  function api(entry: ApiEntry): number {
    const [source, name, readOnly, category] = entry;
    let names = apis.get(source);
    if (names === undefined) {
      names = new Map();
      apis.set(source, names);
    }
    let known = names.get(name);
    if (known === undefined) {
      known = [];
      names.set(name, known);
    }
    for (const each of known) if (each.readOnly === readOnly && each.category === category) return each.id;
    const id = apiCount++;
    known.push({ readOnly, category, id });
    freshApis.push(entry);
    return id;
  }

  function assume(parsed: Extract<ParsedRecord, { kind: "assumption" }>, account: string | null): void {
    const { event, assumption } = parsed;
    assumptions.push({
      at: count - 1,
      account: event.accountId ?? account ?? event.caller.accountId ?? "",
      region: event.region,
      ip: event.ip,
      userAgent: event.userAgent,
      errorCode: event.errorCode,
      invokedBy: event.caller.invokedBy,
      facts: assumption,
      direct: directAttribution(assumption),
      clusterName: clusterNameOf(assumption),
    });
  }

  function startAnew(): void {
    texts.clear();
    callers.clear();
    apis.clear();
    sessionCount = 0;
    apiCount = 0;
    generation++;
    reset = true;
  }

  return {
    reset: startAnew,
    text: (value) => texts.id(value),
    session,
    api,
    get generation() {
      return generation;
    },
    get size() {
      return count;
    },
    addRow(rows, from, numbers) {
      records++;
      for (let i = 0; i < 4; i++) idWords[count * 4 + i] = rows[from + i]!;
      halves[count * 2] = rows[from + TIME]!;
      halves[count * 2 + 1] = rows[from + TIME + 1]!;
      const time = (rows[from + TIME + 1]! * 4_294_967_296 + (rows[from + TIME]! >>> 0)) / 1_000;
      if (time < low) low = time;
      if (time > high) high = time;
      accounts[count] = numbers.account;
      sessionIds[count] = numbers.session;
      apiIds[count] = numbers.api;
      regions[count] = numbers.region;
      errors[count] = numbers.error;
      nets[count] = numbers.net;
      agents[count] = numbers.agent;
      resources[count] = numbers.resource;
      count++;
    },
    add(record, account, written) {
      const at = records++;
      const parsed = parseRecord(record);
      if (parsed.kind === "ignored") {
        ignored++;
        noteOdd(
          odd,
          parsed.why === "insight" ? "an insight: it is no call" : "a digest: it holds no events",
          textOf(record, written),
        );
        return;
      }
      if (parsed.kind === "unrecognised") {
        wrongCount[parsed.why]++;
        if (wrong.length < 3) wrong.push({ reason: parsed.why, at });
        noteOdd(
          odd,
          parsed.why === "wrong-type" ? "record without a readable time" : "no record",
          textOf(record, written),
        );
        return;
      }
      put(parsed.event, account, record);
      if (parsed.odd !== null) noteOdd(odd, parsed.odd, textOf(record, written));
      if (parsed.kind === "assumption") assume(parsed, account);
      else if (parsed.kind === "change") {
        changes.push({
          at: count - 1,
          account: parsed.event.accountId ?? account ?? "",
          region: parsed.event.region,
          actor: parsed.event.caller.roleArn ?? parsed.event.caller.arn ?? parsed.event.caller.invokedBy,
          facts: parsed.change,
        });
      }
    },
    take() {
      const batch: Batch = {
        reset,
        count,
        records,
        ids: ids.slice(0, count * 16),
        times: times.slice(0, count),
        low: count === 0 ? null : low,
        high: count === 0 ? null : high,
        columns: columns.map((column) => column.slice(0, count)),
        texts: texts.taken(),
        sessions: freshSessions,
        apis: freshApis,
        assumptions,
        changes,
        ignored,
        wrong,
        wrongCount,
        odd: [...odd].map(([kind, { records: n, sample }]) => ({ kind, records: n, sample })),
      };
      reset = false;
      freshSessions = [];
      freshApis = [];
      low = Number.POSITIVE_INFINITY;
      high = Number.NEGATIVE_INFINITY;
      if (texts.size > DICTIONARY || sessionCount > DICTIONARY) startAnew();
      count = 0;
      records = 0;
      assumptions = [];
      changes = [];
      ignored = 0;
      wrong = [];
      wrongCount = { "not-a-record": 0, "wrong-type": 0 };
      odd.clear();
      return batch;
    },
  };
}

/** What tells one session from another; the rest of a caller follows from it. */
function sameCaller(a: CallerFacts, b: CallerFacts): boolean {
  if (a === b) return true;
  return (
    a.accessKeyId === b.accessKeyId &&
    a.sessionName === b.sessionName &&
    a.roleArn === b.roleArn &&
    a.arn === b.arn &&
    a.invokedBy === b.invokedBy &&
    a.type === b.type
  );
}

/** Address and VPC endpoint in one text: most calls have no endpoint. */
function netOf(event: EventFacts): string | null {
  return event.vpcEndpointId === null ? event.ip : `${event.ip ?? ""} ${event.vpcEndpointId}`;
}

/** A bucket, not each of its objects: objects are without number. */
export function resourceLevel(arn: string | null): string | null {
  if (arn === null || !arn.includes(":s3:::")) return arn;
  const slash = arn.indexOf("/");
  return slash < 0 ? arn : arn.slice(0, slash);
}

function noteOdd(odd: Map<string, { records: number; sample: string }>, kind: string, text: string): void {
  const known = odd.get(kind);
  if (known) known.records++;
  else if (odd.size < 50) odd.set(kind, { records: 1, sample: text.slice(0, 1_000) });
}

/** The record's own text, or what stands for it: the same for the same record. */
function textOf(record: unknown, written: string | null): string {
  return written ?? JSON.stringify(record) ?? "";
}
