/**
 * CloudTrail's digest files: what each says of log files and of the digest before it, and what checking them came to.
 * Sources: CloudTrail User Guide, "CloudTrail digest file structure" and "Custom implementations of CloudTrail log file
 * integrity validation".
 */
import { type JsonObject, member, objectOf, textAt } from "./values";

export interface DigestFile {
  readonly bucket: string;
  readonly key: string;
  /** As written: it is part of what is signed. */
  readonly endTime: string;
  readonly fingerprint: string | null;
  readonly previous: {
    readonly key: string;
    /** SHA-256 of its unpacked content, and its signature; both hexadecimal. */
    readonly hash: string | null;
    readonly signature: string | null;
  } | null;
  /** As written; null = this one begins a chain. */
  readonly previousSignature: string | null;
  readonly files: readonly { readonly key: string; readonly hash: string }[];
}

/** A digest lists the files of an hour. */
const MOST_FILES = 100_000;

/** null where it is none. */
export function readDigest(text: string): DigestFile | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const digest = objectOf(value);
  const bucket = textAt(digest, "digestS3Bucket");
  const key = textAt(digest, "digestS3Object");
  const endTime = textAt(digest, "digestEndTime");
  const listed = member(digest, "logFiles");
  if (bucket === null || key === null || endTime === null || !Array.isArray(listed) || listed.length > MOST_FILES)
    return null;
  const files: { key: string; hash: string }[] = [];
  for (const entry of listed) {
    const file = objectOf(entry);
    const name = textAt(file, "s3Object");
    const hash = textAt(file, "hashValue");
    if (name === null || hash === null) return null;
    files.push({ key: name, hash: hash.toLowerCase() });
  }
  return {
    bucket,
    key,
    endTime,
    fingerprint: textAt(digest, "digestPublicKeyFingerprint"),
    previous: previousOf(digest),
    previousSignature: textAt(digest, "previousDigestSignature"),
    files,
  };
}

function previousOf(digest: JsonObject | null): DigestFile["previous"] {
  const key = textAt(digest, "previousDigestS3Object");
  if (key === null) return null;
  return {
    key,
    hash: textAt(digest, "previousDigestHashValue")?.toLowerCase() ?? null,
    signature: textAt(digest, "previousDigestSignature")?.toLowerCase() ?? null,
  };
}

/** What CloudTrail signs (RSA PKCS #1 v1.5, SHA-256). `hash`: SHA-256 of the unpacked digest, hexadecimal. */
export function signedText({ endTime, bucket, key, previousSignature }: DigestFile, hash: string): string {
  return `${endTime}\n${bucket}/${key}\n${hash}\n${previousSignature ?? "null"}`;
}

export interface DigestPath {
  readonly account: string;
  readonly region: string;
  /** Of its end, "2026-11-20". */
  readonly day: string;
}

const PATH =
  /(?:^|\/)(\d{12})\/CloudTrail-Digest\/([a-z]{2,5}(?:-[a-z]{2,12}){1,2}-\d{1,2})\/(\d{4})\/(\d{2})\/(\d{2})\/[^/]+\.json\.gz$/;

/** null: no digest. */
export function readDigestPath(path: string): DigestPath | null {
  const [, account, region, year, month, day] = PATH.exec(path) ?? [];
  return account === undefined || region === undefined ? null : { account, region, day: `${year}-${month}-${day}` };
}

/** valid · invalid · unsigned: the copy has no signature · no-key: the key for it could not be had. */
export type SignatureState = "valid" | "invalid" | "unsigned" | "no-key";
/** start: none was before it · unknown: the one before is older than what is checked. */
export type ChainState = "follows" | "broken" | "start" | "unknown";

