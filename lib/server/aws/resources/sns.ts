/** SNS: the policy is one of a topic's attributes, and every topic has one. */
import { GetTopicAttributesCommand, ListTopicsCommand, SNSClient } from "@aws-sdk/client-sns";
import type { TopicFacts } from "@/lib/domain/snapshot/resource-facts";
import type { ResourceReader } from "@/lib/server/usecases/scan/resource-ports";
import type { AccountSession } from "../account-session";
import { clientOptions } from "../clients";
import { present } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";
import { allOf, arnIn, orAbsent, type PolicyAnswer, policyAnswer, policyFacts, type ResourcePlace } from "./place";

export function topicReader(session: AccountSession, place: ResourcePlace): ResourceReader {
  const { accountId, region } = place;
  const sns = session.senderOf("sns", region, (context) => new SNSClient(clientOptions(context)));
  return {
    service: "sns",
    gapService: "sns",
    listOperations: ["ListTopics"],
    list: (ask) =>
      allOf(
        () =>
          pages(
            (NextToken) => sns.send("ListTopics", (client) => client.send(new ListTopicsCommand({ NextToken }))),
            (page) => ({
              items: present(page.Topics).flatMap(({ TopicArn }) =>
                TopicArn === undefined
                  ? []
                  : [{ arn: TopicArn, name: TopicArn.slice(TopicArn.lastIndexOf(":") + 1), region }],
              ),
              next: page.NextToken,
            }),
            repeatedToken("sns", "ListTopics"),
          ),
        (run) => ask("ListTopics", region, run),
      ),
    named: (name) => ({ arn: arnIn(place, "sns", name), name, region }),
    async read({ arn, name }, ask, { document }): Promise<TopicFacts> {
      const policy = await ask("GetTopicAttributes", arn, () =>
        sns.send("GetTopicAttributes", (client) =>
          orAbsent<PolicyAnswer, PolicyAnswer>(
            client
              .send(new GetTopicAttributesCommand({ TopicArn: arn }))
              .then(({ Attributes }) => policyAnswer(Attributes?.Policy)),
            { NotFound: "missing", NotFoundException: "missing" },
          ),
        ),
      );
      return { kind: "topic", arn, name, accountId, region, ...policyFacts(policy, document) };
    },
  };
}
