/** public/iam: each action of the activity files is needed, and what misses without it is named. */
import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Gap } from "@/lib/domain/snapshot/part";
import { athenaConfiguration, type Sandbox } from "@/lib/server/sandbox";
import {
  closePlace,
  collect,
  DAY_MS,
  dayAgo,
  failureOf,
  ORGANIZATION_BUCKET,
  open,
  PAYMENTS,
  startPlace,
  TODAY,
} from "./sandbox-place";

describe("permissions", () => {
  let sandbox: Sandbox;
  /** The one action that is taken away; everything else that the shipped files grant is granted. */
  let missing: string | null = null;
  let allowed: ReadonlySet<string> = new Set();

  const actionsOf = (name: string): string[] => {
    const text = readFileSync(new URL(`../../../public/iam/${name}.json`, import.meta.url), "utf8");
    const { Statement } = JSON.parse(text) as { Statement: { Action: string[] }[] };
    return [...new Set(Statement.flatMap((statement) => statement.Action))];
  };

  beforeAll(async () => {
    allowed = new Set(["sts:AssumeRole", ...["activity", "activity-s3", "activity-athena"].flatMap(actionsOf)]);
    sandbox = await startPlace({
      activity: { days: 2 },
      authorise: ({ action }) => (action !== missing && allowed.has(action) ? "allowed" : "denied"),
    });
  });
  afterEach(() => {
    missing = null;
  });
  afterAll(() => closePlace(sandbox));

  const signal = new AbortController().signal;
  const account = { accountId: PAYMENTS, regions: ["eu-west-1"] };

  /** Permissions that something said it lacks, when all of CloudTrail and the bucket is read. */
  async function lacking(): Promise<string[]> {
    const gaps: Gap[] = [];
    const onGap = (gap: Gap) => gaps.push(gap);
    const s3 = {
      type: "s3",
      bucket: ORGANIZATION_BUCKET,
      prefix: `AWSLogs/o-shopfront42/${PAYMENTS}`,
      region: "eu-west-1",
    } as const;
    const { files, records, coverage } = open(sandbox, [s3, { type: "lookup-events" }]);
    const days = { from: dayAgo(1), to: dayAgo(1), after: () => null };
    await coverage.trails(account, onGap, signal);
    const time = { from: new Date(TODAY - DAY_MS / 4), to: new Date(TODAY) };
    for (const source of records)
      await collect(
        source.assumptions({ accounts: [account], roles: new Map(), ...time, checkpoint: () => null, onGap, signal }),
      );
    const lacks: string[] = [];
    for (const source of files) {
      await source.digests?.publicKeys("eu-west-1", time, onGap);
      const [object] = await collect(source.list({ ...days, onGap, signal }));
      if (object === undefined) continue;
      await source.open(object, signal).catch((error: { kind: string; service: string; operation: string }) => {
        if (error.kind === "denied") lacks.push(`${error.service}:${error.operation}`);
      });
    }
    return [...new Set([...lacks, ...gaps.flatMap((gap) => gap.missingPermission ?? [])])];
  }

  describe("CloudTrail and the bucket", () => {
    it("want nothing that the files do not grant", async () => {
      expect(await lacking()).toEqual([]);
    });

    const wanted = [
      ...actionsOf("activity").filter((action) => action.startsWith("cloudtrail:")),
      ...actionsOf("activity-s3"),
    ];
    it.each(wanted)("%s is needed, and missed by name", async (action) => {
      missing = action;
      expect(await lacking()).toEqual([action]);
    });
  });

  describe("Athena", () => {
    const ask = async (unique: number) => {
      const [engine] = open(sandbox, [athenaConfiguration(sandbox.estate)]).engines;
      if (engine === undefined) throw new Error("no engine");
      const day = dayAgo(1).replaceAll("-", "/");
      const sql = `SELECT ${unique} AS n FROM "audit"."cloudtrail_logs" WHERE "account" IN ('${PAYMENTS}') AND "region" IN ('us-east-1') AND "timestamp" BETWEEN '${day}' AND '${day}'`;
      await engine.scanLimit(signal);
      const stopping = new AbortController();
      const { pages } = await engine.run(sql, { signal });
      await collect(pages());
      await engine
        .run(`${sql} `, { signal: stopping.signal, onProgress: () => stopping.abort() })
        .catch((error: { kind: string }) => {
          if (error.kind !== "aborted") throw error;
        });
    };

    it("wants nothing that the file does not grant", async () => {
      sandbox.calls.reset();
      await ask(0);
      expect(sandbox.calls.records.filter((call) => call.error !== "")).toEqual([]);
    });

    it.each(actionsOf("activity-athena").map((action, i) => [action, i + 1] as const))(
      "%s is needed, and missed by name",
      async (action, i) => {
        missing = action;
        if (action === "athena:StopQueryExecution") {
          // Nobody waits for it: a query that cannot be stopped is cancelled here all the same.
          sandbox.calls.reset();
          await ask(i);
          expect(
            sandbox.calls.records
              .filter((call) => call.error === "AccessDeniedException")
              .map((call) => call.operation),
          ).toEqual(["StopQueryExecution"]);
          return;
        }
        const failure = await failureOf(ask(i));
        expect(failure.kind).toBe("denied");
        expect(failure.message).toContain(action);
      },
    );
  });
});
