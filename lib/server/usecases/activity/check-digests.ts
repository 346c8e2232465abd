/**
 * Checks log files against CloudTrail's digests: the hash of each file, the digest's signature, and that each digest
 * follows the one before it. What was checked once is not checked again; what fails is told and stops nothing.
 */
import { createHash, createPublicKey, verify } from "node:crypto";
import { createGunzip, gunzipSync } from "node:zlib";
import {
  type ChainState,
  type CheckedDigest,
  type DigestFile,
  readDigest,
  readDigestPath,
  type SignatureState,
  signedText,
} from "@/lib/domain/activity/digest";
import type { Gap } from "@/lib/domain/snapshot/part";
import type { DigestObject, DigestSink, DigestSource, KnownDigest } from "./digest-ports";

export interface CheckInput {
  /** Id of the log files' source. */
  readonly id: string;
  readonly digests: DigestSource;
  readonly sink: DigestSink;
  readonly from: Date;
  readonly to: Date;
  readonly signal: AbortSignal;
}

/** Log files of one digest that are fetched at once. */
const FETCHED = 16;
/** A digest lists an hour's files: more than this is none. Bytes, unpacked. */
const LARGEST_DIGEST = 64 * 1024 * 1024;
/** As ingestion takes them. Bytes, unpacked. */
const LARGEST_FILE = 512 * 1024 * 1024;
const SAVED = 50;
const NAMED = 20;

export interface CheckOutcome {
  readonly gaps: readonly Gap[];
  /** What was changed or is gone, one line each, the first of them. */
  readonly alarms: readonly string[];
}

export async function checkDigests(input: CheckInput): Promise<CheckOutcome> {
  const { id, digests, sink, signal } = input;
  const gaps: Gap[] = [];
  const alarms: string[] = [];
  const known = new Map(await sink.known(id));
  const keys = publicKeysOf(input, gaps);
  let checked: CheckedDigest[] = [];
  const days = { from: input.from.toISOString().slice(0, 10), to: input.to.toISOString().slice(0, 10) };
  for await (const object of digests.list({ ...days, onGap: (gap) => gaps.push(gap), signal })) {
    signal.throwIfAborted();
    const before = known.get(object.key);
    if (before !== undefined && before.etag === object.etag) {
      if (before.again === "no") continue;
      if (before.again === "with-key" && (await keys(object.region)) === null) continue;
    }
    const result = await checkOne(object, input, known, keys);
    known.set(object.key, { etag: object.etag, hash: result.hash, signed: result.signed, again: "no" });
    checked.push(result);
    for (const line of alarmsOf(result)) if (alarms.length < NAMED) alarms.push(line);
    if (checked.length < SAVED) continue;
    await sink.save(id, checked);
    checked = [];
  }
  await sink.save(id, checked);
  return { gaps, alarms };
}

type Keys = (region: string) => Promise<ReadonlyMap<string, Uint8Array> | null>;

/** Asked for once a region, and only where something is signed. */
function publicKeysOf({ digests, from, to }: CheckInput, gaps: Gap[]): Keys {
  const asked = new Map<string, ReturnType<Keys>>();
  return (region) => {
    let answer = asked.get(region);
    if (answer === undefined) {
      answer = digests.publicKeys(region, { from, to }, (gap) => gaps.push(gap));
      asked.set(region, answer);
    }
    return answer;
  };
}

async function checkOne(
  object: DigestObject,
  input: CheckInput,
  known: ReadonlyMap<string, KnownDigest>,
  keys: Keys,
): Promise<CheckedDigest> {
  const { digests, signal } = input;
  const { key, etag, account, region, day } = object;
  const nothing: CheckedDigest = {
    key,
    etag,
    account,
    region,
    day,
    hash: "",
    signed: null,
    signature: "unsigned",
    chain: "unknown",
    files: 0,
    mismatched: [],
    missing: [],
    problem: null,
  };
  let stored: Awaited<ReturnType<DigestSource["read"]>>;
  try {
    stored = await digests.read(key, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    return { ...nothing, problem: `it could not be read: ${oneLine(error)}` };
  }
  const signed = stored.signature?.toLowerCase() ?? null;
  const text = unpacked(stored.bytes);
  if (text === null) return { ...nothing, signed, problem: "it is no intact digest" };
  const hash = sha256(text);
  const digest = readDigest(text.toString("utf8"));
  if (digest === null) return { ...nothing, hash, signed, problem: "it is no intact digest" };
  const moved =
    digests.bucket === null
      ? !key.endsWith(tailOf(digest.key))
      : digest.bucket !== digests.bucket || digest.key !== key;
  const { mismatched, missing } = await checkFiles(digest, digests, signal);
  const before = await chainOf(digest, known, object, input);
  return {
    ...nothing,
    hash,
    signed,
    signature: await signatureOf(digest, hash, signed, region, keys),
    chain: before === "gone" ? "unknown" : before,
    files: digest.files.length,
    mismatched,
    missing: before === "gone" && digest.previous !== null ? [...missing, digest.previous.key] : missing,
    problem: moved ? "it stands elsewhere than it says" : null,
  };
}

/** The part of a key that a copy has, wherever it was copied to. */
function tailOf(key: string): string {
  return key.slice(key.lastIndexOf("/CloudTrail-Digest/"));
}

function unpacked(bytes: Uint8Array): Buffer | null {
  try {
    // What arrives may have been unpacked on the way.
    return bytes[0] === 0x1f && bytes[1] === 0x8b
      ? gunzipSync(bytes, { maxOutputLength: LARGEST_DIGEST })
      : Buffer.from(bytes);
  } catch {
    return null;
  }
}

async function signatureOf(
  digest: DigestFile,
  hash: string,
  signed: string | null,
  region: string,
  keys: Keys,
): Promise<SignatureState> {
  if (signed === null) return "unsigned";
  const found = await keys(region);
  const key = digest.fingerprint === null ? undefined : found?.get(digest.fingerprint);
  if (key === undefined) return found === null ? "no-key" : "invalid";
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key), format: "der", type: "pkcs1" });
    const text = Buffer.from(signedText(digest, hash), "utf8");
    return verify("RSA-SHA256", text, publicKey, Buffer.from(signed, "hex")) ? "valid" : "invalid";
  } catch {
    return "invalid";
  }
}

