/** Digests beside a trail's log files in its bucket, and the public keys that they are signed with. */
import { ListPublicKeysCommand } from "@aws-sdk/client-cloudtrail";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { readDigestPath } from "@/lib/domain/activity/digest";
import type { DigestSource } from "@/lib/server/usecases/activity/digest-ports";
import { malformed } from "../credentials";
import { present } from "../normalise";
import { aborted, type BucketRequests, listPages, type S3SourceOptions } from "./bucket-requests";
import type { Connection } from "./connection";
import { gapOf } from "./gaps";
import { createCloudTrail } from "./lookup-events";
import { type ListFolders, logFolders } from "./s3-layout";

const DAY_MS = 86_400_000;

export function s3Digests(
  connection: Connection,
  options: S3SourceOptions,
  requests: BucketRequests,
  folders: ListFolders,
): DigestSource {
  const { bucket, prefix, role, now } = options;
  const get = (key: string, signal: AbortSignal) => {
    if (signal.aborted) throw aborted("GetObject", signal.reason);
    return requests.send("GetObject", async (client) => {
      const { Body, Metadata } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      if (Body === undefined) throw malformed("an object without a body");
      return { bytes: await Body.transformToByteArray(), metadata: Metadata ?? {} };
    });
  };
  return {
    bucket,
    async *list({ from, to, onGap, signal }) {
      const report = async (at: string, error: unknown) => {
        const resource = `arn:aws:s3:::${bucket}/${at}`;
        const gap = gapOf(error, { accountId: await requests.accountId(), resource }, now());
        if (gap === null) throw error;
        onGap(gap);
      };
      // Folders that cannot be listed are gaps of the log files already.
      for await (const { prefix: logs, region } of logFolders(prefix, folders, () => undefined)) {
        if (region === null) continue;
        const beside = logs.replace(/(^|\/)CloudTrail\/([^/]+\/)$/, "$1CloudTrail-Digest/$2");
        try {
          const StartAfter = `${beside}${from.replaceAll("-", "/")}/`;
          for await (const page of listPages(requests, { Prefix: beside, StartAfter })) {
            if (signal.aborted) throw aborted("ListObjectsV2", signal.reason);
            for (const { Key: key = "", ETag = "" } of page.Contents ?? []) {
              const told = readDigestPath(key);
              if (told === null || told.day < from || told.day > to) continue;
              yield { key, etag: ETag.replaceAll('"', ""), ...told };
            }
          }
        } catch (error) {
          await report(beside, error);
        }
      }
    },
    async read(key, signal) {
      const { bytes, metadata } = await get(key, signal);
      return { bytes, signature: metadata.signature ?? null };
    },
    async open(key, signal) {
      const { bytes } = await get(key, signal);
      return (async function* () {
        yield bytes;
      })();
    },
    async publicKeys(region, { from, to }, onGap) {
      try {
        const session = await connection.session(role);
        const sender = session.senderOf("cloudtrail", region, createCloudTrail);
        const { PublicKeyList } = await sender.send("ListPublicKeys", (client) =>
          // A key may be older than what it signed.
          client.send(new ListPublicKeysCommand({ StartTime: new Date(from.getTime() - DAY_MS), EndTime: to })),
        );
        return new Map(
          present(PublicKeyList).flatMap(({ Fingerprint, Value }) =>
            Fingerprint === undefined || Value === undefined ? [] : [[Fingerprint, Value] as const],
          ),
        );
      } catch (error) {
        const gap = gapOf(error, { accountId: await requests.accountId(), region }, now());
        if (gap === null) throw error;
        onGap(gap);
        return null;
      }
    },
  };
}
