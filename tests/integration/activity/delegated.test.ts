/** The same estate read twice, from the trail's files and through Athena: the store answers alike, cell by cell. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { IngestProgress } from "@/lib/contracts/api";
import { configSchema } from "@/lib/contracts/config";
import { type ClosableIngestControl, createIngestControl } from "@/lib/server/boot/ingest-control";
import { athenaConfiguration, type Sandbox, sandboxConfiguration } from "@/lib/server/sandbox";
import { openStore, type Store } from "@/lib/server/store";
import { closePlace, dayAgo, ORGANIZATION_BUCKET, PAYMENTS, startPlace } from "./sandbox-place";

const REGIONS = ["eu-west-1", "us-east-1"];
const clock = { now: () => new Date() };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

let sandbox: Sandbox;
const opened: { store: Store; ingest: ClosableIngestControl; folder: string }[] = [];

async function read(source: unknown): Promise<{ store: Store; again: () => Promise<IngestProgress> }> {
  const folder = await mkdtemp(join(tmpdir(), "podlens-delegated-"));
  const store = await openStore({ dataDir: folder, clock });
  const config = configSchema.parse({
    ...sandboxConfiguration(sandbox.estate),
    activity: { days: 2, sources: [source] },
  });
  const { sink, delegated: usage } = store.activity;
  const accounts = [{ accountId: PAYMENTS, regions: REGIONS }];
  const scope = async () => ({
    callerAccount: sandbox.estate.reader.hubAccountId,
    partition: "aws",
    accounts,
    roles: new Map<string, readonly string[]>(),
  });
  const ingest = createIngestControl({ config, configFile: null, dataDir: folder, sink, usage, scope, clock, log });
  opened.push({ store, ingest, folder });
  const again = async () => {
    await ingest.start("page");
    return new Promise<IngestProgress>((resolve) => {
      const look = (progress: IngestProgress) => {
        if (progress.finishedAt !== null) resolve(progress);
      };
      ingest.subscribe(({ progress }) => look(progress));
      const now = ingest.current();
      if (now !== null) look(now.progress);
    });
  };
  return { store, again };
}

const usageOf = async (store: Store) => {
  const { rows } = await store.activity.queries.usage({
    workloads: [],
    roles: [],
    accounts: [PAYMENTS],
    from: `${dayAgo(2)}T00:00:00.000Z`,
    to: `${dayAgo(0)}T00:00:00.000Z`,
    deniedOnly: false,
    limit: 5000,
  });
  return rows;
};

beforeAll(async () => {
  sandbox = await startPlace();
});
afterAll(async () => {
  for (const { store, ingest, folder } of opened) {
    await ingest.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
  await closePlace(sandbox);
});

describe("days that an engine counts", () => {
  it("are what the files themselves come to, and are asked for once", async () => {
    const files = await read({
      type: "s3",
      bucket: ORGANIZATION_BUCKET,
      prefix: `AWSLogs/o-shopfront42/${PAYMENTS}`,
      region: "eu-west-1",
    });
    const athena = await read(athenaConfiguration(sandbox.estate));
    expect(await files.again()).toMatchObject({ state: "complete", gaps: [] });
    expect(await athena.again()).toMatchObject({ state: "complete", gaps: [] });
    const wanted = await usageOf(files.store);
    expect(wanted.filter((row) => row.workloadId !== null).length).toBeGreaterThan(40);
    expect(await usageOf(athena.store)).toEqual(wanted);

    const days = await athena.store.activity.delegated.days(`athena:audit/audit.cloudtrail_logs`);
    expect([...days.values()].filter((day) => day.settled).length).toBeGreaterThanOrEqual(1);
    expect([...days.values()].some((day) => day.bytesScanned > 1000)).toBe(true);
    const range = { from: `${dayAgo(2)}T00:00:00.000Z`, to: `${dayAgo(0)}T00:00:00.000Z` };
    const { delegated } = await athena.store.activity.queries.watched(range);
    const scanned = [...days.values()].reduce((sum, day) => sum + day.bytesScanned, 0);
    expect(delegated).toEqual([
      { engine: "athena:audit/audit.cloudtrail_logs", days: days.size, bytesScanned: scanned },
    ]);
    const before = sandbox.calls.counts()["athena:StartQueryExecution"] ?? 0;
    await athena.again();
    // What may still change is asked for again: today, and yesterday in its last minutes.
    expect((sandbox.calls.counts()["athena:StartQueryExecution"] ?? 0) - before).toBeLessThanOrEqual(4);
    expect(await usageOf(athena.store)).toEqual(wanted);
  });

  it("what the engine refuses is a gap with its permission, and the run ends with what there is", async () => {
    sandbox.faults.set([{ kind: "deny", service: "athena", operation: "StartQueryExecution" }]);
    const athena = await read(athenaConfiguration(sandbox.estate));
    const progress = await athena.again();
    sandbox.faults.clear();
    expect(progress.state).toBe("partial");
    expect(progress.gaps.join()).toContain("athena:StartQueryExecution");
    expect(await athena.again()).toMatchObject({ state: "complete" });
    expect((await usageOf(athena.store)).length).toBeGreaterThan(40);
  });
});
