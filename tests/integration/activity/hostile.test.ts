/** Files that are not what they should be: each is left out or read in part, is counted, and costs no other file anything. */
import { gzipSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { activityCoverage } from "@/lib/server/usecases/activity/coverage";
import { temporaryFolder } from "../store/helpers";
import { call, type Fields, podIdentity, podSession, sessionIdentity } from "./records";
import { everything, openPlace, type Place, sharedPool } from "./store-place";

const pool = sharedPool();
afterAll(() => pool.close());

const identity = sessionIdentity("api", "s", "ASIA1");
const record = (more: Fields = {}) => call("2026-11-20T10:00:00Z", identity, "s3", "GetObject", more);

async function eventIds(place: Place): Promise<string[]> {
  const found: string[] = [];
  for await (const rows of place.store.activity.queries.exportCalls(everything))
    for (const row of rows) found.push(row.eventId);
  return found.sort();
}

test("every way of being broken has its reason, and what is whole is read", async () => {
  const place = await openPlace(temporaryFolder(), pool);
  const kept = Array.from({ length: 18 }, () => record());
  const [a, b, c, d, e, f, g, h, i, j, k, l, ...more] = kept;
  const packed = gzipSync(JSON.stringify({ Records: [record(), record()] }));
  const spoiled = Buffer.from(packed);
  spoiled.fill(0x55, 20, 60);
  place.write("good.json.gz", { Records: [a, b] });
  place.write("corrupt.json.gz", spoiled);
  place.write("half.json.gz", packed.subarray(0, packed.length - 40));
  place.write("half.json", JSON.stringify({ Records: [record(), record()] }).slice(0, -200));
  place.write("no-json.json", "hello, this is no log");
  place.write("empty.json", "");
  place.write("bare.json", [c, d]);
  place.write("single.json.gz", e);
  place.write("lines.json", `${JSON.stringify(f)}\n${JSON.stringify(g)}\n`);
  // Log files put together, as Firehose does it, and one a line.
  const files = [more.slice(0, 2), more.slice(2, 3)].map((Records) => JSON.stringify({ Records }));
  place.write("together.json.gz", files.join(""));
  const ofLines = [more.slice(3, 4), more.slice(4, 6)].map((Records) => JSON.stringify({ Records }));
  place.write("together.json", ofLines.join("\n"));
  place.write("lookup.json", { Events: [{ EventId: "x", CloudTrailEvent: JSON.stringify(h) }], NextToken: "t" });
  // A record inside a record: the cuts are wrong, the whole is right.
  place.write("nested.json", {
    Records: [{ ...i, additionalEventData: { list: [{ eventVersion: "1.08" }, { eventVersion: "1.0" }] } }, j],
  });
  place.write("types.json", {
    Records: [
      {
        ...k,
        userIdentity: "root",
        resources: { ARN: 4 },
        requestParameters: [1],
        sourceIPAddress: {},
        readOnly: "maybe",
        errorCode: 12,
      },
      { ...record(), eventTime: "soon" },
      { ...record(), eventTime: 1_700_000_000 },
      { ...record(), eventSource: null },
      null,
      7,
      "text",
      [],
    ],
  });
  const hostile = JSON.stringify(l).replace(
    '"awsRegion"',
    '"__proto__":{"polluted":true},"constructor":{"prototype":1},"awsRegion"',
  );
  place.write("proto.json", `{"Records":[${hostile}]}`);
  place.write("other.json", { status: "ok", items: [] });
  const insight = { ...record(), eventCategory: "Insight", eventType: "AwsCloudTrailInsight" };
  place.write("insight.json.gz", { Records: [insight, insight] });
  const progress = await place.run();

  expect(await eventIds(place)).toEqual(kept.map((each) => String(each.eventID)).sort());
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  const reasons = Object.fromEntries(progress.skipped.map(({ reason, files, records }) => [reason, [files, records]]));
  expect(reasons).toEqual({
    "corrupt-gzip": [1, 0],
    truncated: [2, 0],
    "not-json": [2, 0],
    "no-records": [1, 0],
    "wrong-type": [0, 2],
    "not-a-record": [0, 5],
  });
  expect(progress).toMatchObject({ state: "partial", events: 18, duplicates: 0 });
  const coverage = await activityCoverage(place.store.activity.queries, everything, { accounts: [], regions: [] });
  expect(coverage.skipped.find(({ reason }) => reason === "corrupt-gzip")).toMatchObject({
    files: 1,
    example: "corrupt.json.gz",
  });
  expect(coverage.skipped.find(({ reason }) => reason === "wrong-type")?.example).toBe("types.json record 2");
  expect(coverage.unrecognised.map(({ kind }) => kind)).toContain("record without a readable time");
  expect(coverage.unrecognised.find(({ kind }) => kind.startsWith("an insight"))?.records).toBe(2);
  expect(coverage.files).toMatchObject({ failed: 6, events: 18, duplicates: 0 });
  await place.store.close();
});

test("a bomb and a record without end are left out; what stands beside them is read", async () => {
  const place = await openPlace(temporaryFolder(), pool);
  const spaces = Buffer.alloc(1024 * 1024, 0x20);
  const member = gzipSync(spaces);
  // Members of gzip follow each other: 600 MiB of nothing in a few hundred kilobytes.
  place.write("bomb.json.gz", Buffer.concat([gzipSync('{"Records":['), ...Array.from({ length: 600 }, () => member)]));
  const before = record();
  const after = record();
  const filler = gzipSync("x".repeat(1024 * 1024));
  const huge = Buffer.concat([
    gzipSync(`{"Records":[${JSON.stringify(before)},{"eventVersion":"1.08","requestParameters":{"text":"`),
    ...Array.from({ length: 66 }, () => filler),
    gzipSync(`"}},${JSON.stringify(after)}]}`),
  ]);
  place.write("huge.json.gz", huge);
  const progress = await place.run();
  expect(await eventIds(place)).toEqual([String(before.eventID), String(after.eventID)].sort());
  expect(progress.skipped.map(({ reason, files, records }) => [reason, files, records]).sort()).toEqual([
    ["record-too-large", 0, 1],
    ["too-large", 1, 0],
  ]);
  await place.store.close();
});

test("what was delivered twice counts once, whatever the file, the account's copy apart; a file is read once", async () => {
  const place = await openPlace(temporaryFolder(), pool);
  const once = record();
  const assumed = podIdentity("2026-11-20T09:00:00Z", {
    role: "api",
    key: "ASIA1",
    session: podSession("prod", "api"),
  });
  const unnamed = { ...record(), eventID: undefined };
  place.write("one.json", { Records: [once, once, assumed, unnamed] });
  place.write("two.json.gz", { Records: [assumed, once, { ...once, recipientAccountId: "999988887777" }, unnamed] });
  const first = await place.run();
  expect(first).toMatchObject({ records: 8, events: 4, duplicates: 4, files: { listed: 2, known: 0 } });
  const again = await place.run();
  expect(again).toMatchObject({ records: 0, events: 0, files: { listed: 2, known: 2, done: 0 } });
  place.write("late.json", { Records: [once, record()] });
  expect(await place.run()).toMatchObject({ records: 2, events: 1, duplicates: 1 });
  expect(await eventIds(place)).toHaveLength(5);
  await place.store.close();
});

test("what is older than the kept days goes, its daily counts stay", async () => {
  const place = await openPlace(temporaryFolder(), pool);
  place.write("a.json", { Records: [call("2026-01-01T10:00:00Z", identity, "s3", "GetObject"), record()] });
  await place.run();
  expect(await place.store.activity.sink.retain("2026-06-01")).toBe(1);
  expect(await eventIds(place)).toHaveLength(1);
  const all = {
    workloads: [],
    roles: [],
    accounts: [],
    from: everything.from,
    to: everything.to,
    deniedOnly: false,
    limit: 10,
  };
  expect((await place.store.activity.queries.usage(all)).rows[0]?.calls).toBe(2);
  await place.store.close();
});
