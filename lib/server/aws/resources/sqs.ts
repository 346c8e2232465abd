/** SQS: the policy is one of a queue's attributes. */
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { QueueFacts } from "@/lib/domain/snapshot/resource-facts";
import type { ListedResource, ResourceReader } from "@/lib/server/usecases/scan/resource-ports";
import type { AccountSession } from "../account-session";
import { clientOptions } from "../clients";
import { present } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";
import { allOf, arnIn, orAbsent, type PolicyAnswer, policyAnswer, policyFacts, type ResourcePlace } from "./place";

export function queueReader(session: AccountSession, place: ResourcePlace): ResourceReader {
  const { accountId, region } = place;
  // The URL of a queue names it; where requests go is the client's own business.
  const sqs = session.senderOf(
    "sqs",
    region,
    (context) => new SQSClient({ ...clientOptions(context), useQueueUrlAsEndpoint: false }),
  );
  const listed = (name: string): ListedResource => ({ arn: arnIn(place, "sqs", name), name, region });
  return {
    service: "sqs",
    gapService: "sqs",
    listOperations: ["ListQueues"],
    list: (ask) =>
      allOf(
        () =>
          pages(
            (NextToken) =>
              sqs.send("ListQueues", (client) => client.send(new ListQueuesCommand({ MaxResults: 1000, NextToken }))),
            (page) => ({
              items: present(page.QueueUrls).map((url) => listed(url.slice(url.lastIndexOf("/") + 1))),
              next: page.NextToken,
            }),
            repeatedToken("sqs", "ListQueues"),
          ),
        (run) => ask("ListQueues", region, run),
      ),
    named: listed,
    async read({ arn, name }, ask, { document }): Promise<QueueFacts> {
      const QueueUrl = `https://sqs.${region}.amazonaws.com/${accountId}/${name}`;
      const policy = await ask("GetQueueAttributes", arn, () =>
        sqs.send("GetQueueAttributes", (client) =>
          orAbsent<PolicyAnswer, PolicyAnswer>(
            client
              .send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] }))
              .then(({ Attributes }) => policyAnswer(Attributes?.Policy)),
            { QueueDoesNotExist: "missing", "AWS.SimpleQueueService.NonExistentQueue": "missing" },
          ),
        ),
      );
      return { kind: "queue", arn, name, accountId, region, ...policyFacts(policy, document) };
    },
  };
}
