import type { CallFailure } from "./ports";

/** The failure that the source threw; anything else is a defect of ours or of the store, and is thrown on. */
export function failureOf(error: unknown): CallFailure {
  const failure = error as Partial<CallFailure> | null;
  if (failure?.code !== "call-failed" || failure.kind === "aborted") throw error;
  return error as CallFailure;
}

export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: CallFailure };

export async function attempt<T>(run: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    return { ok: false, failure: failureOf(error) };
  }
}

/** A promise that is awaited later, if at all: a scan that ends early must not leave an unhandled rejection behind. */
export function deferred<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
