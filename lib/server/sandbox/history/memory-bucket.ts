/** A bucket of given objects: what a test or a measurement wants to have read. */
import { createHash } from "node:crypto";
import type { LogBucket, StoredObject } from "./log-store";

export interface GivenBucket {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly objects: ReadonlyMap<string, Uint8Array>;
}

export function memoryBucket(given: GivenBucket): LogBucket {
  const sorted = [...given.objects].sort(([a], [b]) => (a < b ? -1 : 1));
  const stored = sorted.map(([key, body]): StoredObject => {
    const etag = createHash("md5").update(body).digest("hex");
    return { key, etag, size: body.length, modifiedAt: Date.UTC(2026, 0, 1), body: () => body };
  });
  const byKey = new Map(stored.map((object) => [object.key, object]));
  const { name, accountId, region } = given;
  return {
    name,
    accountId,
    region,
    *objects(prefix, after) {
      for (const object of stored) if (object.key.startsWith(prefix) && object.key > after) yield object;
    },
    get: (key) => byKey.get(key) ?? null,
  };
}
