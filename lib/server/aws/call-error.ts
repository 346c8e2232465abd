import type { CallFailure, FailureKind } from "@/lib/server/usecases/scan/ports";

export interface CallErrorFields {
  readonly kind: FailureKind;
  readonly service: string;
  readonly operation: string;
  readonly error: string;
  readonly endpoint: string | null;
}

/** A call to AWS that failed for good, after whatever retries it was worth. */
export class CallError extends Error implements CallFailure {
  readonly code = "call-failed";
  readonly kind: FailureKind;
  readonly service: string;
  readonly operation: string;
  readonly error: string;
  readonly endpoint: string | null;

  constructor(message: string, fields: CallErrorFields, cause?: unknown) {
    super(message, { cause });
    this.name = "CallError";
    this.kind = fields.kind;
    this.service = fields.service;
    this.operation = fields.operation;
    this.error = fields.error;
    this.endpoint = fields.endpoint;
  }
}
