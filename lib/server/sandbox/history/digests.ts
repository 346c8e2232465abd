/** Digests of a day's log files, signed with a key of the sandbox's own. Source: CloudTrail User Guide, "CloudTrail digest file structure". */
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Trail } from "./trails";

export interface MadeDigest {
  readonly key: string;
  readonly body: Uint8Array;
  /** Hexadecimal. */
  readonly signature: string;
  /** SHA-256 of what is in `body`. */
  readonly hash: string;
}

export interface DigestPlace {
  readonly trail: Trail;
  readonly account: string;
  readonly region: string;
  /** "…/CloudTrail-Digest/REGION/2026/11/20/" */
  readonly folder: string;
  /** Milliseconds. */
  readonly day: number;
  readonly files: readonly { readonly key: string; readonly modifiedAt: number; readonly body: () => Uint8Array }[];
}

const DAY_MS = 86_400_000;

interface Pair {
  readonly privateKey: KeyObject;
  /** DER, PKCS #1. */
  readonly publicKey: Buffer;
  readonly fingerprint: string;
}

let pair: Pair | null = null;

/** Made when it is first asked for: that takes a moment. */
export function digestKey(): Pair {
  if (pair === null) {
    const made = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const publicKey = made.publicKey.export({ format: "der", type: "pkcs1" });
    pair = { privateKey: made.privateKey, publicKey, fingerprint: createHash("md5").update(publicKey).digest("hex") };
  }
  return pair;
}

export function dayPath(day: number): string {
  return new Date(day).toISOString().slice(0, 10).replaceAll("-", "/");
}

/** `before` null: this one begins the chain. */
export function makeDigest(place: DigestPlace, before: MadeDigest | null): MadeDigest {
  const { trail, account, region, folder, day, files } = place;
  const end = `${new Date(day + DAY_MS - 1000).toISOString().slice(0, 19)}Z`;
  const stamp = end.replaceAll(/[-:]/g, "");
  const key = `${folder}${account}_CloudTrail-Digest_${region}_${trail.name}_${trail.homeRegion}_${stamp}.json.gz`;
  const { privateKey, fingerprint } = digestKey();
  const text = JSON.stringify({
    awsAccountId: account,
    digestStartTime: `${new Date(day).toISOString().slice(0, 19)}Z`,
    digestEndTime: end,
    digestS3Bucket: trail.bucket,
    digestS3Object: key,
    digestPublicKeyFingerprint: fingerprint,
    digestSignatureAlgorithm: "SHA256withRSA",
    newestEventTime: null,
    oldestEventTime: null,
    previousDigestS3Bucket: before === null ? null : trail.bucket,
    previousDigestS3Object: before?.key ?? null,
    previousDigestHashValue: before?.hash ?? null,
    previousDigestHashAlgorithm: before === null ? null : "SHA-256",
    previousDigestSignature: before?.signature ?? null,
    logFiles: files.map((file) => ({
      s3Bucket: trail.bucket,
      s3Object: file.key,
      hashValue: createHash("sha256").update(gunzipSync(file.body())).digest("hex"),
      hashAlgorithm: "SHA-256",
    })),
  });
  const hash = createHash("sha256").update(text).digest("hex");
  const signed = `${end}\n${trail.bucket}/${key}\n${hash}\n${before?.signature ?? "null"}`;
  return {
    key,
    body: gzipSync(text, { level: 1 }),
    signature: sign("RSA-SHA256", Buffer.from(signed), privateKey).toString("hex"),
    hash,
  };
}
