/** Path, query and method → operation. Source: Amazon S3 API Reference. Parameters: Bucket, Key, the query, two headers. */
import { pathParameters } from "../../protocol/parameters";
import type { HttpRequest, RoutedRequest } from "../../protocol/service";

/** Reads of a bucket, by the subresource in the query. */
const BUCKET_READS: Readonly<Record<string, string>> = {
  policy: "GetBucketPolicy",
  publicAccessBlock: "GetPublicAccessBlock",
  ownershipControls: "GetBucketOwnershipControls",
  location: "GetBucketLocation",
  "list-type": "ListObjectsV2",
};

/** Header → parameter. */
const HEADERS = {
  "x-amz-expected-bucket-owner": "ExpectedBucketOwner",
  "x-amz-account-id": "AccountId",
  range: "Range",
} as const;

export function routeS3(request: HttpRequest): RoutedRequest | null {
  const host = hostBucket(request.header("host"));
  const names = decode(host === null ? request.path : `/${host}${request.path}`);
  if (names === null) return null;
  const query = new URLSearchParams(request.query);
  const fixed: Record<string, string> = {};
  for (const [header, name] of Object.entries(HEADERS)) {
    const value = request.header(header);
    if (value !== "") fixed[name] = value;
  }
  const routed = (operation: string): RoutedRequest => ({ operation, parameters: pathParameters(fixed, query) });
  const { bucket, key } = names;
  if (request.path === "/v20180820/configuration/publicAccessBlock")
    return request.method === "GET" ? routed("GetAccountPublicAccessBlock") : routed("PutAccountPublicAccessBlock");
  if (bucket === "") return request.method === "GET" ? routed("ListBuckets") : null;
  fixed.Bucket = bucket;
  if (key !== "") {
    fixed.Key = key;
    const operations: Record<string, string> = {
      GET: "GetObject",
      HEAD: "HeadObject",
      PUT: "PutObject",
      DELETE: "DeleteObject",
    };
    const operation = operations[request.method];
    return operation === undefined ? null : routed(operation);
  }
  if (request.method !== "GET") return routed(request.method === "PUT" ? "CreateBucket" : "DeleteBucket");
  for (const name of query.keys())
    if (Object.hasOwn(BUCKET_READS, name)) return routed(BUCKET_READS[name] ?? "ListObjects");
  return routed("ListObjects");
}

/** Virtual-hosted style: the bucket stands before the endpoint's own name. */
function hostBucket(host: string): string | null {
  return (
    /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.(?:s3\.[a-z0-9-]+\.amazonaws\.com|localhost)(?::\d+)?$/.exec(host)?.[1] ??
    null
  );
}

function decode(path: string): { bucket: string; key: string } | null {
  try {
    const slash = path.indexOf("/", 1);
    return {
      bucket: decodeURIComponent(slash < 0 ? path.slice(1) : path.slice(1, slash)),
      key: slash < 0 ? "" : decodeURIComponent(path.slice(slash + 1)),
    };
  } catch {
    return null;
  }
}
