/** What was asked of the endpoint: counters, and one row a call. Cheap enough for some hundred thousand calls. */

export interface CallRecord {
  readonly service: string;
  readonly operation: string;
  /** The account that the caller acts in; "" where the caller was not known. */
  readonly accountId: string;
  readonly region: string;
  readonly resource: string;
  /** HTTP status; 0 where the connection was dropped or left hanging. */
  readonly status: number;
  /** Error name, "" for success. */
  readonly error: string;
  /** Milliseconds since the epoch, at arrival. */
  readonly at: number;
  /** Equal for requests with equal path, query and body: what tells a call made twice. */
  readonly fingerprint: number;
}

export class CallLog {
  #records: CallRecord[] = [];

  constructor(private readonly keep: boolean = true) {}

  #total = 0;
  readonly #byOperation = new Map<string, number>();

  add(record: CallRecord): void {
    this.#total++;
    const name = `${record.service}:${record.operation}`;
    this.#byOperation.set(name, (this.#byOperation.get(name) ?? 0) + 1);
    if (this.keep) this.#records.push(record);
  }

  get total(): number {
    return this.#total;
  }

  get records(): readonly CallRecord[] {
    return this.#records;
  }

  /** Number of calls by "service:Operation", failed ones included. */
  counts(): Record<string, number> {
    return Object.fromEntries([...this.#byOperation].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Requests that were answered with success more than once by the same account and region: each is a wasted call. */
  repeated(): { readonly call: CallRecord; readonly times: number }[] {
    const seen = new Map<string, { call: CallRecord; times: number }>();
    for (const call of this.#records) {
      if (call.status !== 200) continue;
      const key = `${call.service}:${call.operation}|${call.accountId}|${call.region}|${call.fingerprint}`;
      const entry = seen.get(key);
      if (entry === undefined) seen.set(key, { call, times: 1 });
      else entry.times++;
    }
    return [...seen.values()].filter((entry) => entry.times > 1);
  }

  reset(): void {
    this.#records = [];
    this.#total = 0;
    this.#byOperation.clear();
  }
}

/** 53 bits of a hash over the parts of a request. */
export function fingerprint(...parts: readonly string[]): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      const code = part.charCodeAt(i);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    high = Math.imul(high ^ 0x10000, 2246822507);
    low = Math.imul(low ^ 0x10000, 3266489909);
  }
  return 4294967296 * (0x1fffff & high) + (low >>> 0);
}
