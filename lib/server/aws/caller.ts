/** Every request to AWS passes here: budget, retries, and one kind of error. The SDK's own retries are off. */
import type { FailureKind } from "@/lib/server/usecases/scan/ports";
import { CallError } from "./call-error";
import type { Cancellation } from "./cancellation";
import { type Classified, classify } from "./classify";
import type { Limits } from "./limits/limits";

export interface CallTarget {
  readonly service: string;
  readonly operation: string;
  /** Account and region that the budget belongs to. */
  readonly accountId: string;
  readonly region: string;
  /** Somebody waits for this one to learn whether AWS can be reached at all. */
  readonly first?: boolean;
}

export interface CallObserver {
  /** After each request, failed ones included. */
  sent?(target: CallTarget, outcome: "ok" | Classified): void;
}

/** Credentials that a call is signed with, as far as the caller must know them. */
export interface Renewal {
  /** Set when these credentials are finished: further calls fail with this and nothing is sent. */
  dead: CallError | null;
  /** Counts the sessions: a request that an earlier one signed is sent again and needs no renewal. */
  readonly generation: number;
  /** Fetches fresh ones, unless that was done since `generation`; false where there can be none. */
  renew(generation: number): Promise<boolean>;
}

export interface CallerOptions {
  readonly limits: Limits;
  readonly cancellation: Cancellation;
  readonly observer?: CallObserver;
  /** First pause before another attempt, in milliseconds; doubles. */
  readonly backoffMs?: number;
}

const TRANSIENT_ATTEMPTS = 4;
/** A malformed answer rarely gets better, so it is asked for once more only. */
const MALFORMED_ATTEMPTS = 2;
const THROTTLED_ATTEMPTS = 12;
/** Where a service has throttled one operation to the end, later requests are not worth as much patience. */
const THROTTLED_ATTEMPTS_LATER = 3;
/** More sessions than this cannot all have ended under one request. */
const MOST_RENEWALS = 3;
const LONGEST_BACKOFF_MS = 10_000;
/** Each of them lasts until somebody loses patience, and holds up what comes after it. */
const TIMEOUT_ATTEMPTS = 2;

export class AwsCaller {
  calls = 0;
  failed = 0;
  throttled = 0;
  readonly #exhausted = new Set<string>();

  constructor(private readonly options: CallerOptions) {}

  /** Sends until it succeeds or is not worth another attempt. Throws CallError. */
  async call<T>(target: CallTarget, credentials: Renewal | null, send: () => Promise<T>): Promise<T> {
    const { limits, cancellation, observer, backoffMs = 200 } = this.options;
    const { signal } = cancellation;
    const limit = limits.of(target.service, target.operation, target.accountId, target.region);
    const exhaustedKey = `${target.operation}|${target.accountId}|${target.region}`;
    let failures = 0;
    let throttles = 0;
    let renewals = 0;
    let clockCorrected = false;
    for (;;) {
      if (credentials?.dead) throw failure(target, credentials.dead, credentials.dead.cause);
      await limit.acquire(cancellation).catch((reason: unknown) => {
        throw aborted(target, reason);
      });
      const sentAt = performance.now();
      const generation = credentials?.generation ?? 0;
      this.calls++;
      let problem: Classified;
      let cause: unknown;
      try {
        const result = await send();
        limit.done(sentAt, null);
        observer?.sent?.(target, "ok");
        this.#exhausted.delete(exhaustedKey);
        return result;
      } catch (error) {
        cause = error;
        problem = isCallError(error) ? noCredentials(error) : classify(error);
      }
      this.failed++;
      limit.done(sentAt, problem.kind === "throttled" ? problem.retryAfter : null);
      observer?.sent?.(target, problem);
      if (signal.aborted || problem.kind === "aborted") throw aborted(target, cause);

      if (problem.kind === "throttled") {
        this.throttled++;
        if (++throttles >= (this.#exhausted.has(exhaustedKey) ? THROTTLED_ATTEMPTS_LATER : THROTTLED_ATTEMPTS)) {
          this.#exhausted.add(exhaustedKey);
          throw failure(target, problem, cause);
        }
        continue;
      }
      if (isCallError(cause) && credentials) credentials.dead ??= failure(target, problem, cause);
      if (problem.kind === "expired" && credentials && !credentials.dead) {
        if (renewals++ < MOST_RENEWALS && (await credentials.renew(generation))) continue;
        credentials.dead ??= failure(target, problem, cause);
        throw failure(target, problem, cause);
      }
      if (problem.clockSkew && !clockCorrected) {
        clockCorrected = true;
        continue;
      }
      if (!problem.transient || ++failures >= attemptsFor(problem.kind)) throw failure(target, problem, cause);
      await pause(Math.min(LONGEST_BACKOFF_MS, backoffMs * 2 ** (failures - 1) * (0.5 + Math.random())), signal);
    }
  }
}

function attemptsFor(kind: FailureKind): number {
  if (kind === "malformed") return MALFORMED_ATTEMPTS;
  return kind === "timeout" ? TIMEOUT_ATTEMPTS : TRANSIENT_ATTEMPTS;
}

function failure(
  target: CallTarget,
  problem: Pick<Classified, "kind" | "error" | "message">,
  cause: unknown,
): CallError {
  const { service, operation } = target;
  return new CallError(
    problem.message,
    { kind: problem.kind, error: problem.error, service, operation, endpoint: null },
    cause,
  );
}

/** Thrown while the request was to be signed: the session had to be renewed, and the call for that failed. */
function isCallError(error: unknown): error is CallError {
  return (error as { code?: unknown } | null)?.code === "call-failed";
}

function noCredentials(error: CallError): Classified {
  const { kind, message } = error;
  return {
    kind: kind === "aborted" ? "aborted" : "expired",
    error: error.error,
    message: `the session ended and could not be renewed: ${message}`,
    transient: false,
    retryAfter: 0,
    clockSkew: false,
  };
}

function aborted(target: CallTarget, cause: unknown): CallError {
  return failure(target, { kind: "aborted", error: "AbortError", message: "cancelled" }, cause);
}

/** Never rejects: who waits looks at the signal afterwards. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, milliseconds);
    signal.addEventListener("abort", finish, { once: true });
    if (signal.aborted) finish();
  });
}
