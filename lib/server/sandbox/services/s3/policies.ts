/** Who else may use a bucket: its policy, its block of public access, who owns its objects. */
import type { BlockPublicAccess } from "../../estate/resource-model";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import type { Operation } from "../../protocol/service";
import { element, wrap } from "../../protocol/xml";
import { bucketArn, ownBucket } from "./shared";

export const bucketPolicyOperations: Readonly<Record<string, Operation>> = {
  GetBucketPolicy: {
    resource: bucketArn,
    run(call) {
      const { policy, name } = ownBucket(call);
      if (policy !== null) return policy;
      throw new ServiceError("NoSuchBucketPolicy", 404, "The bucket policy does not exist", { BucketName: name });
    },
  },
  GetPublicAccessBlock: {
    action: "GetBucketPublicAccessBlock",
    resource: bucketArn,
    run: (call) => blockXml(ownBucket(call).publicAccessBlock),
  },
  GetBucketOwnershipControls: {
    resource: bucketArn,
    run(call) {
      const { ownership } = ownBucket(call);
      if (ownership === null)
        throw new ServiceError("OwnershipControlsNotFoundError", 404, "The bucket ownership controls were not found");
      return wrap("OwnershipControls", wrap("Rule", element("ObjectOwnership", ownership)));
    },
  },
  GetAccountPublicAccessBlock: { run: accountBlock },
};

function accountBlock(call: Call): string {
  if (call.parameters.text("AccountId") !== call.account.id)
    throw new ServiceError("AccessDenied", 403, "Access Denied");
  return blockXml(call.account.resources.publicAccessBlock);
}

function blockXml(block: BlockPublicAccess | null): string {
  if (block === null) {
    const text = "The public access block configuration was not found";
    throw new ServiceError("NoSuchPublicAccessBlockConfiguration", 404, text);
  }
  return wrap(
    "PublicAccessBlockConfiguration",
    element("BlockPublicAcls", block.blockPublicAcls) +
      element("IgnorePublicAcls", block.ignorePublicAcls) +
      element("BlockPublicPolicy", block.blockPublicPolicy) +
      element("RestrictPublicBuckets", block.restrictPublicBuckets),
  );
}
