/**
 * How requests of the Kubernetes client travel: with the cluster's token, tried again where that may help, and every
 * failure as one of ours. Source of the codes: Kubernetes API conventions, "HTTP Status codes".
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { FailureKind } from "@/lib/server/usecases/scan/ports";
import { type Agent, type Answer, type ExchangeLimits, exchange } from "./exchange";
import { KubernetesError, oneLine } from "./kubernetes-error";

export interface TransportOptions {
  /** "https://X.gr7.eu-west-1.eks.amazonaws.com", for messages. */
  readonly endpoint: string;
  /** A bearer token; `renew` after the last one was refused. */
  readonly token: (renew: boolean) => Promise<string>;
  readonly agent: Agent;
  readonly limits: ExchangeLimits;
  readonly signal: AbortSignal;
  readonly backoffMs: number;
}

const ATTEMPTS = 3;
const LONGEST_PAUSE_MS = 5_000;

/** The list's continue token is too old: the list must begin anew. */
export const EXPIRED = "Expired";

/** The body of a successful answer in JSON text; throws KubernetesError. */
export async function get(options: TransportOptions, operation: string, url: URL): Promise<string> {
  let renew = false;
  for (let attempt = 1; ; attempt++) {
    const result = await once(options, operation, url, renew);
    if (typeof result === "string") return result;
    const { failure, pauseMs } = result;
    const refused: boolean = failure.error === "Unauthorized" && !renew;
    if (!refused && (pauseMs === null || attempt >= ATTEMPTS)) throw failure;
    renew = refused || renew;
    if (!refused)
      await sleep(pauseMs === 0 ? options.backoffMs * 2 ** attempt : (pauseMs ?? 0), null, {
        signal: options.signal,
      }).catch(() => undefined);
    if (options.signal.aborted) throw broken(options, operation, options.signal.reason);
  }
}

interface Failed {
  readonly failure: KubernetesError;
  /** null = no use in trying again; 0 = after a pause of our own. */
  readonly pauseMs: number | null;
}

async function once(options: TransportOptions, operation: string, url: URL, renew: boolean): Promise<string | Failed> {
  let answer: Answer;
  try {
    const headers = { accept: "application/json", authorization: `Bearer ${await options.token(renew)}` };
    answer = await exchange(url, headers, options.agent, options.limits, options.signal);
  } catch (error) {
    const failure = broken(options, operation, error);
    return { failure, pauseMs: failure.error === "ECONNRESET" ? 0 : null };
  }
  const json = /^application\/json\b/i.test(answer.headers["content-type"] ?? "");
  if (answer.status === 200 && json) return answer.body;
  const pauseMs = answer.status === 429 || answer.status >= 500 ? pauseOf(answer) : null;
  return { failure: refusal(options, operation, answer, json), pauseMs };
}

function pauseOf({ headers }: Answer): number {
  const seconds = Number(headers["retry-after"] ?? "0");
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, LONGEST_PAUSE_MS) : 0;
}

const KINDS: ReadonlyMap<number, readonly [FailureKind, string]> = new Map([
  [401, ["credentials", "Unauthorized"]],
  [403, ["denied", "Forbidden"]],
  [404, ["not-found", "NotFound"]],
  [410, ["refused", EXPIRED]],
  [429, ["throttled", "TooManyRequests"]],
]);

function refusal({ endpoint }: TransportOptions, operation: string, answer: Answer, json: boolean): KubernetesError {
  if (!json && (answer.status < 400 || !KINDS.has(answer.status))) {
    const type = oneLine(answer.headers["content-type"] ?? "no content type");
    return new KubernetesError(
      `HTTP ${answer.status} with ${type} instead of JSON: this is not a Kubernetes API server, or a proxy stands before it`,
      "malformed",
      operation,
      "NotJson",
      endpoint,
    );
  }
  const [kind, error] = KINDS.get(answer.status) ?? [
    answer.status >= 500 ? "server" : "refused",
    `Http${answer.status}`,
  ];
  const said = json ? statusMessage(answer.body) : null;
  return new KubernetesError(said ?? `HTTP ${answer.status}`, kind, operation, error, endpoint);
}

/** `message` of a Status object. */
function statusMessage(body: string): string | null {
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    return typeof message === "string" && message !== "" ? oneLine(message) : null;
  } catch {
    return null;
  }
}

/** A failure below HTTP. */
export function broken(
  { endpoint, signal }: Pick<TransportOptions, "endpoint" | "signal">,
  operation: string,
  error: unknown,
): KubernetesError {
  // What the token's maker throws is a failure of its own kind already, and tells why there is no token.
  const known = error as { code?: unknown; kind?: FailureKind; error?: string; message?: string } | null;
  const fail = (kind: FailureKind, code: string, message: string) =>
    new KubernetesError(message, kind, operation, code, endpoint, error);
  if (signal.aborted) return fail("aborted", "Aborted", "the scan was ended");
  if (known?.code === "call-failed")
    return fail(known.kind ?? "credentials", known.error ?? "NoToken", oneLine(known.message ?? ""));
  const code = typeof known?.code === "string" ? known.code : "Error";
  const message = oneLine(known?.message ?? String(error));
  if (code === "ETIMEDOUT") return fail("timeout", code, `${hostOf(endpoint)}: ${message}`);
  if (code === "EBODYSIZE" || code.startsWith("HPE_")) return fail("malformed", code, message);
  if (/CERT|SIGNATURE|SELF_SIGNED|ERR_TLS|ERR_SSL|EPROTO|ISSUER/.test(code)) {
    return fail(
      "unreachable",
      code,
      `${hostOf(endpoint)} does not prove to be the cluster's API server (TLS): ${message}`,
    );
  }
  return fail("unreachable", code, `${hostOf(endpoint)} cannot be reached: ${message}`);
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : endpoint;
}
