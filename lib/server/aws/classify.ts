/** What an error of the SDK means. Names differ between services, so each meaning is a list (checked by name, not class). */
import type { FailureKind } from "@/lib/server/usecases/scan/ports";

export interface Classified {
  readonly kind: FailureKind;
  readonly error: string;
  readonly message: string;
  /** Worth another attempt: the service or the network may do better next time. */
  readonly transient: boolean;
  /** Seconds that the service asked to wait; 0 where it did not say. */
  readonly retryAfter: number;
  /** Signed with a clock that is off; the SDK has corrected itself by now. */
  readonly clockSkew: boolean;
}

const DENIED = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "UnauthorizedOperation",
  "AuthorizationError",
  "AuthorizationErrorException",
  "NotAuthorized",
  "UnauthorizedException",
  "ForbiddenException",
]);
const EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "ExpiredTokenError"]);
const CREDENTIALS = new Set([
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "AuthFailure",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "InvalidSignatureException",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "IncompleteSignature",
  "OptInRequired",
]);
const PROVIDER = new Set(["CredentialsProviderError", "TokenProviderError", "ProviderError"]);
const NOT_FOUND = new Set([
  "ResourceNotFoundException",
  "NoSuchEntity",
  "NoSuchEntityException",
  "NoSuchKey",
  "NoSuchBucket",
  "TrailNotFoundException",
  "NotFoundException",
  "PolicyNotFoundException",
  "TargetNotFoundException",
  "ParentNotFoundException",
]);
const THROTTLED = new Set([
  "Throttling",
  "ThrottlingException",
  "ThrottledException",
  "RequestThrottled",
  "RequestThrottledException",
  "TooManyRequestsException",
  "RequestLimitExceeded",
  "BandwidthLimitExceeded",
  "SlowDown",
  "PriorRequestNotComplete",
  "EC2ThrottledException",
  "LimitExceededException",
]);
const CLOCK = new Set([
  "RequestTimeTooSkewed",
  "RequestExpired",
  "RequestInTheFuture",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "AuthFailure",
]);
const TIMEOUT = new Set(["TimeoutError", "RequestTimeout", "RequestTimeoutException", "ETIMEDOUT"]);
const UNREACHABLE = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "EPIPE",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNABORTED",
  "EPROTO",
  "HPE_INVALID_CONSTANT",
  "HPE_INVALID_HEADER_TOKEN",
  "ERR_INVALID_URL",
  "UND_ERR_SOCKET",
]);
/** An invented name would pass for the service's own. */
const MALFORMED = "MalformedResponse";

export function classify(error: unknown): Classified {
  const { name, code, message, status, body, retryAfter } = facts(error);
  const make = (kind: FailureKind, label: string, transient: boolean, text = message): Classified => ({
    kind,
    error: label,
    message: oneLine(text),
    transient,
    retryAfter,
    clockSkew: CLOCK.has(label),
  });
  if (name === "AbortError") return make("aborted", name, false);
  if (THROTTLED.has(name) || status === 429) return make("throttled", name || "TooManyRequests", true);
  if (DENIED.has(name)) return make("denied", name, false);
  if (EXPIRED.has(name)) return make("expired", name, false);
  if (PROVIDER.has(name)) return make(/expired/i.test(message) ? "expired" : "credentials", name, false);
  if (NOT_FOUND.has(name)) return make("not-found", name, false);
  if (name === "RegionDisabledException") return make("region-disabled", name, false);
  if (CREDENTIALS.has(name)) return make("credentials", name, false);
  if (CLOCK.has(name)) return make("refused", name, false);
  if (name === MALFORMED) return make("malformed", MALFORMED, true);
  for (const label of [code, name]) {
    if (TIMEOUT.has(label)) return make("timeout", label, true, `no answer in time (${message})`);
    if (
      UNREACHABLE.has(label) ||
      label.startsWith("ERR_TLS") ||
      label.startsWith("CERT_") ||
      label.includes("SELF_SIGNED")
    ) {
      return make("unreachable", label, label !== "ERR_INVALID_URL", message);
    }
  }
  if (looksLikeHtml(body) || looksLikeHtml(message)) {
    return make(
      "malformed",
      MALFORMED,
      true,
      `answered with a web page instead of an API response (HTTP ${status ?? "?"})`,
    );
  }
  if (error instanceof SyntaxError || name === "SyntaxError" || (status !== null && status < 300)) {
    return make(
      "malformed",
      MALFORMED,
      true,
      `answered with something that is no valid API response (HTTP ${status ?? "?"})`,
    );
  }
  if (status !== null && status >= 500) {
    return isUnknown(name)
      ? make("server", `HTTP${status}`, true, `answered with HTTP ${status}`)
      : make("server", name, true);
  }
  if (status === 401 || status === 403) return make("denied", name || `HTTP${status}`, false);
  if (status === 404 && isUnknown(name))
    return make("malformed", "HTTP404", false, "there is no such API at this endpoint (HTTP 404)");
  if (status !== null) return make("refused", isUnknown(name) ? `HTTP${status}` : name, false);
  return make("malformed", name || "Error", false);
}

function facts(error: unknown) {
  const it = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  const meta = (it.$metadata ?? {}) as { httpStatusCode?: number };
  const response = (it.$response ?? {}) as { statusCode?: number; headers?: Record<string, string> };
  const text = (value: unknown): string => (typeof value === "string" ? value : "");
  const aggregate = Array.isArray(it.errors) ? (it.errors[0] as Record<string, unknown> | undefined) : undefined;
  return {
    name: text(it.name),
    code: text(it.code) || text(aggregate?.code),
    message: text(it.message) || text(aggregate?.message) || text(it.name) || "no message",
    status: meta.httpStatusCode ?? response.statusCode ?? null,
    body: text(it.$responseBodyText),
    retryAfter: Number(response.headers?.["retry-after"] ?? response.headers?.["x-amz-retry-after"] ?? 0) || 0,
  };
}

function isUnknown(name: string): boolean {
  return name === "" || name === "Error" || name === "Unknown" || name === "UnknownError" || name === "NotFound";
}

function looksLikeHtml(text: string): boolean {
  return /^\s*(<!doctype html|<html)/i.test(text.slice(0, 200)) || /Unexpected token '?</.test(text.slice(0, 200));
}

/** Session tokens and signatures have no place in a message, whatever the service echoes. */
export function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replace(
      /\b(?:X-Amz-Security-Token|SessionToken|SecretAccessKey|Signature|X-Amz-Signature)\s*[=:]\s*\S+/gi,
      "[removed]",
    )
    .trim()
    .slice(0, 400);
}
