/** The one place where errors become HTTP. Errors are known by `code`: a class may be loaded twice. */
import { randomUUID } from "node:crypto";
import type { ApiErrorBody, ApiErrorCode } from "@/lib/contracts/api";
import type { Log } from "@/lib/server/usecases/ports";

const statusOf: Readonly<Record<ApiErrorCode, number>> = {
  unauthenticated: 401,
  "wrong-token": 401,
  "too-many-attempts": 429,
  "foreign-host": 403,
  "foreign-origin": 403,
  "bad-request": 400,
  "body-too-large": 413,
  "unsupported-media-type": 415,
  "method-not-allowed": 405,
  "not-found": 404,
  "no-snapshot": 404,
  "snapshot-not-found": 404,
  "scan-running": 409,
  "no-scan": 404,
  "not-configured": 409,
  "aws-credentials": 409,
  "analysis-failed": 500,
  cancelled: 499,
  unavailable: 503,
  internal: 500,
};

/** Thrown by handlers and use cases for what a page should be told in these words. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly code: ApiErrorCode;
  constructor(readonly body: ApiErrorBody) {
    super(body.message);
    this.code = body.code;
  }
}

/** Says of an error what may be said: words of ours only, nothing of the SDK, the store or the stack. */
export function toErrorBody(error: unknown, log: Log | null): ApiErrorBody {
  const { code, body } = (typeof error === "object" && error !== null ? error : {}) as {
    code?: unknown;
    body?: unknown;
  };
  if (isApiErrorBody(body) && body.code === code) return body;
  const known =
    typeof code === "string" ? (plainWords(code) ?? startWords(code, error) ?? exportWords(code, error)) : null;
  if (known) return known;
  const reference = randomUUID().slice(0, 8);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log?.error("request failed", { reference, code, detail });
  return {
    code: "internal",
    message: `Something went wrong inside Podlens (reference ${reference}).`,
    remedy: "Try again; the log of the process says more under this reference.",
  };
}

export function errorStatus(code: ApiErrorCode): number {
  return statusOf[code];
}

export function errorResponse(body: ApiErrorBody, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify({ error: body }), {
    status: statusOf[body.code],
    headers: { "content-type": "application/json; charset=utf-8", "cache-control": "no-store", ...headers },
  });
}

function isApiErrorBody(value: unknown): value is ApiErrorBody {
  if (typeof value !== "object" || value === null) return false;
  const body = value as Record<string, unknown>;
  return typeof body.code === "string" && Object.hasOwn(statusOf, body.code) && typeof body.message === "string";
}

const startCodes = new Set([
  "no-credentials",
  "expired-credentials",
  "refused-credentials",
  "endpoint-unreachable",
  "endpoint-not-aws",
  "caller-denied",
]);

/** Why a scan could not begin comes in words for people already, the remedy at its end. */
function startWords(code: string, error: unknown): ApiErrorBody | null {
  const { message, remedy } = error as { message?: unknown; remedy?: unknown };
  if (!startCodes.has(code) || typeof message !== "string" || typeof remedy !== "string") return null;
  const cause = message.endsWith(`: ${remedy}`) ? message.slice(0, -remedy.length - 2) : message;
  return { code: "aws-credentials", message: sentence(cause), remedy: sentence(remedy) };
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}

/** What was asked of an export or a report cannot be met: the message is one line of ours. */
function exportWords(code: string, error: unknown): ApiErrorBody | null {
  const { message } = error as { message?: unknown };
  if (typeof message !== "string") return null;
  const text = sentence(message.replace(/^--filter: /, "The filter: "));
  if (code === "export/bad-request") return { code: "bad-request", message: text, remedy: null };
  if (code === "export/no-snapshot") return { code: "snapshot-not-found", message: text, remedy: null };
  if (code === "too-many") return { code: "unavailable", message: text, remedy: null };
  return null;
}

function plainWords(code: string): ApiErrorBody | null {
  switch (code) {
    case "scan-running":
      return { code, message: "A scan of this scope is running.", remedy: "Wait for it, or cancel it." };
    case "no-scan":
      return { code, message: "No scan is running.", remedy: null };
    case "analysis-failed":
      return {
        code,
        message: "The snapshot could not be analysed: the analysis worker stopped.",
        remedy:
          "Try again; it has been started anew. If it happens again, give Podlens more memory (NODE_OPTIONS=--max-old-space-size=…).",
      };
    case "cancelled":
      return { code, message: "The request was cancelled.", remedy: null };
    default:
      return null;
  }
}
