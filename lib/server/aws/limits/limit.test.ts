import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Cancellation } from "../cancellation";
import { limitRule } from "./figures";
import { Limit, type LimitSubject } from "./limit";
import { Limits } from "./limits";
import { Slots } from "./slots";

const subject: LimitSubject = { service: "eks", operation: "X", accountId: "1", region: "r" };
const signal = new Cancellation(new AbortController().signal);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Queues `count` requests that each take `latency`; the times at which they left. */
async function send(limit: Limit, count: number, latency = 0): Promise<number[]> {
  const left: number[] = [];
  const all = Array.from({ length: count }, async () => {
    await limit.acquire(signal);
    const at = performance.now();
    left.push(at);
    if (latency > 0) await new Promise((resolve) => setTimeout(resolve, latency));
    limit.done(at, null);
  });
  await vi.advanceTimersByTimeAsync(600_000);
  await Promise.all(all);
  return left;
}

describe("Limit", () => {
  it("paces evenly, a little slower than allowed, without a burst at the start", async () => {
    const start = performance.now();
    const left = await send(new Limit(subject, { rate: 5, burst: 5, concurrency: 32 }, "steady"), 101);
    const seconds = ((left.at(-1) ?? 0) - start) / 1000;
    expect(100 / seconds).toBeGreaterThan(4.8);
    expect(100 / seconds).toBeLessThanOrEqual(5);
    // Never more in one second than the service takes, whatever second one looks at.
    for (const at of left)
      expect(left.filter((other) => other >= at && other < at + 1000).length).toBeLessThanOrEqual(6);
  });

  it("keeps to its concurrency", async () => {
    const limit = new Limit(subject, { rate: 1000, burst: 10, concurrency: 2 }, "steady");
    let underWay = 0;
    let most = 0;
    const all = Array.from({ length: 20 }, async () => {
      await limit.acquire(signal);
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 50));
      underWay--;
      limit.done(performance.now(), null);
    });
    await vi.advanceTimersByTimeAsync(10_000);
    await Promise.all(all);
    expect(most).toBe(2);
  });

  it("waits as long as the service asks after a throttled request", async () => {
    const limit = new Limit(subject, { rate: 100, burst: 5, concurrency: 4 }, "steady");
    await limit.acquire(signal);
    const at = performance.now();
    limit.done(at, 3);
    const next = limit.acquire(signal).then(() => performance.now());
    await vi.advanceTimersByTimeAsync(10_000);
    expect((await next) - at).toBeGreaterThanOrEqual(3000);
  });

  it("pauses longer with every throttled request in a row", async () => {
    const limit = new Limit(subject, { rate: 100, burst: 5, concurrency: 4 }, "off");
    const waits: number[] = [];
    let last = performance.now();
    for (let i = 0; i < 6; i++) {
      const ready = limit.acquire(signal);
      await vi.advanceTimersByTimeAsync(60_000);
      await ready;
      limit.done(last, 0);
      const now = performance.now();
      const free = limit.acquire(signal).then(() => performance.now() - now);
      await vi.advanceTimersByTimeAsync(60_000);
      waits.push(await free);
      last = performance.now();
      limit.done(last, 0);
    }
    for (let i = 1; i < waits.length; i++) expect(waits[i]).toBeGreaterThanOrEqual(waits[i - 1] ?? 0);
    expect(waits.at(-1)).toBeGreaterThan(1000);
  });

  it("lets a waiting request go when it is aborted, and the others pass", async () => {
    const limit = new Limit(subject, { rate: 1, burst: 1, concurrency: 1 }, "steady");
    await limit.acquire(signal);
    const stop = new AbortController();
    const doomed = limit.acquire(new Cancellation(stop.signal)).catch((error: Error) => error.name);
    const other = limit.acquire(signal);
    expect(limit.waiting).toBe(2);
    stop.abort();
    expect(await doomed).toBe("AbortError");
    limit.done(performance.now(), null);
    await vi.advanceTimersByTimeAsync(5000);
    await other;
    expect(limit.waiting).toBe(0);
  });

  it("does not pace at all when it is off", async () => {
    const start = performance.now();
    const left = await send(new Limit(subject, { rate: 5, burst: 5, concurrency: 32 }, "off"), 1000);
    expect((left.at(-1) ?? 0) - start).toBe(0);
  });
});

