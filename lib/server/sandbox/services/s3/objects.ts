/** Objects of buckets that have any: the trails' log files. Source: Amazon S3 API Reference, ListObjectsV2 and GetObject. */
import type { LogBucket, StoredObject } from "../../history/log-store";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import type { Operation, Rendered } from "../../protocol/service";
import { element, wrap } from "../../protocol/xml";
import { bucketArn, bucketOf, objectArn } from "./shared";

const MOST = 1000;

export function objectOperations(buckets: ReadonlyMap<string, LogBucket>): Readonly<Record<string, Operation>> {
  return {
    ListObjectsV2: {
      action: "ListBucket",
      resource: bucketArn,
      run: (call) => listObjects(call, found(call, buckets)),
    },
    GetObject: { resource: objectArn, run: () => "", render: (call) => getObject(call, found(call, buckets)) },
    HeadObject: {
      action: "GetObject",
      resource: objectArn,
      run: () => "",
      render: (call) => ({ ...getObject(call, found(call, buckets)), body: "" }),
    },
  };
}

/** null: a bucket of the estate without objects. Throws NoSuchBucket, PermanentRedirect, AccessDenied. */
function found(call: Call, buckets: ReadonlyMap<string, LogBucket>): LogBucket | null {
  const bucket = buckets.get(call.parameters.text("Bucket") ?? "");
  if (bucket === undefined) {
    bucketOf(call);
    return null;
  }
  // No bucket policy lets another account in.
  const expected = call.parameters.text("ExpectedBucketOwner") ?? bucket.accountId;
  if (bucket.accountId !== call.account.id || bucket.accountId !== expected)
    throw new ServiceError("AccessDenied", 403, "Access Denied");
  if (bucket.region === call.region) return bucket;
  const text =
    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.";
  throw new ServiceError("PermanentRedirect", 301, text, {
    Bucket: bucket.name,
    Endpoint: `s3.${bucket.region}.amazonaws.com`,
  });
}

function listObjects(call: Call, bucket: LogBucket | null): string {
  const { parameters } = call;
  const asked = parameters.integer("max-keys") ?? MOST;
  if (!(asked >= 0))
    throw new ServiceError("InvalidArgument", 400, "Argument maxKeys must be an integer between 0 and 2147483647");
  const size = Math.min(asked, MOST, call.pages.sizes?.ListObjectsV2 ?? MOST);
  const prefix = parameters.text("prefix") ?? "";
  const delimiter = parameters.text("delimiter") ?? "";
  const token = parameters.text("continuation-token");
  const after = token === null ? (parameters.text("start-after") ?? "") : readToken(token);
  const encoded = parameters.text("encoding-type") === "url";
  const name = (text: string) => (encoded ? encodeURIComponent(text).replaceAll("%2F", "/") : text);
  let contents = "";
  let count = 0;
  let last = after;
  let more = false;
  const prefixes: string[] = [];
  if (bucket !== null && size > 0) {
    for (const entry of entries(bucket, prefix, delimiter, after)) {
      if (count === size) {
        more = true;
        break;
      }
      count++;
      if (typeof entry === "string") {
        prefixes.push(entry);
        last = `${entry}\u{10ffff}`;
      } else {
        contents += wrap("Contents", contentOf(entry, name));
        last = entry.key;
      }
    }
  }
  return wrap(
    "ListBucketResult",
    element("Name", parameters.text("Bucket")) +
      element("Prefix", name(prefix)) +
      element("KeyCount", count) +
      element("MaxKeys", asked) +
      (delimiter === "" ? "" : element("Delimiter", name(delimiter))) +
      (encoded ? element("EncodingType", "url") : "") +
      element("IsTruncated", more) +
      (more ? element("NextContinuationToken", writeToken(last)) : "") +
      contents +
      prefixes.map((one) => wrap("CommonPrefixes", element("Prefix", name(one)))).join(""),
  );
}

/** Objects, and with a delimiter the folders (as text) that stand for what is in them. */
function* entries(
  bucket: LogBucket,
  prefix: string,
  delimiter: string,
  after: string,
): Iterable<StoredObject | string> {
  if (delimiter === "") return yield* bucket.objects(prefix, after);
  let from = after;
  for (;;) {
    let folder: string | null = null;
    for (const object of bucket.objects(prefix, from)) {
      const at = object.key.indexOf(delimiter, prefix.length);
      if (at < 0) {
        yield object;
        from = object.key;
        continue;
      }
      folder = object.key.slice(0, at + delimiter.length);
      break;
    }
    if (folder === null) return;
    yield folder;
    from = `${folder}\u{10ffff}`;
  }
}

function contentOf(object: StoredObject, name: (text: string) => string): string {
  return (
    element("Key", name(object.key)) +
    element("LastModified", new Date(object.modifiedAt).toISOString()) +
    element("ETag", `"${object.etag}"`) +
    element("Size", object.size) +
    element("StorageClass", "STANDARD")
  );
}

function getObject(call: Call, bucket: LogBucket | null): Rendered {
  const key = call.parameters.text("Key") ?? "";
  const object = bucket?.get(key) ?? null;
  if (object === null) throw new ServiceError("NoSuchKey", 404, "The specified key does not exist.", { Key: key });
  const headers = {
    "content-type": "application/json",
    "content-encoding": "gzip",
    "accept-ranges": "bytes",
    etag: `"${object.etag}"`,
    "last-modified": new Date(object.modifiedAt).toUTCString(),
    ...Object.fromEntries(Object.entries(object.metadata ?? {}).map(([name, value]) => [`x-amz-meta-${name}`, value])),
  };
  const range = call.parameters.text("Range");
  const body = object.body();
  if (range === null) return { status: 200, headers, body };
  const match = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(range);
  const from = Number(match?.[1] ?? 0);
  const to = match?.[2] ? Math.min(Number(match[2]), body.length - 1) : body.length - 1;
  if (match === null || from >= body.length || to < from)
    throw new ServiceError("InvalidRange", 416, "The requested range is not satisfiable");
  return {
    status: 206,
    headers: { ...headers, "content-range": `bytes ${from}-${to}/${body.length}` },
    body: body.subarray(from, to + 1),
  };
}

function writeToken(key: string): string {
  return `1/${Buffer.from(key, "utf8").toString("base64")}`;
}

function readToken(token: string): string {
  if (!token.startsWith("1/"))
    throw new ServiceError("InvalidArgument", 400, "The continuation token provided is incorrect");
  return Buffer.from(token.slice(2), "base64").toString("utf8");
}
