/** A trail's log files in its bucket: listed folder by folder, each from where the last run ended, and read many at a time. */
import { GetObjectCommand } from "@aws-sdk/client-s3";
import type { ListRequest, LogFileSource, LogObject } from "@/lib/server/usecases/activity/ports";
import { malformed } from "../credentials";
import { aborted, BucketRequests, listPages, type S3SourceOptions } from "./bucket-requests";
import type { Connection } from "./connection";
import { gapOf } from "./gaps";
import { readLogPath } from "./log-path";
import { merged } from "./merge";
import { s3Digests } from "./s3-digests";
import { type LogFolder, logFolders } from "./s3-layout";

/** Folders that are listed at once. */
const LISTINGS = 8;
/** Late files come under the day of their delivery, and not in order with others of the same minutes. */
const BACK_DAYS = 2;
/** Up to this size a file is read as part of its request, so that a connection that breaks is asked again. */
const WHOLE_BYTES = 16 * 1024 * 1024;

export function s3Source(connection: Connection, options: S3SourceOptions): LogFileSource {
  const { bucket, prefix, now } = options;
  const id = `s3:${bucket}/${prefix}`;
  const requests = new BucketRequests(connection, options);
  const folders = async (below: string): Promise<string[]> => {
    const names: string[] = [];
    for await (const page of listPages(requests, { Prefix: below, Delimiter: "/" }))
      for (const one of page.CommonPrefixes ?? [])
        if (one.Prefix !== undefined) names.push(one.Prefix.slice(below.length).replace(/\/$/, ""));
    return names;
  };
  async function* list(request: ListRequest): AsyncGenerator<LogObject> {
    const accountId = await requests.accountId();
    const report = (where: Pick<LogFolder, "prefix"> & Partial<LogFolder>, error: unknown) => {
      const resource = `arn:aws:s3:::${bucket}/${where.prefix}`;
      const gap = gapOf(
        error,
        { accountId: where.account ?? accountId, region: where.region ?? null, resource },
        now(),
      );
      if (gap === null) throw error;
      request.onGap(gap);
    };
    const found: LogFolder[] = [];
    for await (const folder of logFolders(prefix, folders, (at, error) => report({ prefix: at }, error)))
      found.push(folder);
    const streams = found.map(
      (folder) =>
        async function* () {
          try {
            yield* objectsIn(requests, id, folder, request);
          } catch (error) {
            report(folder, error);
          }
        },
    );
    yield* merged(streams, LISTINGS);
  }
  return {
    kind: "s3",
    id,
    list,
    open: async (object, signal) => {
      if (signal.aborted) throw aborted("GetObject", signal.reason);
      return requests.send("GetObject", async (client) => {
        const { Body, ContentType } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: object.key }));
        if (Body === undefined) throw malformed("an object without a body");
        // Some proxies answer with a page of their own and a 200.
        if (/^text\/html\b/i.test(ContentType ?? "")) throw malformed("a web page instead of a log file");
        const stream = Body as unknown as AsyncIterable<Uint8Array>;
        if (object.size > WHOLE_BYTES) return stream;
        const chunks: Uint8Array[] = [];
        for await (const chunk of stream) chunks.push(chunk);
        return (async function* () {
          yield* chunks;
        })();
      });
    },
    digests: s3Digests(connection, options, requests, folders),
    close: async () => undefined,
  };
}

async function* objectsIn(
  requests: BucketRequests,
  source: string,
  folder: LogFolder,
  request: ListRequest,
): AsyncGenerator<LogObject> {
  const { prefix } = folder;
  const days = folder.region !== null;
  const startAfter = days ? startOf(prefix, request) : null;
  for await (const page of listPages(requests, {
    Prefix: prefix,
    ...(startAfter === null ? {} : { StartAfter: startAfter }),
  })) {
    if (request.signal.aborted) throw aborted("ListObjectsV2", request.signal.reason);
    for (const { Key: key, ETag, Size: size = 0 } of page.Contents ?? []) {
      const told = key === undefined || size === 0 ? null : readLogPath(key);
      if (key === undefined || told === null) continue;
      if (told.day !== null && told.day > request.to) {
        // Keys come by day: nothing of what follows is asked for.
        if (days) return;
        continue;
      }
      if (told.day !== null && told.day < request.from) continue;
      yield { source, key, etag: (ETag ?? "").replaceAll('"', ""), size, ...told, prefix };
    }
  }
}

/** The day to begin with: the first that is asked for, or two before the last key that was taken. */
function startOf(prefix: string, request: ListRequest): string {
  const last = request.after(prefix);
  const known = last === null ? null : (readLogPath(last)?.day ?? null);
  const again = known === null ? "" : new Date(Date.parse(known) - BACK_DAYS * 86_400_000).toISOString().slice(0, 10);
  const day = [again, request.from].sort().at(-1) ?? request.from;
  return `${prefix}${day.replaceAll("-", "/")}/`;
}
