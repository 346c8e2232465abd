/**
 * Records as columns of integers: every text once, every caller and every API once. What leaves is what the owner of the
 * store copies into its table without looking at it.
 */
import { clusterNameOf, directAttribution } from "@/lib/domain/activity/direct-attribution";
import { parseRecord } from "@/lib/domain/activity/parse-record";
import type { EventFacts, ParsedRecord } from "@/lib/domain/activity/record";
import type { ApiEntry, AssumptionEntry, Batch, ChangeEntry, SessionEntry } from "@/lib/server/usecases/activity/ports";
import { hashBytes, idBytes } from "./event-id";

/** Records of one batch at most: a larger file is sent in several. */
export const BATCH = 32_768;
/** Entries of a dictionary after which it starts anew, so that a thread's memory is bounded. */
const DICTIONARY = 200_000;

export interface BatchBuilder {
  /** `text` is called where the record has no id of its own. */
  add(record: unknown, fallback: { account: string | null; text: () => string }): void;
  readonly size: number;
  /** What was added since the last one. Its arrays' buffers may be transferred. */
  take(): Batch;
}

class Interned<T> {
  private readonly ids = new Map<string, number>();
  fresh: T[] = [];

  id(key: string, row: () => T): number {
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.ids.size;
      this.ids.set(key, id);
      this.fresh.push(row());
    }
    return id;
  }

  get size(): number {
    return this.ids.size;
  }

  clear(): void {
    this.ids.clear();
  }

  taken(): T[] {
    const { fresh } = this;
    this.fresh = [];
    return fresh;
  }
}

const COLUMNS = 8;

export function createBatchBuilder(): BatchBuilder {
  const texts = new Interned<string>();
  const sessions = new Interned<SessionEntry>();
  const apis = new Interned<ApiEntry>();
  const ids = new Uint8Array(BATCH * 16);
  const times = new BigInt64Array(BATCH);
  const columns = Array.from({ length: COLUMNS }, () => new Int32Array(BATCH));
  let count = 0;
  let records = 0;
  let reset = true;
  let assumptions: AssumptionEntry[] = [];
  let changes: ChangeEntry[] = [];
  let ignored = 0;
  let wrong: { reason: "not-a-record" | "wrong-type"; at: number }[] = [];
  let wrongCount = { "not-a-record": 0, "wrong-type": 0 };
  const odd = new Map<string, { records: number; sample: string }>();

  // A text of -1 is none.
  const text = (value: string | null) => (value === null ? -1 : texts.id(value, () => value));

  function put(event: EventFacts, fallback: { account: string | null; text: () => string }): void {
    const account = event.accountId ?? fallback.account ?? event.caller.accountId ?? "";
    if (!idBytes(event.eventId, ids, count * 16)) {
      hashBytes(event.eventId === "" ? fallback.text() : event.eventId, ids, count * 16);
    }
    times[count] = BigInt(event.time) * 1000n;
    const [accounts, sessionIds, apiIds, regions, errors, nets, agents, resources] = columns;
    accounts![count] = text(account);
    sessionIds![count] = session(event);
    apiIds![count] = apis.id(`${event.source} ${event.name} ${event.readOnly} ${event.category}`, () => [
      event.source,
      event.name,
      event.readOnly,
      event.category,
    ]);
    regions![count] = text(event.region);
    errors![count] = text(event.errorCode);
    nets![count] = text(netOf(event));
    agents![count] = text(event.userAgent === null ? null : event.userAgent.slice(0, 256));
    resources![count] = text(resourceLevel(event.resource));
    count++;
  }

  function session(event: EventFacts): number {
    const { caller } = event;
    const key = `${caller.accessKeyId ?? ""} ${caller.roleArn ?? caller.arn ?? ""} ${caller.sessionName ?? ""} ${caller.invokedBy ?? ""} ${caller.type ?? ""}`;
    return sessions.id(key, () => {
      const bytes = new Uint8Array(16);
      hashBytes(key, bytes, 0);
      return { key: bytes, caller };
    });
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

  return {
    get size() {
      return count;
    },
    add(record, fallback) {
      const at = records++;
      const parsed = parseRecord(record);
      if (parsed.kind === "ignored") {
        ignored++;
        return;
      }
      if (parsed.kind === "unrecognised") {
        wrongCount[parsed.why]++;
        if (wrong.length < 3) wrong.push({ reason: parsed.why, at });
        noteOdd(odd, parsed.why === "wrong-type" ? "record without a readable time" : "no record", fallback.text);
        return;
      }
      put(parsed.event, fallback);
      if (parsed.odd !== null) noteOdd(odd, parsed.odd, fallback.text);
      if (parsed.kind === "assumption") assume(parsed, fallback.account);
      else if (parsed.kind === "change") {
        changes.push({
          at: count - 1,
          account: parsed.event.accountId ?? fallback.account ?? "",
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
        columns: columns.map((column) => column.slice(0, count)),
        texts: texts.taken(),
        sessions: sessions.taken(),
        apis: apis.taken(),
        assumptions,
        changes,
        ignored,
        wrong,
        wrongCount,
        odd: [...odd].map(([kind, { records: n, sample }]) => ({ kind, records: n, sample })),
      };
      reset = false;
      if (texts.size > DICTIONARY || sessions.size > DICTIONARY) {
        texts.clear();
        sessions.clear();
        apis.clear();
        reset = true;
      }
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

function noteOdd(odd: Map<string, { records: number; sample: string }>, kind: string, text: () => string): void {
  const known = odd.get(kind);
  if (known) known.records++;
  else if (odd.size < 50) odd.set(kind, { records: 1, sample: text().slice(0, 1_000) });
}
