import type { CallFailure, FailureKind } from "@/lib/server/usecases/scan/ports";

/** A request to a cluster's API that failed for good. Its message holds neither token nor body. */
export class KubernetesError extends Error implements CallFailure {
  readonly code = "call-failed";
  readonly service = "kubernetes";

  constructor(
    message: string,
    readonly kind: FailureKind,
    /** "list pods" */
    readonly operation: string,
    /** Reason of the API server ("Forbidden") or code of the transport ("ECONNREFUSED"). */
    readonly error: string,
    readonly endpoint: string | null,
    cause?: unknown,
  ) {
    super(message, { cause });
    this.name = "KubernetesError";
  }
}

const MESSAGE_LENGTH = 400;

/** Text of a foreign server as one short line. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const line = text.replace(/[\u0000-\u001f\u007f\s]+/g, " ").trim();
  return line.length > MESSAGE_LENGTH ? `${line.slice(0, MESSAGE_LENGTH)}…` : line;
}
