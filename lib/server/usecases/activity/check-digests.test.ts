import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { gzipSync } from "node:zlib";
import { beforeEach, expect, test } from "vitest";
import type { CheckedDigest } from "@/lib/domain/activity/digest";
import { checkDigests } from "./check-digests";
import type { DigestSource, KnownDigest } from "./digest-ports";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const FOLDER = "AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/11/20";
const sha = (text: string | Buffer) => createHash("sha256").update(text).digest("hex");
const { signal } = new AbortController();

/** A bucket by key, with the signatures of digests; and what was asked of it. */
let objects: Map<string, { bytes: Buffer; signature: string | null }>;
let saved: CheckedDigest[];
let kept: Map<string, KnownDigest>;
let opened: string[];
let keys: Map<string, Uint8Array> | null;

beforeEach(() => {
  objects = new Map();
  saved = [];
  kept = new Map();
  opened = [];
  keys = new Map([["fp", publicKey.export({ format: "der", type: "pkcs1" })]]);
});

function put(
  hour: string,
  files: Record<string, string>,
  before: { key: string; hash: string; signature: string } | null,
) {
  const key = `${FOLDER}/111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_20261120T${hour}0131Z.json.gz`;
  const end = `2026-11-20T${hour}:01:31Z`;
  for (const [name, text] of Object.entries(files)) objects.set(name, { bytes: gzipSync(text), signature: null });
  const text = JSON.stringify({
    digestEndTime: end,
    digestS3Bucket: "logs",
    digestS3Object: key,
    digestPublicKeyFingerprint: "fp",
    previousDigestS3Object: before?.key ?? null,
    previousDigestHashValue: before?.hash ?? null,
    previousDigestSignature: before?.signature ?? null,
    logFiles: Object.entries(files).map(([s3Object, content]) => ({
      s3Bucket: "logs",
      s3Object,
      hashValue: sha(content),
    })),
  });
  const hash = sha(text);
  const signed = `${end}\nlogs/${key}\n${hash}\n${before?.signature ?? "null"}`;
  const signature = sign("RSA-SHA256", Buffer.from(signed), privateKey).toString("hex");
  objects.set(key, { bytes: gzipSync(text), signature });
  return { key, hash, signature };
}

const gone = () => Object.assign(new Error("not there"), { kind: "not-found" });

function source(bucket: string | null = "logs"): DigestSource {
  const get = (key: string) => {
    const found = objects.get(key);
    if (found === undefined) throw gone();
    return found;
  };
  return {
    bucket,
    async *list() {
      for (const [key, { bytes }] of [...objects].sort(([a], [b]) => (a < b ? -1 : 1)))
        if (key.includes("CloudTrail-Digest"))
          yield { key, etag: sha(bytes), account: "111122223333", region: "eu-west-1", day: "2026-11-20" };
    },
    async read(key) {
      const { bytes, signature } = get(key);
      return { bytes, signature: bucket === null ? null : signature };
    },
    async open(key) {
      opened.push(key);
      const { bytes } = get(key);
      return (async function* () {
        yield bytes.subarray(0, 5);
        yield bytes.subarray(5);
      })();
    },
    publicKeys: async () => keys,
  };
}

async function check(of = source()) {
  const outcome = await checkDigests({
    id: "s",
    digests: of,
    sink: {
      known: async () => kept,
      save: async (_, checked) => {
        saved.push(...checked);
        for (const { key, etag, hash, signed, signature, mismatched, missing, problem } of checked) {
          const wrong = problem !== null || signature === "invalid" || mismatched.length + missing.length > 0;
          kept.set(key, { etag, hash, signed, again: wrong ? "always" : signature === "no-key" ? "with-key" : "no" });
        }
      },
    },
    from: new Date("2026-11-20T00:00:00Z"),
    to: new Date("2026-11-21T00:00:00Z"),
    signal,
  });
  return outcome.alarms;
}

const states = () => saved.map(({ signature, chain, mismatched, missing }) => [signature, chain, mismatched, missing]);

