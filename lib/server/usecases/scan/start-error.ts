/** Why a scan could not begin: one line with cause and remedy, for people. */
import type { CallFailure } from "./ports";

export type ScanStartCode =
  | "no-credentials"
  | "expired-credentials"
  | "refused-credentials"
  | "endpoint-unreachable"
  | "endpoint-not-aws"
  | "caller-denied";

export class ScanStartError extends Error {
  readonly code: ScanStartCode;

  constructor(
    code: ScanStartCode,
    /** The cause alone; `message` is cause and remedy. */
    readonly what: string,
    readonly remedy: string,
    cause?: unknown,
  ) {
    super(`${what}: ${remedy}`, { cause });
    this.name = "ScanStartError";
    this.code = code;
  }
}

/** The failure of the first call (who am I?) in words. */
export function startError(failure: CallFailure): ScanStartError {
  const where = failure.endpoint === null ? "AWS" : `the endpoint ${failure.endpoint}`;
  switch (failure.kind) {
    case "expired":
      return new ScanStartError(
        "expired-credentials",
        `the AWS credentials have expired (${failure.error})`,
        "sign in again, for example with `aws sso login`, and set the new ones",
        failure,
      );
    case "credentials":
      return /Provider|Could not load/i.test(`${failure.error} ${failure.message}`)
        ? new ScanStartError(
            "no-credentials",
            "no AWS credentials were found",
            "set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role is attached",
            failure,
          )
        : new ScanStartError(
            "refused-credentials",
            `${where} does not know the AWS credentials (${failure.error})`,
            "check that the keys are active and of the right partition",
            failure,
          );
    case "denied":
      return new ScanStartError(
        "caller-denied",
        `${where} denied sts:GetCallerIdentity, which no policy is needed for`,
        "look for a service control policy or an explicit deny",
        failure,
      );
    case "timeout":
      return new ScanStartError(
        "endpoint-unreachable",
        `${where} gave no answer in time`,
        "check network, proxy and AWS_ENDPOINT_URL",
        failure,
      );
    case "unreachable":
      return new ScanStartError(
        "endpoint-unreachable",
        `${where} cannot be reached (${failure.error})`,
        "check network, proxy and AWS_ENDPOINT_URL",
        failure,
      );
    case "throttled":
    case "server":
      return new ScanStartError(
        "endpoint-unreachable",
        `${where} answers with errors (${failure.error})`,
        "try again later",
        failure,
      );
    default:
      return new ScanStartError(
        "endpoint-not-aws",
        `${where} does not answer as AWS does (${failure.message})`,
        "check AWS_ENDPOINT_URL and what stands between here and there",
        failure,
      );
  }
}
