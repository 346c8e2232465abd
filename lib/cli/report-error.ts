/** Turns whatever a command throws into one line and an exit code. Errors are known by their code. */
import { EXIT } from "./command";
import type { Output } from "./output";

/** Wrong usage or configuration; everything else failed. */
const USAGE_CODES = new Set([
  "cli/usage",
  "invalid-config",
  "export/bad-request",
  "diff/bad-request",
  "auth-needed",
  "auth-token-short",
]);

export function reportError(error: unknown, output: Output, debug: boolean): number {
  const { code, message } = described(error);
  if (code === "cli/broken-pipe") return EXIT.done;
  output.message(`podlens: ${message}`);
  if (debug) for (const line of trace(error)) output.message(line);
  return code !== null && USAGE_CODES.has(code) ? EXIT.usage : EXIT.failed;
}

function described(error: unknown): { code: string | null; message: string } {
  const code = (error as { code?: unknown } | null)?.code;
  const body = (error as { body?: { message?: unknown; remedy?: unknown } } | null)?.body;
  const known = typeof code === "string" ? code : null;
  if (typeof body?.message === "string") {
    return { code: known, message: [body.message, body.remedy].filter((part) => typeof part === "string").join(" ") };
  }
  const message = error instanceof Error && error.message !== "" ? error.message : String(error);
  // Errors of ours carry a code and are written for people; any other one is a fault in the product.
  if (known !== null) return { code: known, message };
  return { code: null, message: `internal error: ${message} (PODLENS_DEBUG=1 shows more)` };
}

function* trace(error: unknown): Generator<string> {
  for (
    let current: unknown = error, depth = 0;
    current instanceof Error && depth < 5;
    current = current.cause, depth++
  ) {
    for (const line of (current.stack ?? String(current)).split("\n")) yield line;
  }
}