/** What checking one digest came to. */
export interface CheckedDigest extends DigestPath {
  readonly key: string;
  readonly etag: string;
  /** Of its unpacked content; and its signature where it has one. For the digest that follows. */
  readonly hash: string;
  readonly signed: string | null;
  readonly signature: SignatureState;
  readonly chain: ChainState;
  /** Files that it lists; those that are other than it says, and those that are not there. */
  readonly files: number;
  readonly mismatched: readonly string[];
  readonly missing: readonly string[];
  /** It could not be read, or stands elsewhere than it says. */
  readonly problem: string | null;
}

/** Of an account, region and day, over its digests. */
export interface DigestDay extends DigestPath {
  readonly digests: number;
  readonly files: number;
  readonly signed: number;
  /** Names of files or digests, the first of them. */
  readonly mismatched: readonly string[];
  readonly missing: readonly string[];
}

/**
 * validated: signatures and hashes hold · hashes-only: hashes hold, signatures could not be checked · mismatch: something
 * was changed · missing: something is not there any more · none: no digest was delivered · not-asked.
 */
export type DigestState = "validated" | "hashes-only" | "mismatch" | "missing" | "none" | "not-asked";

export interface DigestRow {
  readonly accountId: string;
  readonly region: string;
  readonly from: string;
  readonly to: string;
  readonly state: DigestState;
  readonly because: string;
  /** Digests and the files that they list. */
  readonly digests: number;
  readonly files: number;
  /** Files that were changed or are gone. */
  readonly named: readonly string[];
}

/** `read`: days of which log files were read; `asked` by source: whether digests were to be checked. */
export function digestRows(
  days: readonly DigestDay[],
  read: readonly (DigestPath & { readonly asked: boolean })[],
): DigestRow[] {
  const rows = new Map<string, DigestRow>();
  for (const { account, region, day, asked } of read) {
    const key = `${account} ${region} ${day}`;
    if (rows.get(key)?.state === "none") continue;
    rows.set(key, rowOf({ account, region, day }, asked ? "none" : "not-asked"));
  }
  for (const day of days)
    rows.set(`${day.account} ${day.region} ${day.day}`, {
      ...rowOf(day, stateOf(day)),
      digests: day.digests,
      files: day.files,
      named: [...day.mismatched, ...day.missing],
    });
  return joined([...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row));
}

function stateOf({ mismatched, missing, signed, digests }: DigestDay): DigestState {
  if (mismatched.length > 0) return "mismatch";
  if (missing.length > 0) return "missing";
  return signed === digests ? "validated" : "hashes-only";
}

const because: Readonly<Record<DigestState, string>> = {
  validated:
    "Every log file is as CloudTrail's digests say, and the digests are signed by CloudTrail and follow each other.",
  "hashes-only":
    "Every log file is as the digests say; that the digests are CloudTrail's own was not checked: a copy in a folder has no signature, and the public keys need cloudtrail:ListPublicKeys.",
  mismatch: "Something was changed after CloudTrail delivered it.",
  missing: "Something that CloudTrail delivered is not there any more.",
  none: "Log files were read, and no digest was delivered for them: the trail does not validate its files, or did not then.",
  "not-asked":
    "Digests were not asked for (activity.digests): whoever can write to the bucket could have changed the files.",
};

function rowOf({ account, region, day }: DigestPath, state: DigestState): DigestRow {
  return {
    accountId: account,
    region,
    from: day,
    to: day,
    state,
    because: because[state],
    digests: 0,
    files: 0,
    named: [],
  };
}

/** Days that follow each other with the same state as one, but for those that name something. */
function joined(rows: readonly DigestRow[]): DigestRow[] {
  const found: DigestRow[] = [];
  for (const row of rows) {
    const last = found.at(-1);
    const same =
      last !== undefined &&
      last.accountId === row.accountId &&
      last.region === row.region &&
      last.state === row.state &&
      last.named.length === 0 &&
      row.named.length === 0 &&
      nextDay(last.to) === row.from;
    if (same)
      found[found.length - 1] = {
        ...last,
        to: row.to,
        digests: last.digests + row.digests,
        files: last.files + row.files,
      };
    else found.push(row);
  }
  return found;
}

function nextDay(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
