/** A trail's bucket as a source, through the SDK against the sandbox's S3. */
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Gap } from "@/lib/domain/snapshot/part";
import type { ActivitySourceSetting } from "@/lib/server/aws/activity";
import { type Sandbox, startSandbox } from "@/lib/server/sandbox";
import type { ListRequest, LogFileSource, LogObject } from "@/lib/server/usecases/activity/ports";
import {
  closePlace,
  collect,
  DATA_BUCKET,
  DAY_MS,
  dayAgo,
  failureOf,
  ORGANIZATION_BUCKET,
  open,
  PAYMENTS,
  readerOf,
  recordsOf,
  startPlace,
  TODAY,
} from "./sandbox-place";

describe("a bucket", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startPlace();
  });
  afterEach(() => {
    sandbox.faults.clear();
    sandbox.calls.reset();
  });
  afterAll(() => closePlace(sandbox));

  const organization = {
    type: "s3",
    bucket: ORGANIZATION_BUCKET,
    prefix: "AWSLogs/o-shopfront42",
    region: "eu-west-1",
  } as const;

  function source(setting: ActivitySourceSetting = organization): LogFileSource {
    const [file] = open(sandbox, [setting]).files;
    if (file === undefined) throw new Error("no source of files");
    return file;
  }

  const gaps: Gap[] = [];
  function request(more: Partial<ListRequest> = {}): ListRequest {
    gaps.length = 0;
    return {
      from: dayAgo(4),
      to: dayAgo(2),
      after: () => null,
      onGap: (gap) => gaps.push(gap),
      signal: new AbortController().signal,
      ...more,
    };
  }

  /** Keys of log files of the days, from the bucket itself. */
  function delivered(bucket: string, from: string, to: string): string[] {
    const day = (key: string) => /\/(\d{4}\/\d{2}\/\d{2})\//.exec(key)?.[1]?.replaceAll("/", "-") ?? "";
    return [...(sandbox.logs?.buckets.get(bucket)?.objects("", "") ?? [])]
      .map((object) => object.key)
      .filter((key) => key.includes("/CloudTrail/") && day(key) >= from && day(key) <= to)
      .sort();
  }

  const keys = (objects: readonly LogObject[]) => objects.map((object) => object.key).sort();

  describe("listing", () => {
    it("finds every log file of the days in the organisation's layout, and no digests", async () => {
      const found = await collect(source().list(request()));
      expect(keys(found)).toEqual(delivered(ORGANIZATION_BUCKET, dayAgo(4), dayAgo(2)));
      expect(new Set(found.map((object) => object.account)).size).toBeGreaterThan(4);
      for (const { key, account, region, day, prefix, size, etag } of found) {
        expect(key.startsWith(prefix) && prefix.endsWith(`${account}/CloudTrail/${region}/`)).toBe(true);
        expect(key).toContain(`/${day?.replaceAll("-", "/")}/`);
        expect(size > 0 && /^[0-9a-f]{32}$/.test(etag)).toBe(true);
      }
      expect(gaps).toEqual([]);
    });

    it.each([
      "",
      "AWSLogs",
      "AWSLogs/",
      `AWSLogs/o-shopfront42/${PAYMENTS}`,
      `AWSLogs/o-shopfront42/${PAYMENTS}/CloudTrail/eu-west-1/`,
    ])("takes the prefix %j as somebody may have written it", async (prefix) => {
      const found = await collect(source({ ...organization, prefix }).list(request({ from: dayAgo(2) })));
      const all = delivered(ORGANIZATION_BUCKET, dayAgo(2), dayAgo(2));
      expect(keys(found)).toEqual(all.filter((key) => key.startsWith(prefix)));
      expect(found.length).toBeGreaterThan(0);
    });

    it("reads an account's own trail as the role of its account", async () => {
      const role = readerOf(sandbox, PAYMENTS);
      const setting = {
        type: "s3",
        bucket: DATA_BUCKET,
        prefix: "audit",
        roleArn: role?.arn,
        externalId: role?.externalId ?? undefined,
      } as const;
      const found = await collect(source(setting).list(request()));
      expect(keys(found)).toEqual(delivered(DATA_BUCKET, dayAgo(4), dayAgo(2)));
      expect(sandbox.calls.counts()["sts:AssumeRole"]).toBe(1);
    });

    it("goes on from what was taken, two days back for what comes late, without asking for the rest", async () => {
      const all = await collect(source().list(request({ to: dayAgo(0) })));
      const last = new Map<string, string>();
      for (const { prefix, key } of all) last.set(prefix, key);
      sandbox.calls.reset();
      const again = await collect(
        source().list(request({ to: dayAgo(0), after: (prefix) => last.get(prefix) ?? null })),
      );
      expect(again.length).toBeLessThan(all.length);
      const known = new Set(keys(all));
      expect(again.every((object) => known.has(object.key) || (object.day ?? "") >= dayAgo(0))).toBe(true);
      for (const { prefix, day } of again) {
        const reached = /\/(\d{4}\/\d{2}\/\d{2})\//.exec(last.get(prefix) ?? "")?.[1]?.replaceAll("/", "-") ?? "";
        expect(Date.parse(day ?? "")).toBeGreaterThanOrEqual(Date.parse(reached) - 2 * DAY_MS);
      }
      // One listing for each folder, beside those that find the folders.
      expect(sandbox.calls.counts()["s3:ListObjectsV2"]).toBeLessThan(
        3 * new Set(all.map((one) => one.prefix)).size + 12,
      );
    });

    it("pages through what is more than a page", async () => {
      const small = await startSandbox({
        present: TODAY / 1000,
        activity: { days: 5 },
        pages: { sizes: { ListObjectsV2: 3 } },
      });
      vi.stubEnv("AWS_ENDPOINT_URL", small.url);
      try {
        const prefix = `AWSLogs/o-shopfront42/${PAYMENTS}/CloudTrail/eu-west-1/`;
        const found = await collect(source({ ...organization, prefix }).list(request({ from: dayAgo(3) })));
        const all = delivered(ORGANIZATION_BUCKET, dayAgo(3), dayAgo(2));
        expect(keys(found)).toEqual(all.filter((key) => key.startsWith(prefix)));
        expect(found.length).toBeGreaterThan(3);
      } finally {
        vi.stubEnv("AWS_ENDPOINT_URL", sandbox.url);
        await small.close();
      }
    });

    it("is sent to the bucket's region where another one was configured", async () => {
      const found = await collect(source({ ...organization, region: "us-east-1" }).list(request({ from: dayAgo(2) })));
      expect(found.length).toBeGreaterThan(0);
      expect(sandbox.calls.records.filter((call) => call.status === 301)).toHaveLength(1);
    });

    it("stops when it is told to", async () => {
      const stopping = new AbortController();
      const work = (async () => {
        for await (const _ of source().list(request({ signal: stopping.signal }))) stopping.abort();
      })();
      expect(await failureOf(work)).toMatchObject({ kind: "aborted" });
    });
  });

  describe("a bucket that somebody fills by hand", () => {
    it("is listed whole below the prefix, without what is no log file", async () => {
      const body = gzipSync('{"Records":[]}');
      const names = [
        "exports/2026/a.json.gz",
        "exports/b.json",
        "exports/c.txt",
        "exports/CloudTrail-Insight/d.json.gz",
        "other/e.json",
        "exports/empty.json",
      ];
      const bucket = {
        name: "handmade-exports",
        accountId: sandbox.estate.reader.hubAccountId,
        region: "eu-west-1",
        objects: new Map(names.map((name) => [name, name.includes("empty") ? new Uint8Array() : body])),
      };
      const given = await startSandbox({ present: TODAY / 1000, activity: { days: 1, buckets: [bucket] } });
      vi.stubEnv("AWS_ENDPOINT_URL", given.url);
      try {
        const setting = { ...organization, bucket: "handmade-exports", prefix: "exports" };
        const found = await collect(source(setting).list(request()));
        expect(found.map(({ key, account, day, prefix }) => [key, account, day, prefix])).toEqual([
          ["exports/2026/a.json.gz", null, null, "exports/"],
          ["exports/b.json", null, null, "exports/"],
        ]);
      } finally {
        vi.stubEnv("AWS_ENDPOINT_URL", sandbox.url);
        await given.close();
      }
    });
  });

  describe("what goes wrong while listing", () => {
    it("throttled, answered by a web page, cut off: asked again until it is whole", async () => {
      sandbox.faults.set([
        { kind: "throttle", service: "s3", after: 4, count: 3 },
        { kind: "html", service: "s3", after: 9, count: 1 },
        { kind: "malformed", service: "s3", after: 14, count: 1 },
      ]);
      expect(keys(await collect(source().list(request())))).toEqual(
        delivered(ORGANIZATION_BUCKET, dayAgo(4), dayAgo(2)),
      );
      expect(gaps).toEqual([]);
    });

    it("credentials that end in the middle are renewed", async () => {
      sandbox.faults.set([{ kind: "expire-credentials", service: "s3", after: 3, count: 1 }]);
      const role = readerOf(sandbox, PAYMENTS);
      const setting = {
        type: "s3",
        bucket: DATA_BUCKET,
        prefix: "audit",
        roleArn: role?.arn,
        externalId: role?.externalId ?? undefined,
      } as const;
      expect(keys(await collect(source(setting).list(request())))).toEqual(
        delivered(DATA_BUCKET, dayAgo(4), dayAgo(2)),
      );
      expect(sandbox.calls.counts()["sts:AssumeRole"]).toBe(2);
    });

    it("a folder that is denied is a gap with its permission, and the others are listed", async () => {
      const folders = new Set(delivered(ORGANIZATION_BUCKET, dayAgo(4), dayAgo(2)).map((key) => key.split("/2")[0]));
      sandbox.faults.set([{ kind: "deny", service: "s3", operation: "ListObjectsV2", after: 20, count: 1 }]);
      const found = await collect(source().list(request()));
      expect(gaps).toHaveLength(1);
      expect(gaps[0]).toMatchObject({ service: "s3", operation: "ListObjectsV2", missingPermission: "s3:ListBucket" });
      expect(gaps[0]?.resource).toMatch(
        /^arn:aws:s3:::org-trail-o-shopfront42\/AWSLogs\/.+\/CloudTrail\/$|^arn:.+\/CloudTrail\/[a-z0-9-]+\/$/,
      );
      expect(new Set(found.map((object) => object.prefix)).size).toBeGreaterThanOrEqual(folders.size - 4);
      expect(found.length).toBeGreaterThan(0);
    });

    it.each([
      ["a bucket that is not there", { ...organization, bucket: "no-such-bucket-anywhere" }, "NoSuchBucket", null],
      [
        "another account's bucket",
        { ...organization, bucket: DATA_BUCKET, prefix: "audit" },
        "AccessDenied",
        "s3:ListBucket",
      ],
    ])("%s is a gap", async (_, setting, error, missingPermission) => {
      expect(await collect(source(setting).list(request()))).toEqual([]);
      expect(gaps).toHaveLength(1);
      expect(gaps[0]).toMatchObject({ error, missingPermission, accountId: sandbox.estate.reader.hubAccountId });
      expect(gaps[0]?.consequence.length).toBeGreaterThan(20);
    });
  });

  describe("a file", () => {
    const first = async () => {
      const [object] = await collect(source().list(request({ from: dayAgo(2) })));
      if (object === undefined) throw new Error("nothing was listed");
      return object;
    };
    const signal = new AbortController().signal;

    it("comes as it is stored", async () => {
      const object = await first();
      const records = await recordsOf(await source().open(object, signal));
      expect(records.length).toBeGreaterThan(0);
      for (const record of records) expect(record.recipientAccountId).toBe(object.account);
    });

    it("that has gone since is not found; a web page in its place is asked again, and then told", async () => {
      const object = await first();
      sandbox.faults.set([{ kind: "not-found", operation: "GetObject" }]);
      expect(await failureOf(source().open(object, signal))).toMatchObject({
        code: "call-failed",
        kind: "not-found",
        error: "NoSuchKey",
      });
      sandbox.faults.set([{ kind: "html", operation: "GetObject", count: 1 }]);
      expect((await recordsOf(await source().open(object, signal))).length).toBeGreaterThan(0);
      sandbox.faults.set([{ kind: "html", operation: "GetObject" }]);
      expect(await failureOf(source().open(object, signal))).toMatchObject({ kind: "server", error: "HTTP502" });
      sandbox.faults.set([{ kind: "reset", operation: "GetObject", count: 1 }]);
      expect((await recordsOf(await source().open(object, signal))).length).toBeGreaterThan(0);
    });

    it("is read many at a time, but for no more than sixty-four under way", async () => {
      const objects = (await collect(source().list(request()))).slice(0, 120);
      sandbox.faults.set([{ kind: "slow", operation: "GetObject", delayMs: 30 }]);
      const one = source();
      const all = await Promise.all(objects.map(async (object) => recordsOf(await one.open(object, signal))));
      expect(all.every((records) => records.length > 0)).toBe(true);
      const at = sandbox.calls.records.filter((call) => call.operation === "GetObject").map((call) => call.at);
      // Those that come before the first answer are what was under way at once.
      expect(at.filter((time) => time < (at[0] ?? 0) + 30).length).toBeLessThanOrEqual(64);
    });
  });
});
