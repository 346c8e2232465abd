import { describe, expect, it } from "vitest";
import type { Gap } from "@/lib/domain/snapshot/part";
import { GapLog } from "./gap-log";
import { Gate, GateMemory } from "./gate";
import type { CallFailure, FailureKind } from "./ports";

const scope = { accountId: "111111111111", region: "eu-west-1", clusterArn: "c" };
const clock = { now: () => new Date(0) };

function failure(kind: FailureKind = "denied", error = "AccessDeniedException"): CallFailure {
  return Object.assign(new Error("no"), {
    code: "call-failed" as const,
    kind,
    service: "eks",
    operation: "DescribeThing",
    error,
    endpoint: null,
  });
}

async function run(gate: Gate, answers: readonly ("ok" | CallFailure)[]): Promise<number> {
  let asked = 0;
  for (const [i, answer] of answers.entries()) {
    await gate.call("DescribeThing", `r${i}`, async () => {
      asked++;
      if (answer !== "ok") throw answer;
      return answer;
    });
  }
  return asked;
}

async function report(gate: Gate): Promise<Gap[]> {
  const log = new GapLog({ saveGap: async () => undefined }, clock);
  await gate.report(log, scope);
  return log.gaps;
}

const denied = (count: number) => Array.from({ length: count }, () => failure());

describe("a gate", () => {
  it("stops asking after twenty denials without a success, and tells how many calls that stands for", async () => {
    const gate = new Gate();
    expect(await run(gate, denied(5000))).toBe(20);
    expect(await report(gate)).toMatchObject([
      { resource: null, count: 5000, missingPermission: "eks:DescribeThing", operation: "DescribeThing" },
    ]);
  });

  it("asks on where some calls work, and names each one that does not", async () => {
    const gate = new Gate();
    const answers = [...denied(10), "ok" as const, ...denied(70)];
    expect(await run(gate, answers)).toBe(81);
    const gaps = await report(gate);
    expect(gaps).toHaveLength(80);
    expect(gaps.map(({ resource }) => resource)).toContain("r80");
    expect(gaps.every(({ count }) => count === undefined)).toBe(true);
  });

  it("names a single resource", async () => {
    const gate = new Gate();
    await run(gate, denied(1));
    expect(await report(gate)).toMatchObject([{ resource: "r0" }]);
  });

  it("has less patience in later clusters of a region where nothing ever worked, and full patience where something did", async () => {
    const memory = new GateMemory();
    expect(await run(new Gate(memory), denied(100))).toBe(20);
    expect(await run(new Gate(memory), denied(100))).toBe(3);
    expect(await run(new Gate(memory), denied(100))).toBe(3);
    expect(await run(new Gate(memory), denied(100))).toBe(1);
    expect(await run(new Gate(memory), ["ok"])).toBe(1);
    expect(await run(new Gate(memory), denied(100))).toBe(20);
  });

  it("gives up sooner on what costs time", async () => {
    expect(
      await run(
        new Gate(),
        Array.from({ length: 50 }, () => failure("timeout", "TimeoutError")),
      ),
    ).toBe(5);
  });

  it("keeps errors of different kinds apart", async () => {
    const gate = new Gate();
    await run(gate, [failure(), failure("server", "ServerException"), failure()]);
    const gaps = await report(gate);
    expect(gaps.map(({ error, count }) => [error, count])).toEqual([
      ["AccessDeniedException", 2],
      ["ServerException", undefined],
    ]);
    expect(gaps[1]).toMatchObject({ missingPermission: null, resource: "r1" });
  });

  it("leaves what was not found to the asker", async () => {
    const gate = new Gate();
    await run(gate, [failure("not-found", "ResourceNotFoundException")]);
    expect(await report(gate)).toEqual([]);
  });

  it("passes on what is no failure of a call", async () => {
    await expect(new Gate().call("X", "r", () => Promise.reject(new TypeError("defect")))).rejects.toThrow("defect");
    await expect(new Gate().call("X", "r", () => Promise.reject(failure("aborted", "AbortError")))).rejects.toThrow(
      "no",
    );
  });
});

it("a gap is kept once", async () => {
  const log = new GapLog({ saveGap: async () => undefined }, clock);
  await log.report(failure(), scope);
  await log.report(failure(), scope);
  await log.report(failure(), { ...scope, clusterArn: "d" });
  expect(log.gaps).toHaveLength(2);
  expect(log.gaps[0]?.at).toBe("1970-01-01T00:00:00.000Z");
});
