/** The buckets that trails deliver to, listed and read like any bucket; what is in them is made when it is asked for. */
import { createHash } from "node:crypto";
import { dayPath, type MadeDigest, makeDigest } from "./digests";
import type { History } from "./history";
import { type LogFile, logFiles } from "./log-files";
import { activePlaces } from "./places";
import { DAY_MS } from "./sessions";
import type { Trail } from "./trails";

export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds. */
  readonly modifiedAt: number;
  readonly body: () => Uint8Array;
  /** x-amz-meta-…, without the prefix. */
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface LogBucket {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** Objects whose keys begin with the prefix and come after `after`, in order. */
  objects(prefix: string, after: string): Iterable<StoredObject>;
  get(key: string): StoredObject | null;
}

/** Bytes of made files that are kept. */
const KEPT_BYTES = 48 * 1024 * 1024;

export class LogStore {
  readonly buckets: ReadonlyMap<string, LogBucket>;
  readonly #places: ReadonlyMap<string, readonly string[]>;
  readonly #digestsMade = new Map<string, MadeDigest>();
  readonly #made = new Map<number, ReadonlyMap<string, readonly LogFile[]>>();
  #bytes = 0;

  constructor(
    readonly history: History,
    /** Milliseconds: later files are not there yet. */
    private readonly now: () => number,
    more: readonly LogBucket[] = [],
  ) {
    this.#places = activePlaces(history);
    const own = history.trails.map((trail) => this.#bucket(trail));
    this.buckets = new Map([...own, ...more].map((bucket) => [bucket.name, bucket]));
  }

  #bucket(trail: Trail): LogBucket {
    const objects = (prefix: string, after: string) => this.#objects(trail, prefix, after);
    return {
      name: trail.bucket,
      accountId: trail.bucketAccount,
      region: trail.homeRegion,
      objects,
      get: (key) => {
        for (const object of objects(key, "")) return object.key === key ? object : null;
        return null;
      },
    };
  }

  *#objects(trail: Trail, prefix: string, after: string): Iterable<StoredObject> {
    const worth = (folder: string) =>
      (folder.startsWith(prefix) || prefix.startsWith(folder)) && (folder > after || after.startsWith(folder));
    for (const [account, regions] of this.#places) {
      if (!recordsAccount(trail, account, this.history.members)) continue;
      for (const kind of ["CloudTrail-Digest", "CloudTrail"] as const) {
        for (const region of regions) {
          const folder = `${trail.root}${account}/${kind}/${region}/`;
          if (!worth(folder)) continue;
          for (let day = this.history.from; day <= this.now(); day += DAY_MS) {
            const daily = `${folder}${dayPath(day)}/`;
            if (!worth(daily)) continue;
            const found =
              kind === "CloudTrail"
                ? this.#files(trail, account, region, day)
                : this.#digests(trail, account, region, daily, day);
            for (const object of found) if (object.key.startsWith(prefix) && object.key > after) yield object;
          }
        }
      }
    }
  }

  *#files(trail: Trail, account: string, region: string, day: number): Iterable<StoredObject> {
    for (const file of this.#day(trail, account, day)) {
      if (file.region !== region || file.deliveredAt > this.now()) continue;
      const { key, etag, body, deliveredAt } = file;
      yield { key, etag, size: body.length, modifiedAt: deliveredAt, body: () => body };
    }
  }

  /** One digest a day, of the trails that validate their files and since they do; the day's own is not there yet. */
  *#digests(trail: Trail, account: string, region: string, folder: string, day: number): Iterable<StoredObject> {
    const made = this.#digest(trail, account, region, folder, day);
    if (made === null) return;
    const { key, body, signature } = made;
    const etag = createHash("md5").update(body).digest("hex");
    const metadata = { signature, "signature-algorithm": "SHA256withRSA" };
    yield { key, etag, size: body.length, modifiedAt: day + DAY_MS, body: () => body, metadata };
  }

  #digest(trail: Trail, account: string, region: string, folder: string, day: number): MadeDigest | null {
    const since = this.history.today - trail.digestDays * DAY_MS;
    if (day < Math.max(since, this.history.from) || day + DAY_MS > this.now()) return null;
    const place = `${trail.arn}|${account}|${region}|${day}`;
    let made = this.#digestsMade.get(place);
    if (made === undefined) {
      const before = dailyFolder(trail, account, region, day - DAY_MS);
      const files = [...this.#files(trail, account, region, day)];
      made = makeDigest(
        { trail, account, region, folder, day, files },
        this.#digest(trail, account, region, before, day - DAY_MS),
      );
      this.#digestsMade.set(place, made);
    }
    return made;
  }

  /** All trails and accounts of a day are made together: listings go account by account, and making a day is the work. */
  #day(trail: Trail, account: string, day: number): readonly LogFile[] {
    const made = this.#made.get(day) ?? this.#make(day);
    return made.get(`${trail.arn}|${account}`) ?? [];
  }

  #make(day: number): ReadonlyMap<string, readonly LogFile[]> {
    const files = new Map<string, readonly LogFile[]>();
    for (const trail of this.history.trails) {
      for (const [account, regions] of this.#places) {
        if (!recordsAccount(trail, account, this.history.members)) continue;
        files.set(`${trail.arn}|${account}`, logFiles(this.history, trail, account, regions, day));
      }
    }
    this.#made.set(day, files);
    this.#bytes += bytesOf(files);
    for (const [oldest, old] of this.#made) {
      if (this.#bytes <= KEPT_BYTES || oldest === day) break;
      this.#made.delete(oldest);
      this.#bytes -= bytesOf(old);
    }
    return files;
  }
}

function bytesOf(files: ReadonlyMap<string, readonly LogFile[]>): number {
  let bytes = 0;
  for (const list of files.values()) for (const file of list) bytes += file.body.length;
  return bytes;
}

function recordsAccount(trail: Trail, account: string, members: ReadonlySet<string>): boolean {
  return trail.organization ? members.has(account) : account === trail.accountId;
}

function dailyFolder(trail: Trail, account: string, region: string, day: number): string {
  return `${trail.root}${account}/CloudTrail-Digest/${region}/${dayPath(day)}/`;
}
