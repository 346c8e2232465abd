/** Log files in a folder as a source: whatever layout they were copied in. */
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Gap } from "@/lib/domain/snapshot/part";
import { folderSource } from "@/lib/server/aws/activity";
import type { ListRequest } from "@/lib/server/usecases/activity/ports";
import { collect, failureOf, recordsOf } from "./sandbox-place";

const LAYOUT = "AWSLogs/o-abc1234567/111122223333/CloudTrail/eu-west-1/2026/11/20";
const NAMED = "111122223333_CloudTrail_eu-west-1_20261120T0210Z_Mu0KsOhtH1ar15ZZ.json.gz";
let root: string;
const gaps: Gap[] = [];
const request = (more: Partial<ListRequest> = {}): ListRequest => ({
  from: "2026-11-01",
  to: "2026-11-30",
  after: () => null,
  onGap: (gap) => gaps.push(gap),
  signal: new AbortController().signal,
  ...more,
});
const source = (path = root) => folderSource(path, () => new Date(0));

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "podlens-folder-"));
  const body = gzipSync(JSON.stringify({ Records: [{ eventID: "e" }] }));
  const files = [
    `${LAYOUT}/${NAMED}`,
    `${LAYOUT.replace("2026/11/20", "2026/12/20")}/${NAMED.replace("20261120", "20261220")}`,
    `AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/11/20/x.json.gz`,
    `flat/${NAMED}`,
    "plain.json",
    "notes.txt",
    "__proto__/constructor.json",
  ];
  for (const file of files) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), body);
  }
  await symlink(root, join(root, "flat/loop"));
  await symlink(join(root, "nowhere"), join(root, "gone.json"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

describe("a folder", () => {
  it("gives log files with what their paths tell, and leaves out digests, other files, other days and links in circles", async () => {
    const found = await collect(source().list(request()));
    expect(found.map(({ key, account, region, day }) => [key, account, region, day])).toEqual([
      [`${LAYOUT}/${NAMED}`, "111122223333", "eu-west-1", "2026-11-20"],
      ["__proto__/constructor.json", null, null, null],
      [`flat/${NAMED}`, "111122223333", "eu-west-1", "2026-11-20"],
      ["plain.json", null, null, null],
    ]);
    expect(new Set(found.map((object) => object.etag)).size).toBeGreaterThan(0);
    const [first] = found;
    if (first)
      expect(await recordsOf(await source().open(first, new AbortController().signal))).toEqual([{ eventID: "e" }]);
  });

  it("may be a single file", async () => {
    const one = source(join(root, "flat", NAMED));
    const [object, ...more] = await collect(one.list(request()));
    expect(more).toEqual([]);
    expect(object).toMatchObject({ account: "111122223333", day: "2026-11-20" });
    if (object) expect(await recordsOf(await one.open(object, new AbortController().signal))).toHaveLength(1);
  });

  it("that is not there is a gap that names it; a file that has gone since is not found", async () => {
    gaps.length = 0;
    expect(await collect(source(join(root, "absent")).list(request()))).toEqual([]);
    expect(gaps).toEqual([
      expect.objectContaining({
        service: "files",
        error: "ENOENT",
        resource: join(root, "absent"),
        missingPermission: null,
      }),
    ]);
    const [first] = await collect(source().list(request()));
    if (!first) throw new Error("nothing was listed");
    const gone = source().open({ ...first, key: "never.json" }, new AbortController().signal);
    expect(await failureOf(gone)).toMatchObject({ code: "call-failed", kind: "not-found", service: "files" });
  });

  it("a folder in it that may not be read is a gap, and the rest is read", async () => {
    const closed = join(root, "closed");
    await mkdir(closed);
    await chmod(closed, 0);
    gaps.length = 0;
    const found = await collect(source().list(request()));
    await chmod(closed, 0o700);
    expect(found).toHaveLength(4);
    // root reads everything.
    if (process.getuid?.() !== 0)
      expect(gaps).toEqual([expect.objectContaining({ error: "EACCES", resource: closed })]);
  });

  it("stops when it is told to", async () => {
    expect(await failureOf(collect(source().list(request({ signal: AbortSignal.abort() }))))).toMatchObject({
      kind: "aborted",
    });
  });
});
