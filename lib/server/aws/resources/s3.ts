/** S3: which buckets the account has, their policies, blocks of public access and whether ACLs count. */
import {
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { GetPublicAccessBlockCommand as GetAccountBlockCommand } from "@aws-sdk/client-s3-control";
import type { BucketFacts, PublicAccessBlock, S3AccountFacts } from "@/lib/domain/snapshot/resource-facts";
import type { ResourceReader } from "@/lib/server/usecases/scan/resource-ports";
import type { AccountSession, ClientSender } from "../account-session";
import { clientOptions } from "../clients";
import { present } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";
import { allOf, orAbsent, type PolicyAnswer, policyAnswer, policyFacts, type ResourcePlace } from "./place";
import { controlClient } from "./s3-control";

/** Largest page; with a size given, the answer tells each bucket's region. */
const PAGE = 10_000;

export function bucketReader(session: AccountSession, place: ResourcePlace): ResourceReader {
  const { partition, accountId } = place;
  const senders = new Map<string, ClientSender<S3Client>>();
  const s3 = (region: string) => {
    const known = senders.get(region);
    if (known) return known;
    const sender = session.senderOf("s3", region, (context) => new S3Client(clientOptions(context)));
    senders.set(region, sender);
    return sender;
  };
  return {
    service: "s3",
    gapService: "s3",
    listOperations: ["ListBuckets"],
    list: (ask) =>
      allOf(
        () =>
          pages(
            (ContinuationToken) =>
              s3(place.region).send("ListBuckets", (client) =>
                client.send(new ListBucketsCommand({ MaxBuckets: PAGE, ContinuationToken })),
              ),
            (page) => ({
              items: present(page.Buckets).flatMap(({ Name, BucketRegion }) =>
                Name === undefined
                  ? []
                  : [{ arn: `arn:${partition}:s3:::${Name}`, name: Name, region: BucketRegion ?? place.region }],
              ),
              next: page.ContinuationToken,
            }),
            repeatedToken("s3", "ListBuckets"),
          ),
        (run) => ask("ListBuckets", accountId, run),
      ),
    // Whose bucket it is, its name does not tell.
    named: () => null,
    async read({ arn, name, region }, ask, { document }): Promise<BucketFacts> {
      const bucket = { Bucket: name, ExpectedBucketOwner: accountId };
      const sender = s3(region);
      const [policy, block, ownership] = await Promise.all([
        ask("GetBucketPolicy", arn, () =>
          sender.send("GetBucketPolicy", (client) =>
            orAbsent<PolicyAnswer, PolicyAnswer>(
              client.send(new GetBucketPolicyCommand(bucket)).then(({ Policy }) => policyAnswer(Policy)),
              { NoSuchBucketPolicy: "none", NoSuchBucket: "missing" },
            ),
          ),
        ),
        ask("GetPublicAccessBlock", arn, () =>
          sender.send("GetPublicAccessBlock", (client) =>
            orAbsent<PublicAccessBlock | "none", "none">(
              client
                .send(new GetPublicAccessBlockCommand(bucket))
                .then(({ PublicAccessBlockConfiguration }) => blockFacts(PublicAccessBlockConfiguration)),
              { NoSuchPublicAccessBlockConfiguration: "none", NoSuchBucket: "none" },
            ),
          ),
        ),
        ask("GetBucketOwnershipControls", arn, () =>
          sender.send("GetBucketOwnershipControls", (client) =>
            orAbsent<string, "none">(
              client
                .send(new GetBucketOwnershipControlsCommand(bucket))
                .then(({ OwnershipControls }) => OwnershipControls?.Rules?.[0]?.ObjectOwnership ?? "none"),
              { OwnershipControlsNotFoundError: "none", NoSuchBucket: "none" },
            ),
          ),
        ),
      ]);
      return {
        kind: "bucket",
        arn,
        name,
        accountId,
        region,
        ...policyFacts(policy, document),
        publicAccessBlock: block.ok ? block.value : null,
        objectOwnership: ownership.ok ? ownership.value : null,
      };
    },
  };
}

export async function s3AccountBlock(
  session: AccountSession,
  region: string,
): Promise<S3AccountFacts["publicAccessBlock"]> {
  const control = session.senderOf("s3", region, controlClient);
  return control.send("GetAccountPublicAccessBlock", (client) =>
    orAbsent<PublicAccessBlock | "none", "none">(
      client
        .send(new GetAccountBlockCommand({ AccountId: session.accountId }))
        .then(({ PublicAccessBlockConfiguration }) => blockFacts(PublicAccessBlockConfiguration)),
      { NoSuchPublicAccessBlockConfiguration: "none" },
    ),
  );
}

interface Flags {
  readonly BlockPublicAcls?: boolean | undefined;
  readonly IgnorePublicAcls?: boolean | undefined;
  readonly BlockPublicPolicy?: boolean | undefined;
  readonly RestrictPublicBuckets?: boolean | undefined;
}

function blockFacts(flags: Flags | undefined): PublicAccessBlock {
  return {
    blockPublicAcls: flags?.BlockPublicAcls === true,
    ignorePublicAcls: flags?.IgnorePublicAcls === true,
    blockPublicPolicy: flags?.BlockPublicPolicy === true,
    restrictPublicBuckets: flags?.RestrictPublicBuckets === true,
  };
}
