import { CallError } from "./call-error";

/** For `pages`: a service that hands out a page token twice would be followed for ever. */
export function repeatedToken(service: string, operation: string): (cause: Error) => CallError {
  return (cause) =>
    new CallError(
      "the service repeated a page token, so that its list has no end",
      { kind: "malformed", error: "RepeatedPageToken", service, operation, endpoint: null },
      cause,
    );
}
