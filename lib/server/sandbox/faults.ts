/** Faults on demand: what a test or benchmark wants to go wrong, and how often. */

export type FaultKind =
  /** The service's own throttling error. */
  | "throttle"
  /** Access denied, as if the policy did not allow it. */
  | "deny"
  /** HTTP 500, the service's internal error. */
  | "fail"
  /** Answered `delayMs` later, else as usual. */
  | "slow"
  /** Never answered; the connection stays open. */
  | "hang"
  /** The connection is reset without an answer. */
  | "reset"
  /** A 502 with an HTML page, as a proxy in between would send. */
  | "html"
  /** A 200 whose JSON or XML is cut off. */
  | "malformed"
  /** The caller's credentials count as expired from this call on. */
  | "expire-credentials"
  /** The resource is gone: the service's not-found error, where the operation has one. */
  | "not-found";

/** Patterns may hold `*`. What is not given matches everything. The first rule that fires decides. */
export interface FaultRule {
  readonly kind: FaultKind;
  readonly service?: string;
  readonly operation?: string;
  readonly account?: string;
  readonly region?: string;
  /** Against the ARN that the call is authorised on. */
  readonly resource?: string;
  /** Of the matching calls, 0 to 1. The choice is seeded, so that equal runs are equal. Default 1. */
  readonly probability?: number;
  /** Fires on so many calls, then no more. */
  readonly count?: number;
  /** Leaves the first so many matching calls alone. */
  readonly after?: number;
  readonly delayMs?: number;
}

export interface FaultTarget {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly resource: string;
}

export class Faults {
  #rules: { rule: FaultRule; test: (target: FaultTarget) => boolean; seen: number; fired: number }[] = [];
  #random = generator(1);

  /** Replaces all rules; counts start anew. */
  set(rules: readonly FaultRule[], seed = 1): void {
    this.#random = generator(seed);
    this.#rules = rules.map((rule) => ({ rule, test: matcher(rule), seen: 0, fired: 0 }));
  }

  clear(): void {
    this.set([]);
  }

  next(target: FaultTarget): FaultRule | null {
    for (const entry of this.#rules) {
      if (!entry.test(target)) continue;
      entry.seen++;
      if (entry.seen <= (entry.rule.after ?? 0)) continue;
      if (entry.fired >= (entry.rule.count ?? Number.POSITIVE_INFINITY)) continue;
      if (this.#random() >= (entry.rule.probability ?? 1)) continue;
      entry.fired++;
      return entry.rule;
    }
    return null;
  }
}

function matcher(rule: FaultRule): (target: FaultTarget) => boolean {
  const tests: ((target: FaultTarget) => boolean)[] = [];
  for (const field of ["service", "operation", "account", "region", "resource"] as const) {
    const pattern = rule[field];
    if (pattern === undefined || pattern === "*") continue;
    const glob = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*+/g, ".*")}$`, "s");
    tests.push((target) => glob.test(target[field]));
  }
  return (target) => tests.every((test) => test(target));
}

/** mulberry32: small, seeded, good enough to choose calls by. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
