/**
 * What the command line and the owner of a data folder say to each other over a unix socket: one JSON object a line.
 * One connection carries one request: the client's first line; `{"cancel":true}` may follow. The owner answers with any
 * number of events and chunks, then with one result or one error.
 */

export interface OwnerRequest {
  readonly method: string;
  readonly params: unknown;
}

export type OwnerReply =
  | { readonly event: unknown }
  /** Bytes of a streamed result, base64. */
  | { readonly chunk: string }
  | { readonly result: unknown }
  | { readonly error: { readonly code: string; readonly message: string } };

/** A line longer than this is no message of ours. */
export const MAX_LINE = 4 * 1024 * 1024;

export class SocketError extends Error {
  override readonly name = "SocketError";
  constructor(
    /** "socket/unreachable", "socket/closed", "socket/protocol", or the code that the owner answered with. */
    readonly code: string,
    message: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** Splits a byte stream into parsed lines. Throws SocketError on a line that is too long or no JSON object. */
export class LineReader {
  private pending = "";
  private readonly decoder = new TextDecoder();

  *push(bytes: Uint8Array): Generator<Record<string, unknown>> {
    this.pending += this.decoder.decode(bytes, { stream: true });
    let from = 0;
    for (let end = this.pending.indexOf("\n", from); end >= 0; end = this.pending.indexOf("\n", from)) {
      yield parseLine(this.pending.slice(from, end));
      from = end + 1;
    }
    this.pending = this.pending.slice(from);
    if (this.pending.length > MAX_LINE) throw new SocketError("socket/protocol", "a message is too long");
  }
}

function parseLine(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw new SocketError("socket/protocol", "a message is no JSON object");
}
