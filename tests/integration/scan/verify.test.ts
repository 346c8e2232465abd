/** It checks itself: against a simulator that evaluates policies by other means than ours, and against recorded outcomes. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { VerifyAnswer } from "@/lib/contracts/api/verify";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import type { RecordedOutcome } from "@/lib/domain/access/verify/recorded";
import { loadActionTable } from "@/lib/domain/policy/table";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { createEstateSource, Limits } from "@/lib/server/aws";
import { type Sandbox, sandboxConfiguration, sandboxEnvironment, startSandbox } from "@/lib/server/sandbox";
import { verify } from "@/lib/server/usecases/verify/verify";
import { queries } from "@/lib/view/queries";
import { createSnapshotView, type SnapshotView } from "@/lib/view/snapshot-view";
import { configOf, type ScanOutcome, scan, withEnvironment } from "./harness";

let sandbox: Sandbox;
let view: SnapshotView;
let meta: SnapshotContent["meta"];

beforeAll(async () => {
  sandbox = await startSandbox();
  const found: ScanOutcome = await scan(sandbox, { config: config() });
  meta = {
    id: "01TEST",
    startedAt: "2026-11-20T09:00:00.000Z",
    finishedAt: "2026-11-20T09:01:00.000Z",
    status: "complete",
    engineVersion: "test",
    counts: null,
    scope: "",
  };
  const { parts, gaps, documents } = found.store;
  const content = { meta, parts: [...parts.values()], gaps, documents };
  view = createSnapshotView(content, buildAccessModel(content), { actions: await loadActionTable() });
});
afterAll(() => sandbox.close());

function config() {
  const base = sandboxConfiguration(sandbox.estate);
  const accounts = base.scope.accounts.filter(({ id }) => ["333333333333", "444455556666"].includes(id));
  return {
    ...base,
    resources: { enabled: true },
    scope: { ...base.scope, accounts, includeCaller: false, regions: ["eu-west-1"] },
  };
}

function run(sample: number, outcomes: readonly RecordedOutcome[] | null = null): Promise<VerifyAnswer> {
  const deps = {
    store: { get: async () => meta },
    analysis: {
      ask: async (_: string, name: keyof typeof queries, input: unknown) =>
        new TextEncoder().encode(
          JSON.stringify((queries[name] as (view: SnapshotView, input: unknown) => unknown)(view, input)),
        ),
    },
    clock: { now: () => new Date() },
    scope: configOf(config()).scope,
    openSimulator: (signal: AbortSignal) =>
      createEstateSource({ limits: new Limits({ mode: "off" }), signal, backoffMs: 5 }),
    recorded: { outcomes: async () => outcomes },
  };
  return withEnvironment(sandboxEnvironment(sandbox), () =>
    verify(deps, { snapshot: "latest", sample }, new AbortController().signal),
  );
}

describe("the simulator", () => {
  it("agrees on grants and near misses, and what was left out is counted", async () => {
    const { simulator } = await run(400);
    expect(simulator.contradictions).toEqual([]);
    expect(simulator).toMatchObject({ state: "compared", missingPermission: null });
    expect(simulator.compared).toBeGreaterThan(350);
    expect(simulator.agreed).toBe(simulator.compared);
    const codes = simulator.leftOut.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(["trust", "key-decides", "session-policy", "resource-side"]));
    expect(simulator.compared + (simulator.leftOut.find(({ code }) => code === "contested")?.count ?? 0)).toBe(400);
  });

  it("asks about what is allowed, denied and explicitly denied", () => {
    const { questions } = queries["verify-questions"](view, { sample: 400 });
    const outcomes = new Set(questions.map(({ ours }) => ours.outcome));
    expect(outcomes).toEqual(new Set(["Allowed", "ImplicitlyDenied", "ExplicitlyDenied"]));
    expect(queries["verify-questions"](view, { sample: 400 }).questions).toEqual(questions);
  });

  it("shows both sides where a policy has changed since the scan", async () => {
    const roles = sandbox.estate.accounts.get("444455556666")?.roles as unknown as Map<
      string,
      { inline: readonly object[] }
    >;
    const role = roles.get("carto-self-hosted");
    if (!role) throw new Error("carto-self-hosted is in the sample");
    roles.set("carto-self-hosted", { ...role, inline: [] });
    try {
      const { simulator, contradictions } = await run(400);
      expect(contradictions).toBeGreaterThan(0);
      expect(new Set(simulator.contradictions.map(({ roleArn }) => roleArn))).toEqual(
        new Set(["arn:aws:iam::444455556666:role/carto-self-hosted"]),
      );
      expect(simulator.contradictions[0]).toMatchObject({
        source: "simulator",
        ours: {
          decision: "Allowed",
          because: expect.arrayContaining([expect.objectContaining({ layer: "identity" })]),
        },
        theirs: { decision: "implicitDeny" },
      });
    } finally {
      roles.set("carto-self-hosted", role);
    }
  });

  it("needs simulate.json and nothing else; without it, it says so", async () => {
    const file = JSON.parse(readFileSync(new URL("../../../public/iam/simulate.json", import.meta.url), "utf8")) as {
      Statement: { Action: string[] }[];
    };
    sandbox.calls.reset();
    await run(20);
    const used = Object.keys(sandbox.calls.counts()).filter((name) => !name.startsWith("sts:"));
    expect(used).toEqual(file.Statement.flatMap(({ Action }) => Action));
    sandbox.faults.set([{ kind: "deny", service: "iam", operation: "SimulatePrincipalPolicy" }]);
    try {
      const { simulator } = await run(20);
      expect(simulator).toMatchObject({
        state: "denied",
        compared: 0,
        missingPermission: "iam:SimulatePrincipalPolicy",
      });
      expect(simulator.leftOut.find(({ code }) => code === "not-answered")?.count).toBe(20);
    } finally {
      sandbox.faults.clear();
    }
  });
});

describe("recorded outcomes", () => {
  const carto = "arn:aws:iam::444455556666:role/carto-self-hosted";
  const record = (over: Partial<RecordedOutcome>): RecordedOutcome => ({
    eventId: "e1",
    at: "2026-11-21T10:00:00Z",
    roleArn: carto,
    roleId: null,
    action: "s3:GetObject",
    resource: "arn:aws:s3:::shop-carto-import/a.csv",
    outcome: "success",
    errorCode: null,
    context: [],
    ...over,
  });

  it("agree, contradict with both sides, or are left out with the reason", async () => {
    const { recorded } = await run(1, [
      record({ eventId: "agrees" }),
      record({ eventId: "impossible", action: "s3:DeleteBucket", resource: "arn:aws:s3:::shop-carto-import" }),
      record({ eventId: "earlier", at: "2026-11-01T10:00:00Z", outcome: "denied", errorCode: "AccessDenied" }),
      record({ eventId: "stranger", roleArn: "arn:aws:iam::444455556666:role/nobody" }),
      record({ eventId: "recreated", roleId: "AROAEARLIER" }),
      record({ eventId: "vague", resource: null }),
    ]);
    const uncertain = recorded.contradictions.filter(({ theirs }) => theirs.eventId !== "impossible");
    expect(uncertain).toEqual([]);
    expect(recorded.contradictions).toMatchObject([
      {
        source: "recorded",
        ours: { decision: "ImplicitlyDenied" },
        theirs: { decision: "success", eventId: "impossible" },
      },
    ]);
    expect(recorded.leftOut.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["not-a-pods-role", "another-role", "not-certain"]),
    );
  });

  it("where nothing was recorded, that is said", async () => {
    expect((await run(1)).recorded).toMatchObject({ state: "nothing", compared: 0 });
  });
});
