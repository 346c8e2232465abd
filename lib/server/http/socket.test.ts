import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { askOwner } from "./socket-client";
import { LineReader, MAX_LINE } from "./socket-protocol";
import { listenOwnerSocket, type OwnerHandlers } from "./socket-server";

type Handler = OwnerHandlers extends ReadonlyMap<string, infer H> ? H : never;

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "podlens-socket-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function listening(handlers: Record<string, Handler>, dataDir = folder()): Promise<string> {
  const socket = await listenOwnerSocket(dataDir, new Map(Object.entries(handlers)));
  onTestFinished(() => socket.close());
  return socket.path;
}

test("events, bytes and a result come in order", async () => {
  const path = await listening({
    work: async (params, call) => {
      call.emit({ step: 1 });
      await call.write(Buffer.from([0, 255, 10]));
      await call.write(Buffer.alloc(9_000_000, 7));
      return { got: params };
    },
  });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const events: unknown[] = [];
  const chunks: Uint8Array[] = [];
  const result = await askOwner(
    path,
    "work",
    { "\n": "line" },
    {
      onEvent: (event) => events.push(event),
      onBytes: async (bytes) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        chunks.push(bytes);
      },
    },
  );
  expect(result).toEqual({ got: { "\n": "line" } });
  expect(events).toEqual([{ step: 1 }]);
  const all = Buffer.concat(chunks);
  expect(all.length).toBe(9_000_003);
  expect([...all.subarray(0, 4)]).toEqual([0, 255, 10, 7]);
});

test("errors arrive with their code and one line, without a stack", async () => {
  const path = await listening({
    fail: async () => {
      throw Object.assign(new Error("first line\n    at somewhere"), { code: "export/no-snapshot" });
    },
  });
  await expect(askOwner(path, "fail", null)).rejects.toMatchObject({
    code: "export/no-snapshot",
    message: "first line",
  });
  await expect(askOwner(path, "toString", null)).rejects.toMatchObject({ code: "socket/protocol" });
});

test("cancelling reaches the handler, whose answer still comes; going away does, too", async () => {
  const gone: string[] = [];
  const path = await listening({
    wait: (params, call) =>
      new Promise((resolve) => {
        call.signal.addEventListener("abort", () => {
          gone.push(String(params));
          resolve("stopped");
        });
        call.emit("waiting");
      }),
  });
  const abort = new AbortController();
  const answer = askOwner(path, "wait", "cancelled", { signal: abort.signal, onEvent: () => abort.abort() });
  expect(await answer).toBe("stopped");
  await new Promise<void>((resolve) => {
    const client = connect(path, () => client.write(`{"method":"wait","params":"vanished"}\n`));
    client.on("data", () => client.destroy());
    client.on("close", () => resolve());
  });
  await expect.poll(() => gone).toEqual(["cancelled", "vanished"]);
});

test("an owner that stops is told apart from one that is not there", async () => {
  const dataDir = folder();
  const socket = await listenOwnerSocket(dataDir, new Map([["hang", () => new Promise(() => undefined)]]));
  const answer = askOwner(socket.path, "hang", null);
  const refused = expect(answer).rejects.toMatchObject({ code: "socket/closed" });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await socket.close();
  await refused;
  await expect(askOwner(socket.path, "hang", null)).rejects.toMatchObject({ code: "socket/unreachable" });
});

test.each(["nonsense\n", "[1]\n", `{"method":"a"}\n{"method":"b"}\n`, `{"params":1}\n`])(
  "%j is answered with an error",
  async (text) => {
    const path = await listening({ a: () => new Promise(() => undefined) });
    const reply = await new Promise<string>((resolve) => {
      let received = "";
      const client = connect(path, () => client.write(text));
      client.on("data", (bytes) => {
        received += String(bytes);
      });
      client.on("close", () => resolve(received));
    });
    expect(JSON.parse(reply)).toMatchObject({ error: { code: "socket/protocol" } });
  },
);

test("a dead owner's socket is replaced; a path that is too long for one is shortened", async () => {
  const dataDir = folder();
  writeFileSync(join(dataDir, "podlens.sock"), "left over");
  const path = await listening({ ping: async () => "pong" }, dataDir);
  expect(await askOwner(path, "ping", null)).toBe("pong");
  const long = join(folder(), "x".repeat(120));
  mkdirSync(long);
  const short = await listening({ ping: async () => "short" }, long);
  expect(short.startsWith(long)).toBe(false);
  expect(statSync(join(short, "..")).mode & 0o777).toBe(0o700);
  expect(await askOwner(short, "ping", null)).toBe("short");
});

test("characters that are split between two reads are one, and a line has a limit", () => {
  const reader = new LineReader();
  const bytes = Buffer.from('{"a":"é✓"}\n{"b":1}\n');
  const found = [...bytes].flatMap((byte) => [...reader.push(Uint8Array.of(byte))]);
  expect(found).toEqual([{ a: "é✓" }, { b: 1 }]);
  expect(() => [...new LineReader().push(Buffer.alloc(MAX_LINE + 1, 32))]).toThrow("too long");
});