describe("Limits", () => {
  it("has one budget for an account, region and API, and another for each of them", () => {
    const limits = new Limits({ mode: "steady" });
    const one = limits.of("eks", "ListAddons", "111111111111", "eu-west-1");
    expect(limits.of("eks", "ListAddons", "111111111111", "eu-west-1")).toBe(one);
    expect(limits.of("eks", "DescribeAddon", "111111111111", "eu-west-1")).not.toBe(one);
    expect(limits.of("eks", "ListAddons", "111111111111", "us-east-1")).not.toBe(one);
    expect(limits.of("eks", "ListAddons", "222222222222", "eu-west-1")).not.toBe(one);
    // IAM is one service for all regions.
    expect(limits.of("iam", "GetPolicy", "1", "eu-west-1")).toBe(limits.of("iam", "GetPolicy", "1", "us-east-1"));
  });

  it("starts at the figures, or at what a probing run found", () => {
    const found = new Map([["eks|ListAddons|1|eu-west-1", 42]]);
    const limits = new Limits({ mode: "steady", found });
    expect(limits.of("eks", "ListAddons", "1", "eu-west-1").rate).toBe(42);
    expect(limits.of("eks", "ListAddons", "2", "eu-west-1").rate).toBe(5);
    expect(limits.found().size).toBe(0);
  });

  it("knows the published figures of Organizations by operation", () => {
    expect(limitRule("organizations", "DescribePolicy")).toMatchObject({ rate: 2, burst: 2 });
    expect(limitRule("organizations", "ListRoots")).toMatchObject({ rate: 1, burst: 2 });
    expect(limitRule("organizations", "ListTargetsForPolicy")).toMatchObject({ rate: 5, burst: 8 });
    expect(limitRule("sts", "AssumeRole")).toMatchObject({ rate: 600 });
    expect(limitRule("eks", "ListClusters", { eks: 20 })).toMatchObject({ rate: 20 });
  });
});

describe("all limits together", () => {
  it("have so many requests under way at once, and none is forgotten or bunched up by the wait", async () => {
    const slots = new Slots(3);
    const limits = Array.from(
      { length: 4 },
      (_, i) => new Limit({ ...subject, region: `r${i}` }, { rate: 50, burst: 5, concurrency: 10 }, "steady", slots),
    );
    let underWay = 0;
    let most = 0;
    const left: number[][] = limits.map(() => []);
    const all = limits.flatMap((limit, i) =>
      Array.from({ length: 20 }, async () => {
        await limit.acquire(signal);
        most = Math.max(most, ++underWay);
        left[i]?.push(performance.now());
        await new Promise((resolve) => setTimeout(resolve, 100));
        underWay--;
        limit.done(performance.now(), null);
      }),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    await Promise.all(all);
    expect(most).toBe(3);
    expect(left.map((times) => times.length)).toEqual([20, 20, 20, 20]);
    for (const times of left)
      for (const at of times)
        expect(times.filter((other) => other >= at && other < at + 20).length).toBeLessThanOrEqual(3);
  });

  it("do not keep a slot waiting for one that needs it no more", async () => {
    const slots = new Slots(1);
    const [first, second, third] = ["a", "b", "c"].map(
      (region) => new Limit({ ...subject, region }, { rate: 1, burst: 1, concurrency: 1 }, "steady", slots),
    ) as [Limit, Limit, Limit];
    await first.acquire(signal);
    const stop = new AbortController();
    const given = second.acquire(new Cancellation(stop.signal)).catch(() => "cancelled");
    const waiting = third.acquire(signal);
    stop.abort();
    expect(await given).toBe("cancelled");
    first.done(performance.now(), null);
    await vi.advanceTimersByTimeAsync(100);
    await waiting;
  });
});
