/** What can go wrong with the store. Callers look at `code`: a module may be evaluated twice, so instanceof is no test. */
export type StoreErrorCode =
  | "store/already-running"
  | "store/newer-schema"
  | "store/corrupt"
  | "store/unusable-folder"
  | "store/worker-thread"
  | "store/closed"
  | "store/sealed"
  | "store/wrong-document";

export class StoreError extends Error {
  readonly code: StoreErrorCode;

  /** `message` is one line that names the cause and, where there is one, the remedy. */
  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "StoreError";
    this.code = code;
  }
}

/** The text of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
