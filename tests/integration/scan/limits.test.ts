import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RateRule, type Sandbox, startSandbox } from "@/lib/server/sandbox";
import { scan } from "./harness";
import { minimumCalls } from "./minimum-calls";

/** The rules of the starting figures, four times as fast, so that the test is. */
const rates = (rate: number, burst = 5): RateRule[] => [
  { service: "eks", rate, burst, per: "operation", regional: true },
  { service: "iam", rate, burst, per: "operation", regional: false },
];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ capabilities: ["organization"] });
});
afterAll(() => sandbox.close());

const throttled = () => sandbox.calls.records.filter(({ error }) => /Throttl|TooMany/.test(error)).length;
const least = () => Object.values(minimumCalls(sandbox.estate)).reduce((sum, count) => sum + count, 0);

describe("a scan behind limits", () => {
  it("that it knows is not throttled, and makes not one call too many", async () => {
    // On a busy machine requests that left one by one arrive together: the endpoint takes more at once, at the same rate.
    sandbox.rates.set(rates(20, 40));
    sandbox.calls.reset();
    const { summary } = await scan(sandbox, { limits: { mode: "steady", rates: { eks: 20, iam: 20 } } });
    expect(summary.gaps).toEqual([]);
    expect(throttled()).toBe(0);
    expect(sandbox.calls.total).toBe(least());
  });

  it("that are tighter than it thought slows down, and loses nothing", async () => {
    sandbox.rates.set(rates(12));
    sandbox.calls.reset();
    const { summary } = await scan(sandbox, { limits: { mode: "steady", rates: { eks: 30, iam: 30 } } });
    expect(summary.gaps).toEqual([]);
    expect(throttled()).toBeGreaterThan(0);
    expect(sandbox.calls.total - throttled()).toBe(least());
  });

  it("that are wider than it thought goes faster only when it is told to probe", async () => {
    sandbox.rates.set([]);
    sandbox.calls.reset();
    const waits = new Set<number>();
    const { summary } = await scan(sandbox, {
      limits: { mode: "probe" },
      onProgress: ({ waits: all }) => {
        for (const { perSecond } of all) if (perSecond !== null) waits.add(perSecond);
      },
    });
    expect(summary.gaps).toEqual([]);
    expect(sandbox.calls.total).toBe(least());
    expect(Math.max(...waits)).toBeGreaterThan(5);
  });
});
