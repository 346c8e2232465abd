/** What the operations on a bucket have in common: whose it is, where it is, and the errors about that. */
import type { Bucket } from "../../estate/resource-model";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";

export interface OwnedBucket {
  readonly bucket: Bucket;
  readonly ownerId: string;
}

export function bucketArn(call: Call): string {
  return `arn:${call.estate.partition}:s3:::${call.parameters.text("Bucket") ?? ""}`;
}

export function objectArn(call: Call): string {
  return `${bucketArn(call)}/${call.parameters.text("Key") ?? ""}`;
}

/** The bucket of the call, wherever it is in the estate; throws NoSuchBucket, PermanentRedirect, or AccessDenied. */
export function bucketOf(call: Call): OwnedBucket {
  const name = call.parameters.text("Bucket") ?? "";
  for (const account of call.estate.accounts.values()) {
    const bucket = account.resources.buckets.get(name);
    if (bucket === undefined) continue;
    const expected = call.parameters.text("ExpectedBucketOwner");
    if (expected !== null && expected !== account.id) throw new ServiceError("AccessDenied", 403, "Access Denied");
    if (bucket.region !== call.region) {
      const text =
        "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.";
      throw new ServiceError("PermanentRedirect", 301, text, {
        Bucket: name,
        Endpoint: `s3.${bucket.region}.amazonaws.com`,
      });
    }
    return { bucket, ownerId: account.id };
  }
  throw new ServiceError("NoSuchBucket", 404, "The specified bucket does not exist", { BucketName: name });
}

/** The caller's own bucket: policies and blocks of another account's are not to be read, whatever the caller may do. */
export function ownBucket(call: Call): Bucket {
  const { bucket, ownerId } = bucketOf(call);
  if (ownerId === call.account.id) return bucket;
  throw new ServiceError("MethodNotAllowed", 405, "The specified method is not allowed against this resource.");
}