/** "gone": the digest before it is of the time that is checked, and is not there. */
async function chainOf(
  { previous }: DigestFile,
  known: ReadonlyMap<string, KnownDigest>,
  object: DigestObject,
  { digests, from, signal }: CheckInput,
): Promise<ChainState | "gone"> {
  if (previous === null) return "start";
  // A copy has other keys: what stands in front of CloudTrail's part of a key is cut off on both sides.
  const front = object.key.slice(0, object.key.length - tailOf(object.key).length);
  const key = digests.bucket === null ? front + tailOf(previous.key) : previous.key;
  const before = known.get(key);
  if (before === undefined) {
    const day = readDigestPath(key)?.day;
    // A copy may begin anywhere.
    if (digests.bucket === null || day === undefined || day < from.toISOString().slice(0, 10)) return "unknown";
    try {
      await digests.read(key, signal);
      return "unknown";
    } catch (error) {
      if ((error as { kind?: unknown }).kind === "not-found") return "gone";
      throw error;
    }
  }
  const sameHash = previous.hash === null || before.hash === previous.hash;
  const sameSignature = previous.signature === null || before.signed === null || before.signed === previous.signature;
  return sameHash && sameSignature ? "follows" : "broken";
}

async function checkFiles(
  { files }: DigestFile,
  digests: DigestSource,
  signal: AbortSignal,
): Promise<{ mismatched: string[]; missing: string[] }> {
  const mismatched: string[] = [];
  const missing: string[] = [];
  const waiting = files[Symbol.iterator]();
  const work = async () => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
      signal.throwIfAborted();
      const { key, hash } = next.value;
      const found = await hashOf(key, digests, signal);
      if (found === "gone") missing.push(key);
      else if (found !== hash) mismatched.push(key);
    }
  };
  await Promise.all(Array.from({ length: FETCHED }, work));
  return { mismatched: mismatched.sort(), missing: missing.sort() };
}

/** SHA-256 of the unpacked file; "gone" where it is not there. What cannot be unpacked has no hash: it was changed. */
async function hashOf(key: string, digests: DigestSource, signal: AbortSignal): Promise<string | "gone"> {
  let bytes: AsyncIterable<Uint8Array>;
  try {
    bytes = await digests.open(key, signal);
  } catch (error) {
    if (signal.aborted || (error as { kind?: unknown }).kind !== "not-found") throw error;
    return "gone";
  }
  const hash = createHash("sha256");
  const gunzip = createGunzip();
  let size = 0;
  const reading = (async () => {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_FILE) throw new Error("larger than a log file");
      hash.update(chunk);
    }
    return hash.digest("hex");
  })().catch(() => "");
  try {
    for await (const chunk of bytes)
      if (!gunzip.write(chunk) && !gunzip.destroyed)
        await new Promise<void>((resolve) => {
          gunzip.once("drain", resolve);
          gunzip.once("close", resolve);
        });
  } catch (error) {
    gunzip.destroy();
    await reading;
    throw error;
  }
  if (!gunzip.destroyed) gunzip.end();
  return reading;
}

function alarmsOf({ key, signature, chain, mismatched, missing, problem }: CheckedDigest): string[] {
  return [
    ...(problem === null ? [] : [`Digest ${key}: ${problem}.`]),
    ...(signature === "invalid" ? [`Digest ${key}: its signature is not CloudTrail's.`] : []),
    ...(chain === "broken" ? [`Digest ${key}: the digest before it is not the one that it names.`] : []),
    ...mismatched.map((file) => `Log file ${file} is not as CloudTrail delivered it.`),
    ...missing.map((file) => `${whatIs(file)} ${file} was delivered and is not there any more.`),
  ];
}

function whatIs(key: string): string {
  return readDigestPath(key) === null ? "Log file" : "Digest";
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function oneLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
