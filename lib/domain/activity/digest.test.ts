import { describe, expect, it } from "vitest";
import { type DigestDay, digestRows, readDigest, readDigestPath, signedText } from "./digest";

const KEY =
  "AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/11/20/111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_20261120T150131Z.json.gz";
const written = {
  digestEndTime: "2026-11-20T15:01:31Z",
  digestS3Bucket: "logs",
  digestS3Object: KEY,
  digestPublicKeyFingerprint: "31e8",
  previousDigestS3Object: null,
  previousDigestHashValue: null,
  previousDigestSignature: null,
  logFiles: [{ s3Bucket: "logs", s3Object: "a.json.gz", hashValue: "ABCD", hashAlgorithm: "SHA-256" }],
};

describe("a digest", () => {
  it("is signed with its end, its place, its hash and the signature before it, null as the word", () => {
    const digest = readDigest(JSON.stringify(written));
    expect(digest).toMatchObject({ files: [{ key: "a.json.gz", hash: "abcd" }], previous: null });
    expect(signedText(digest!, "ff")).toBe(`2026-11-20T15:01:31Z\nlogs/${KEY}\nff\nnull`);
    const next = readDigest(
      JSON.stringify({
        ...written,
        previousDigestS3Object: "before",
        previousDigestHashValue: "AA",
        previousDigestSignature: "0B",
      }),
    );
    expect(next?.previous).toEqual({ key: "before", hash: "aa", signature: "0b" });
    expect(signedText(next!, "ff").endsWith("\nff\n0B")).toBe(true);
  });

  it("is none where something is not there or of another type", () => {
    for (const text of [
      "",
      "null",
      "[]",
      JSON.stringify({ ...written, logFiles: {} }),
      JSON.stringify({ ...written, logFiles: [{ s3Object: 1 }] }),
      JSON.stringify({ ...written, digestEndTime: undefined }),
      `{"__proto__": ${JSON.stringify(written)}}`,
    ])
      expect(readDigest(text)).toBeNull();
  });

  it("is told by its path", () => {
    expect(readDigestPath(KEY)).toEqual({ account: "111122223333", region: "eu-west-1", day: "2026-11-20" });
    expect(readDigestPath(KEY.replace("-Digest", ""))).toBeNull();
  });
});

describe("what is said of days", () => {
  const day = (n: number, more: Partial<DigestDay> = {}): DigestDay => ({
    account: "111122223333",
    region: "eu-west-1",
    day: `2026-11-0${n}`,
    digests: 24,
    files: 100,
    signed: 24,
    mismatched: [],
    missing: [],
    ...more,
  });
  const read = [1, 2, 3, 4, 5, 6].map((n) => ({ ...day(n), asked: n !== 1 }));

  it("joins days that are alike, names what was changed or is gone, and tells none from not asked", () => {
    const rows = digestRows(
      [day(3), day(4), day(5, { signed: 3 }), day(6, { mismatched: ["x"], missing: ["y"] })],
      read,
    );
    expect(rows.map(({ from, to, state, files, named }) => [from, to, state, files, named])).toEqual([
      ["2026-11-01", "2026-11-01", "not-asked", 0, []],
      ["2026-11-02", "2026-11-02", "none", 0, []],
      ["2026-11-03", "2026-11-04", "validated", 200, []],
      ["2026-11-05", "2026-11-05", "hashes-only", 100, []],
      ["2026-11-06", "2026-11-06", "mismatch", 100, ["x", "y"]],
    ]);
    expect(digestRows([day(1, { missing: ["y"] })], []).map(({ state }) => state)).toEqual(["missing"]);
  });
});
