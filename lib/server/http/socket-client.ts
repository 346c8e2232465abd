/** The command line's end of the owner's socket. */
import { connect, type Socket } from "node:net";
import { LineReader, SocketError } from "./socket-protocol";

export interface OwnerReplies {
  readonly onEvent?: (event: unknown) => void;
  /** Bytes of a streamed result; nothing more is read while it runs. */
  readonly onBytes?: (bytes: Uint8Array) => Promise<void> | void;
  /** Aborting asks the owner to stop; its answer still comes. */
  readonly signal?: AbortSignal;
}

/**
 * Sends one request and returns its result. Throws SocketError: `socket/unreachable` where nobody listens,
 * `socket/closed` where the owner went away, else the code that the owner answered with.
 */
export async function askOwner(
  path: string,
  method: string,
  params: unknown,
  replies: OwnerReplies = {},
): Promise<unknown> {
  const socket = await open(path);
  const cancel = () => socket.write(`{"cancel":true}\n`);
  try {
    socket.write(`${JSON.stringify({ method, params })}\n`);
    if (replies.signal?.aborted) cancel();
    replies.signal?.addEventListener("abort", cancel, { once: true });
    const reader = new LineReader();
    for await (const bytes of socket as AsyncIterable<Uint8Array>) {
      for (const reply of reader.push(bytes)) {
        if ("event" in reply) replies.onEvent?.(reply.event);
        else if (typeof reply.chunk === "string") await replies.onBytes?.(Buffer.from(reply.chunk, "base64"));
        else if ("result" in reply) return reply.result;
        else throw refused(reply.error);
      }
    }
    throw new SocketError("socket/closed", "the running Podlens stopped before it answered");
  } catch (error) {
    if (error instanceof SocketError || !isReset(error)) throw error;
    throw new SocketError("socket/closed", "the running Podlens stopped before it answered", error);
  } finally {
    replies.signal?.removeEventListener("abort", cancel);
    socket.destroy();
  }
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once("connect", () => resolve(socket));
    socket.once("error", (error) =>
      reject(new SocketError("socket/unreachable", "the running Podlens does not listen on its socket", error)),
    );
  });
}

function refused(error: unknown): SocketError {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return new SocketError(
    typeof code === "string" ? code : "internal",
    typeof message === "string" ? message : "the running Podlens gave no reason",
  );
}

function isReset(error: unknown): boolean {
  const code = (error as { code?: unknown }).code;
  return code === "ECONNRESET" || code === "EPIPE" || code === "ERR_STREAM_PREMATURE_CLOSE";
}
