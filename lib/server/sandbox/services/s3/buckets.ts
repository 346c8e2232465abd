/** Which buckets an account has, and where one is. */
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import { page } from "../../protocol/paging";
import type { Operation } from "../../protocol/service";
import { element, escapeXml, list, wrap, xmlTime } from "../../protocol/xml";
import { bucketArn, bucketOf } from "./shared";

export const bucketOperations: Readonly<Record<string, Operation>> = {
  ListBuckets: { action: "ListAllMyBuckets", run: listBuckets },
  GetBucketLocation: {
    resource: bucketArn,
    run(call) {
      const { region } = bucketOf(call).bucket;
      // The first region has no name here.
      const name = region === "us-east-1" ? "" : escapeXml(region);
      return `<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${name}</LocationConstraint>`;
    },
  },
};

function listBuckets(call: Call): string {
  const { parameters, account } = call;
  const size = parameters.integer("max-buckets");
  if (size !== null && !(size >= 1 && size <= 10_000)) throw invalid("max-buckets must be between 1 and 10000");
  const prefix = parameters.text("prefix") ?? "";
  const region = parameters.text("bucket-region");
  const found = [...account.resources.buckets.values()].filter(
    (bucket) => bucket.name.startsWith(prefix) && (region === null || bucket.region === region),
  );
  const { items, nextToken } = page(found, {
    operation: call.operation,
    listing: `${account.id}|${prefix}|${region}`,
    token: parameters.text("continuation-token"),
    size: size ?? 10_000,
    behaviour: call.pages,
    invalidToken: () => invalid("The continuation token provided is incorrect"),
  });
  // The region is told only where a parameter was given.
  const told = size !== null || prefix !== "" || region !== null;
  const buckets = list(
    "Buckets",
    items,
    (bucket) =>
      element("BucketArn", `arn:${call.estate.partition}:s3:::${bucket.name}`) +
      (told ? element("BucketRegion", bucket.region) : "") +
      element("CreationDate", xmlTime(bucket.createdAt)) +
      element("Name", bucket.name),
    "Bucket",
  );
  return wrap("ListAllMyBucketsResult", buckets + element("ContinuationToken", nextToken));
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidArgument", 400, message);
}
