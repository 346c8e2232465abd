/** The owner's socket: the command line hands its work to the process that owns the store. */
import { chmodSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { userInfo } from "node:os";
import { socketPath } from "./socket-path";
import { LineReader, type OwnerReply, SocketError } from "./socket-protocol";

export interface OwnerCall {
  /** Aborted when the client cancels or goes away. */
  readonly signal: AbortSignal;
  /** Sends an event; slow readers get fewer of them, never a growing queue. */
  emit(event: unknown): void;
  /** Sends bytes, no faster than they are taken. */
  write(bytes: Uint8Array): Promise<void>;
}

/** What is thrown reaches the client as `code` and `message`, so both must be fit for people. */
export type OwnerHandlers = ReadonlyMap<string, (params: unknown, call: OwnerCall) => Promise<unknown>>;

export interface OwnerSocket {
  readonly path: string;
  close(): Promise<void>;
}

/** Well below the longest line, in base64. */
const MAX_CHUNK = 1024 * 1024;

/** Listens in the data folder (mode 0600). The caller owns the store, so a socket that is there is a dead one's. */
export async function listenOwnerSocket(dataDir: string, handlers: OwnerHandlers): Promise<OwnerSocket> {
  const { path, privateFolder } = socketPath(dataDir);
  if (privateFolder !== null) preparePrivateFolder(privateFolder);
  rmSync(path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    serve(socket, handlers);
  });
  await listenPrivately(server, path);
  return {
    path,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(privateFolder ?? path, { recursive: true, force: true });
    },
  };
}

/** The socket is made by bind(), which obeys the umask: set for that moment, so that it is never open to others. */
async function listenPrivately(server: Server, path: string): Promise<void> {
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } finally {
    process.umask(before);
  }
  chmodSync(path, 0o600);
}

/** A folder in the common temporary folder: whoever else may have made it must not be able to listen in our place. */
function preparePrivateFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const state = lstatSync(folder);
  if (!state.isDirectory() || state.uid !== userInfo().uid) {
    throw new SocketError("socket/unreachable", `${folder} belongs to somebody else: choose a shorter data folder`);
  }
  chmodSync(folder, 0o700);
}

function serve(socket: Socket, handlers: OwnerHandlers): void {
  const reader = new LineReader();
  const abort = new AbortController();
  let started = false;
  const send = (reply: OwnerReply) => socket.writable && socket.write(`${JSON.stringify(reply)}\n`);
  socket.on("error", () => abort.abort());
  socket.on("close", () => abort.abort());
  socket.on("data", (bytes) => {
    try {
      for (const message of reader.push(bytes)) {
        if (message.cancel === true) abort.abort();
        else if (started) throw new SocketError("socket/protocol", "one connection carries one request");
        else {
          started = true;
          void answer(message, handlers, { signal: abort.signal, ...output(socket, send) }).then((reply) => {
            send(reply);
            socket.end();
          });
        }
      }
    } catch (error) {
      send({ error: described(error) });
      socket.destroySoon();
    }
  });
}

async function answer(message: Record<string, unknown>, handlers: OwnerHandlers, call: OwnerCall): Promise<OwnerReply> {
  try {
    const handler = typeof message.method === "string" ? handlers.get(message.method) : undefined;
    if (!handler) throw new SocketError("socket/protocol", `unknown request ${JSON.stringify(message.method ?? null)}`);
    return { result: (await handler(message.params, call)) ?? null };
  } catch (error) {
    return { error: described(error) };
  }
}

function output(socket: Socket, send: (reply: OwnerReply) => unknown): Pick<OwnerCall, "emit" | "write"> {
  return {
    emit(event) {
      if (!socket.writableNeedDrain) send({ event });
    },
    async write(bytes) {
      for (let from = 0; from < bytes.length; from += MAX_CHUNK) {
        send({ chunk: Buffer.from(bytes.subarray(from, from + MAX_CHUNK)).toString("base64") });
      }
      while (socket.writableNeedDrain && !socket.destroyed) {
        await new Promise<void>((resolve) => {
          const done = () => {
            socket.off("drain", done);
            socket.off("close", done);
            resolve();
          };
          socket.once("drain", done);
          socket.once("close", done);
        });
      }
      if (socket.destroyed) throw new SocketError("socket/closed", "the client went away");
    },
  };
}

function described(error: unknown): { code: string; message: string } {
  const code = (error as { code?: unknown } | null)?.code;
  return {
    code: typeof code === "string" ? code : "internal",
    message: error instanceof Error ? (error.message.split("\n")[0] ?? "") : "the request failed",
  };
}
