/** The same estate read twice, from the trail's files and through Athena: the store answers alike, cell by cell. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
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
  const { sink, delegated: usage, digests } = store.activity;
  const accounts = [{ accountId: PAYMENTS, regions: REGIONS }];
  const scope = async () => ({
    callerAccount: sandbox.estate.reader.hubAccountId,
    partition: "aws",
    accounts,
    roles: new Map<string, readonly string[]>(),
  });
  const ingest = createIngestControl({
    config,
    configFile: null,
    dataDir: folder,
    sink,
    usage,
    digests,
    scope,
    clock,
    log,
  });
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

const day = dayAgo(1);
const role = (name: string) => `arn:aws:iam::${PAYMENTS}:role/${name}`;
const POD_SESSION = "eks-prod-oddpod-d1861451-6ee5-4069-ae5d-741cbb99692a";

/** A session's identity; `key` null = AWS calls on with it. */
function session(name: string, key: string | null, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: "AssumedRole",
    principalId: `AROAODD:${name}`,
    arn: `arn:aws:sts::${PAYMENTS}:assumed-role/odd/${name}`,
    accountId: PAYMENTS,
    ...(key === null ? {} : { accessKeyId: key }),
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        principalId: "AROAODD",
        arn: role("path/odd"),
        accountId: PAYMENTS,
        userName: "odd",
      },
      attributes: { creationDate: `${day}T10:00:00Z`, mfaAuthenticated: "false" },
    },
    ...more,
  };
}

/** What is rare in a history, and told apart by one engine as by the other. */
function oddRecords(): Record<string, unknown>[] {
  let count = 0;
  const record = (userIdentity: unknown, more: Record<string, unknown> = {}) => ({
    eventVersion: "1.11",
    userIdentity,
    eventTime: `${day}T11:00:${String(++count).padStart(2, "0")}Z`,
    eventSource: "s3.amazonaws.com",
    eventName: "ListObjects",
    awsRegion: "eu-west-1",
    sourceIPAddress: "192.0.2.9",
    userAgent: "odd",
    requestParameters: null,
    responseElements: null,
    eventID: `0ddc0de0-0000-4000-8000-${String(count).padStart(12, "0")}`,
    readOnly: true,
    recipientAccountId: PAYMENTS,
    eventCategory: "Management",
    ...more,
  });
  const tags = {
    "eks-cluster-arn": `arn:aws:eks:eu-west-1:${PAYMENTS}:cluster/prod`,
    "kubernetes-namespace": "it's",
    "kubernetes-service-account": 'o"dd',
    "kubernetes-pod-name": "odd-\u00fc-0",
  };
  const assumed = record(
    { type: "AWSService", invokedBy: "pods.eks.amazonaws.com" },
    {
      eventTime: `${day}T10:00:00Z`,
      eventSource: "sts.amazonaws.com",
      eventName: "AssumeRole",
      requestParameters: {
        roleArn: role("path/odd"),
        roleSessionName: POD_SESSION,
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      },
      responseElements: {
        credentials: { accessKeyId: "ASIAODD1" },
        assumedRoleUser: {
          assumedRoleId: `AROAODD:${POD_SESSION}`,
          arn: `arn:aws:sts::${PAYMENTS}:assumed-role/odd/x`,
        },
      },
    },
  );
  const { sessionContext: _, ...bare } = session("bare", "ASIAODD5");
  const federated = session("web", "ASIAODD6");
  const provider = `arn:aws:iam::${PAYMENTS}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ODD`;
  const { recipientAccountId: __, ...unaddressed } = record(session(POD_SESSION, "ASIAODD1"));
  const own = record(session(POD_SESSION, "ASIAODD1"), { errorCode: "AccessDenied", readOnly: undefined });
  return [
    assumed,
    own,
    own,
    record(session(POD_SESSION, null, { invokedBy: "cloudformation.amazonaws.com" })),
    record(session(POD_SESSION, "ASIAODD2", { invokedBy: "athena.amazonaws.com" })),
    record(session("i-0ddc0de0ddc0de000", "ASIAODD3"), { eventName: "it's \\ odd", eventSource: "od'd.amazonaws.com" }),
    record(session("eks-gone-pod-d1861451-6ee5-4069-ae5d-741cbb99692b", "ASIAODD4")),
    record(bare, { errorCode: "Client.UnauthorizedOperation" }),
    record({
      ...federated,
      sessionContext: { ...(federated.sessionContext as object), webIdFederationData: { federatedProvider: provider } },
    }),
    unaddressed,
    // A forwarded assumption: it comes with the assume events and with the counts.
    record(session(POD_SESSION, null, { invokedBy: "glue.amazonaws.com" }), {
      eventSource: "sts.amazonaws.com",
      eventName: "AssumeRole",
      requestParameters: { roleArn: role("other"), roleSessionName: "x" },
      responseElements: { credentials: { accessKeyId: "ASIAODD7" } },
    }),
    record(session("x", "ASIAODD7"), { eventCategory: "Data", errorCode: "ThrottlingException" }),
  ];
}

/** One more file of the trail. */
function deliver(records: readonly unknown[]): void {
  const path = `AWSLogs/o-shopfront42/${PAYMENTS}/CloudTrail/eu-west-1/${day.replaceAll("-", "/")}`;
  const key = `${path}/${PAYMENTS}_CloudTrail_eu-west-1_${day.replaceAll("-", "")}T2355Z_zzzzzzzzzzzzzzzz.json.gz`;
  const body = gzipSync(JSON.stringify({ Records: records }));
  const bucket = sandbox.logs?.buckets.get(ORGANIZATION_BUCKET);
  if (bucket === undefined) throw new Error("no bucket");
  const { objects } = bucket;
  const file = { key, size: body.length, etag: "odd", modifiedAt: Date.parse(`${day}T23:55:00Z`), body: () => body };
  Object.assign(bucket, {
    objects: (prefix: string, after: string) => [
      ...[...objects(prefix, after), ...(key.startsWith(prefix) && key > after ? [file] : [])].sort((a, b) =>
        a.key < b.key ? -1 : 1,
      ),
    ],
    get: (name: string) => (name === key ? file : ([...objects(name, "")].find((one) => one.key === name) ?? null)),
  });
}

beforeAll(async () => {
  sandbox = await startPlace();
  deliver(oddRecords());
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
    const odd = wanted.filter(({ workloadId }) => workloadId?.endsWith(`|it's|o"dd`));
    // Its own calls, those that services made on, the one that names no account, and what the onward key did; each once.
    expect(odd.map(({ action, calls, denied }) => [action, calls, denied])).toEqual([
      ["s3:ListBucket", 5, 1],
      ["sts:AssumeRole", 1, 0],
    ]);

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