test("whole files, true signatures and an unbroken chain are valid, and are not read again", async () => {
  const first = put("10", { a: '{"Records":[]}', b: "b" }, null);
  put("11", { c: "c" }, first);
  expect(await check()).toEqual([]);
  expect(states()).toEqual([
    ["valid", "start", [], []],
    ["valid", "follows", [], []],
  ]);
  expect(saved.map(({ files }) => files)).toEqual([2, 1]);
  opened = [];
  expect(await check()).toEqual([]);
  expect(opened).toEqual([]);
});

test("a file that was changed, cut off or removed is named; it is looked at again until it is right", async () => {
  put("10", { a: "a", b: "b", c: "c" }, null);
  objects.set("a", { bytes: gzipSync("A"), signature: null });
  objects.set("b", { bytes: gzipSync("b").subarray(0, 12), signature: null });
  const c = objects.get("c")!;
  objects.delete("c");
  expect(await check()).toEqual([
    "Log file a is not as CloudTrail delivered it.",
    "Log file b is not as CloudTrail delivered it.",
    "Log file c was delivered and is not there any more.",
  ]);
  expect(states()).toEqual([["valid", "start", ["a", "b"], ["c"]]]);
  objects.set("a", { bytes: gzipSync("a"), signature: null });
  objects.set("b", { bytes: gzipSync("b"), signature: null });
  objects.set("c", c);
  expect(await check()).toEqual([]);
});

test("a digest that was written anew, removed or moved is found out", async () => {
  const first = put("10", { a: "a" }, null);
  const second = put("11", { b: "b" }, first);
  const third = put("12", { c: "c" }, second);
  put("13", { d: "d" }, third);
  const text = JSON.stringify({ logFiles: [], digestEndTime: "x", digestS3Bucket: "logs", digestS3Object: first.key });
  objects.set(first.key, { bytes: gzipSync(text), signature: first.signature });
  objects.delete(third.key);
  const moved = objects.get(second.key)!;
  objects.set(second.key.replace("11/20/", "11/20/copy_"), moved);
  const alarms = await check();
  expect(alarms).toEqual(
    expect.arrayContaining([
      `Digest ${first.key}: its signature is not CloudTrail's.`,
      `Digest ${second.key}: the digest before it is not the one that it names.`,
      `Digest ${third.key} was delivered and is not there any more.`,
      expect.stringContaining("it stands elsewhere than it says"),
    ]),
  );
});

test("without keys, or in a copy, hashes alone are checked; with the keys the signatures are, too", async () => {
  put("10", { a: "a" }, null);
  keys = null;
  expect(await check()).toEqual([]);
  expect(states()).toEqual([["no-key", "start", [], []]]);
  opened = [];
  await check();
  expect(opened).toEqual([]);
  keys = new Map([["fp", publicKey.export({ format: "der", type: "pkcs1" })]]);
  await check();
  expect(saved.at(-1)?.signature).toBe("valid");
  kept.clear();
  await check(source(null));
  expect(saved.at(-1)?.signature).toBe("unsigned");
  // A fingerprint that AWS does not know is no signature of AWS's.
  keys = new Map();
  kept.clear();
  expect(await check()).toHaveLength(1);
});

test("what is no digest, or a bomb, is told and ends nothing", async () => {
  put("10", { a: "a" }, null);
  objects.set(`${FOLDER}/x.json.gz`, { bytes: Buffer.from([0x1f, 0x8b, 0, 1]), signature: "00" });
  objects.set(`${FOLDER}/y.json.gz`, {
    bytes: gzipSync(Buffer.alloc(70 * 1024 * 1024), { level: 1 }),
    signature: "00",
  });
  expect(await check()).toEqual([
    `Digest ${FOLDER}/x.json.gz: it is no intact digest.`,
    `Digest ${FOLDER}/y.json.gz: it is no intact digest.`,
  ]);
  expect(saved).toHaveLength(3);
});
