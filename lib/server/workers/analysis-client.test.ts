import { describe, expect, it } from "vitest";
import type { PackedSnapshot } from "@/lib/server/usecases/ports";
import { type AnalysisThread, createAnalysisClient } from "./analysis-client";
import type { FromWorker, ToWorker } from "./analysis-protocol";

const text = new TextEncoder();
const answer = (value: unknown): FromWorker => ({ type: "answer", json: text.encode(JSON.stringify(value)) });
const read = (json: Uint8Array) => JSON.parse(new TextDecoder().decode(json)) as unknown;

function packed(id: string): PackedSnapshot {
  return { meta: { id } as PackedSnapshot["meta"], parts: [], gaps: [], documents: [] };
}

/** A thread that holds two snapshots and does what `behave` says for a question. */
function threads(behave: (message: Extract<ToWorker, { type: "ask" }>) => Promise<FromWorker> | FromWorker) {
  const started: { seen: ToWorker[]; stopped: boolean }[] = [];
  const startThread = (): AnalysisThread => {
    const state = { seen: [] as ToWorker[], stopped: false };
    const held: string[] = [];
    started.push(state);
    return {
      call: async (message) => {
        state.seen.push(message);
        if (message.type === "load") {
          held.push(message.snapshot.meta.id);
          if (held.length > 2) held.shift();
          return { type: "loaded" };
        }
        if (message.type === "findings") return { type: "loaded" };
        return held.includes(message.snapshotId) ? behave(message) : { type: "not-loaded" };
      },
      stop: async () => {
        state.stopped = true;
      },
    };
  };
  return { started, startThread };
}

describe("analysis client", () => {
  it("loads a snapshot once and asks again", async () => {
    const loads: string[] = [];
    const { started, startThread } = threads((message) => answer(message.name));
    const load = async (id: string) => {
      loads.push(id);
      return packed(id);
    };
    const client = createAnalysisClient({ load, startThread });
    expect(read(await client.ask("a", "overview", {}))).toBe("overview");
    expect(read(await client.ask("a", "clusters", {}))).toBe("clusters");
    expect(loads).toEqual(["a"]);
    expect(started).toHaveLength(1);
    await client.close();
    expect(started[0]?.stopped).toBe(true);
  });

  it("asks one thing at a time, in order", async () => {
    let underWay = 0;
    let most = 0;
    const order: string[] = [];
    const { startThread } = threads(async (message) => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 1));
      underWay--;
      order.push(message.name);
      return answer(null);
    });
    const client = createAnalysisClient({ load: async (id) => packed(id), startThread });
    await Promise.all([
      client.ask("a", "overview", {}),
      client.ask("a", "clusters", {}),
      client.ask("b", "counts", {}),
    ]);
    expect([most, order]).toEqual([1, ["overview", "clusters", "counts"]]);
  });

  it("says that there is no such snapshot", async () => {
    const { startThread } = threads(() => answer(null));
    const client = createAnalysisClient({ load: async () => null, startThread });
    await expect(client.ask("a", "overview", {})).rejects.toMatchObject({ code: "snapshot-not-found" });
  });

  it("fails one question clearly where the worker dies, and answers the next with a new one", async () => {
    const { started, startThread } = threads((message) => {
      if (message.name === "overview") throw new Error("out of memory");
      return answer(message.name);
    });
    const client = createAnalysisClient({ load: async (id) => packed(id), startThread });
    const dying = client.ask("a", "overview", {});
    const next = client.ask("a", "clusters", {});
    await expect(dying).rejects.toMatchObject({
      code: "analysis-failed",
      cause: expect.objectContaining({ message: "out of memory" }),
    });
    expect(read(await next)).toBe("clusters");
    expect(started).toHaveLength(2);
  });

  it("keeps the worker where a question fails in it", async () => {
    const { started, startThread } = threads((message) =>
      message.name === "overview" ? { type: "failed", message: "bad" } : answer(1),
    );
    const client = createAnalysisClient({ load: async (id) => packed(id), startThread });
    await expect(client.ask("a", "overview", {})).rejects.toMatchObject({ code: "analysis-failed" });
    expect(read(await client.ask("a", "clusters", {}))).toBe(1);
    expect(started).toHaveLength(1);
  });

  it("never computes what was cancelled while it waited, and drops what was cancelled while it ran", async () => {
    const asked: string[] = [];
    let go = () => {};
    const { startThread } = threads(async (message) => {
      asked.push(message.name);
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      return answer(message.name);
    });
    const client = createAnalysisClient({ load: async (id) => packed(id), startThread });
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = client.ask("a", "overview", {}, running.signal);
    const second = client.ask("a", "clusters", {}, waiting.signal);
    const third = client.ask("a", "counts", {});
    while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    waiting.abort();
    running.abort();
    await expect(first).rejects.toMatchObject({ code: "cancelled" });
    await expect(second).rejects.toMatchObject({ code: "cancelled" });
    go();
    while (asked.length < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    go();
    expect(read(await third)).toBe("counts");
    expect(asked).toEqual(["overview", "counts"]);
    await expect(client.ask("a", "counts", {}, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
  });

  it("answers nothing after it was closed", async () => {
    const { startThread } = threads(() => answer(1));
    const client = createAnalysisClient({ load: async (id) => packed(id), startThread });
    await client.close();
    await expect(client.ask("a", "overview", {})).rejects.toMatchObject({ code: "cancelled" });
  });
});
