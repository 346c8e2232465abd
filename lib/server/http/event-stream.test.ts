import { describe, expect, it } from "vitest";
import type { ScanProgress } from "@/lib/contracts/api";
import { scanEventStream } from "./event-stream";
import type { ScanEvent } from "./web-container";

function scans(current: ScanEvent | null) {
  const listeners = new Set<(event: ScanEvent) => void>();
  return {
    listeners,
    control: {
      start: () => Promise.reject(new Error("not asked")),
      cancel: () => Promise.reject(new Error("not asked")),
      current: () => current,
      subscribe: (listener: (event: ScanEvent) => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
}

const event = (id: number): ScanEvent => ({ id, progress: { snapshotId: `s${id}` } as ScanProgress });

function open(current: ScanEvent | null, options: Partial<Parameters<typeof scanEventStream>[1]> = {}) {
  const source = scans(current);
  const closing = new AbortController();
  const abort = new AbortController();
  const stream = scanEventStream(
    { scans: source.control, closing: closing.signal },
    { lastEventId: null, signal: abort.signal, lifetimeMs: null, ...options },
  );
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const next = async () => {
    const { value, done } = await reader.read();
    return done ? null : decoder.decode(value);
  };
  return {
    source,
    closing,
    abort,
    reader,
    next,
    emit: (each: ScanEvent) => source.listeners.forEach((listener) => void listener(each)),
  };
}

describe("scan event stream", () => {
  it("begins with the present state and goes on with what follows", async () => {
    const stream = open(event(4));
    expect(await stream.next()).toBe("retry: 2000\n\n");
    expect(await stream.next()).toBe('id: 4\nevent: progress\ndata: {"snapshotId":"s4"}\n\n');
    stream.emit(event(5));
    expect(await stream.next()).toContain("id: 5\n");
    await stream.reader.cancel();
    expect(stream.source.listeners.size).toBe(0);
  });

  it("says that nothing runs", async () => {
    const stream = open(null);
    await stream.next();
    expect(await stream.next()).toBe("event: idle\ndata: {}\n\n");
    await stream.reader.cancel();
  });

  it("sends nothing twice to who comes back, and everything to who missed something", async () => {
    const same = open(event(4), { lastEventId: "4" });
    await same.next();
    same.emit(event(5));
    expect(await same.next()).toContain("id: 5\n");
    await same.reader.cancel();
    const behind = open(event(4), { lastEventId: "2" });
    await behind.next();
    expect(await behind.next()).toContain("id: 4\n");
    await behind.reader.cancel();
  });

  it("keeps only the newest state for a slow reader, and beats", async () => {
    const stream = open(null, { heartbeat: 5 });
    for (let id = 1; id <= 100; id++) stream.emit(event(id));
    const seen: string[] = [];
    let text = "";
    while (!text.includes("still here")) {
      text = (await stream.next()) ?? "";
      seen.push(text);
    }
    expect(seen.length).toBeLessThan(30);
    expect(seen.filter((each) => each.includes("id: ")).at(-1)).toContain("id: 100\n");
    await stream.reader.cancel();
  });

  it.each(["abort", "closing"] as const)("ends on %s", async (how) => {
    const stream = open(null);
    await stream.next();
    await stream.next();
    stream[how].abort();
    expect(await stream.next()).toBeNull();
    expect(stream.source.listeners.size).toBe(0);
  });

  it("ends with the session", async () => {
    const stream = open(null, { lifetimeMs: 1 });
    await stream.next();
    await stream.next();
    expect(await stream.next()).toBeNull();
    expect(stream.source.listeners.size).toBe(0);
  });
});
