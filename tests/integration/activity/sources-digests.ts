/** Digests of the sandbox's trail: from the bucket with their signatures, from a copy in a folder without. */
import { setMaxListeners } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Sandbox } from "@/lib/server/sandbox";
import { openStore } from "@/lib/server/store";
import { checkDigests } from "@/lib/server/usecases/activity/check-digests";
import { digestCoverage } from "@/lib/server/usecases/activity/coverage";
import type { LogFileSource } from "@/lib/server/usecases/activity/ports";
import { temporaryFolder } from "../store/helpers";
import {
  closePlace,
  collect,
  DAY_MS,
  dayAgo,
  ORGANIZATION_BUCKET,
  open,
  PAYMENTS,
  startPlace,
  TODAY,
} from "./sandbox-place";

describe("digests", () => {
  const prefix = `AWSLogs/o-shopfront42/${PAYMENTS}`;
  const range = { from: new Date(TODAY - 2 * DAY_MS), to: new Date(TODAY) };
  const { signal } = new AbortController();
  // Every file that is being read listens.
  setMaxListeners(0, signal);
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startPlace({ activity: { days: 3 } });
  });
  afterEach(() => sandbox.faults.clear());
  afterAll(() => closePlace(sandbox));

  const bucket = () =>
    open(sandbox, [{ type: "s3", bucket: ORGANIZATION_BUCKET, prefix, region: "eu-west-1" }]).files[0];
  const source = (given: LogFileSource | undefined) => {
    if (given?.digests === undefined) throw new Error("no digests");
    return { id: given.id, digests: given.digests };
  };

  /** What is said of the days, and whether anything was asked for again. */
  async function checked(given: LogFileSource | undefined) {
    const store = await openStore({ dataDir: temporaryFolder() });
    const input = { ...source(given), sink: store.activity.digests, ...range, signal };
    const first = await checkDigests(input);
    const before = sandbox.calls.total;
    await checkDigests(input);
    const facts = await store.activity.queries.watched({ from: range.from.toISOString(), to: range.to.toISOString() });
    await store.close();
    const rows = digestCoverage(facts);
    return {
      ...first,
      rows,
      again: sandbox.calls.total - before,
      states: [...new Set(rows.map(({ state }) => state))],
    };
  }

  it("of the bucket are CloudTrail's own, and the files as they say; what was checked is not read again", async () => {
    const { gaps, alarms, rows, again, states } = await checked(bucket());
    expect([gaps, alarms]).toEqual([[], []]);
    expect(states).toEqual(["validated"]);
    const regions = rows.map(({ region, from, to }) => [region, from, to]);
    expect(regions).toContainEqual(["eu-west-1", dayAgo(2), dayAgo(1)]);
    expect(rows.reduce((sum, { files }) => sum + files, 0)).toBeGreaterThan(10);
    // Folders and days are listed, and nothing is fetched.
    expect(again).toBeLessThan(20);
  });

  it("are hashes alone where the public keys may not be read, with the permission that is missing", async () => {
    sandbox.faults.set([{ kind: "deny", service: "cloudtrail", operation: "ListPublicKeys" }]);
    const { gaps, alarms, states } = await checked(bucket());
    expect(new Set(gaps.map(({ missingPermission }) => missingPermission))).toEqual(
      new Set(["cloudtrail:ListPublicKeys"]),
    );
    expect(alarms).toEqual([]);
    expect(states).toEqual(["hashes-only"]);
  });

  it("of a copy in a folder tell which file was changed and which is gone; others are as they were delivered", async () => {
    const folder = temporaryFolder();
    const logs = sandbox.logs?.buckets.get(ORGANIZATION_BUCKET);
    const day = dayAgo(1).replaceAll("-", "/");
    const keys: string[] = [];
    for (const kind of ["CloudTrail-Digest", "CloudTrail"])
      for (const object of logs?.objects(`${prefix}/${kind}/eu-west-1/${day}/`, "") ?? []) {
        // Copied from below the account's folder on: keys have more in front.
        const path = join(folder, ...object.key.slice("AWSLogs/o-shopfront42/".length).split("/"));
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, object.body());
        if (kind === "CloudTrail") keys.push(path);
      }
    const [copy] = open(sandbox, [{ type: "files", path: folder }]).files;
    expect(await checked(copy)).toMatchObject({ alarms: [], states: ["hashes-only"] });
    const path = keys[0] ?? "";
    const records = gunzipSync(readFileSync(path)).toString("utf8").replace(PAYMENTS, "000000000000");
    writeFileSync(path, gzipSync(records));
    const { alarms, rows, states } = await checked(copy);
    expect(states).toEqual(["mismatch"]);
    expect(alarms).toHaveLength(1);
    expect(rows.flatMap(({ named }) => named)).toEqual([expect.stringContaining(path.slice(folder.length + 1))]);
    // Log files are listed without their digests, as ever.
    const request = { from: dayAgo(2), to: dayAgo(0), after: () => null, onGap: () => undefined, signal };
    const listed = await collect(copy?.list(request) ?? (async function* () {})());
    expect(listed).toHaveLength(keys.length);
  });
});
