/** A source of activity that was asked by a request and refused: in its own words, with what would mend it. */
import type { CallFailure } from "@/lib/server/usecases/scan/ports";
import { ApiFailure } from "./errors";

/** Throws ApiFailure for CallFailures; anything else as it is. */
export async function askedOfSource<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const failure = error as Partial<CallFailure>;
    if (failure.code !== "call-failed") throw error;
    const call = `${failure.service}:${failure.operation}`;
    const denied = failure.kind === "denied";
    throw new ApiFailure({
      code: "unavailable",
      message: `${call} did not answer: ${failure.message || failure.error}`,
      remedy: denied ? `Allow ${call} to the reader (public/iam has the policies).` : "Try again.",
    });
  }
}
