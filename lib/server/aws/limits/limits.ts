/** All limits of this process: one budget per account, region and API, whoever asks. */
import { type LimitFigure, limitRule, type RateOverrides } from "./figures";
import { Limit, type LimitSubject } from "./limit";
import type { RateMode } from "./rate-control";
import { Slots } from "./slots";

export interface LimitsOptions {
  /** "off" sends as fast as answers come; for measurements and tests. */
  readonly mode: RateMode | "off";
  readonly rates?: RateOverrides;
  /** Rates that an earlier probing run found, by limit key; they replace the starting figures. */
  readonly found?: ReadonlyMap<string, number>;
  /** After a throttled request; doubles with each one in a row. Default 100. */
  readonly firstPauseMs?: number;
}

const UNDER_WAY = 256;

export class Limits {
  readonly #limits = new Map<string, Limit>();
  readonly #slots = new Slots(UNDER_WAY);

  constructor(private readonly options: LimitsOptions) {}

  get mode(): RateMode | "off" {
    return this.options.mode;
  }

  /** The budget that a call counts against. `region`: the one that signs. */
  of(service: string, operation: string, accountId: string, region: string): Limit {
    const quick = `${service}:${operation}|${accountId}|${region}`;
    const known = this.#limits.get(quick);
    if (known !== undefined) return known;
    const rule = limitRule(service, operation, this.options.rates);
    const subject: LimitSubject = {
      service,
      operation: rule.shared ? null : operation,
      accountId,
      region: rule.scope === "account-region" ? region : null,
    };
    const key = limitKey(subject);
    let limit = this.#limits.get(key);
    if (limit === undefined) {
      const found = this.options.found?.get(key);
      const figure: LimitFigure =
        found === undefined ? rule : { ...rule, rate: found, concurrency: concurrencyAt(found, rule) };
      limit = new Limit(subject, figure, this.options.mode, this.#slots, this.options.firstPauseMs);
      this.#limits.set(key, limit);
    }
    this.#limits.set(quick, limit);
    return limit;
  }

  /** The longest queues. */
  busiest(count: number): Limit[] {
    const waiting = [...new Set(this.#limits.values())].filter((limit) => limit.waiting > 0);
    return waiting.sort((a, b) => b.waiting - a.waiting).slice(0, count);
  }

  /** Key → rate, of the limits that were worth probing. */
  found(): Map<string, number> {
    const result = new Map<string, number>();
    for (const limit of new Set(this.#limits.values())) {
      if (limit.found !== null) result.set(limitKey(limit.subject), limit.found);
    }
    return result;
  }
}

export function limitKey({ service, operation, accountId, region }: LimitSubject): string {
  return [service, operation ?? "*", accountId, region ?? "*"].join("|");
}

function concurrencyAt(rate: number, figure: LimitFigure): number {
  return Math.max(figure.concurrency, Math.min(64, Math.ceil((figure.concurrency * rate) / figure.rate)));
}
