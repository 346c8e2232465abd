/** DynamoDB: policies of tables (indexes included) and, where a grant names streams, of the table's latest stream. */
import {
  DescribeTableCommand,
  DynamoDBClient,
  GetResourcePolicyCommand,
  ListTablesCommand,
} from "@aws-sdk/client-dynamodb";
import type { TableFacts } from "@/lib/domain/snapshot/resource-facts";
import type { Ask, ListedResource, ResourceReader } from "@/lib/server/usecases/scan/resource-ports";
import type { AccountSession } from "../account-session";
import { clientOptions } from "../clients";
import { present } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";
import { allOf, arnIn, orAbsent, type PolicyAnswer, policyAnswer, policyFacts, type ResourcePlace } from "./place";

export function tableReader(session: AccountSession, place: ResourcePlace): ResourceReader {
  const { accountId, region } = place;
  const dynamodb = session.senderOf("dynamodb", region, (context) => new DynamoDBClient(clientOptions(context)));
  const listed = (name: string): ListedResource => ({ arn: arnIn(place, "dynamodb", `table/${name}`), name, region });
  const policyOf = (ask: Ask, arn: string) =>
    ask("GetResourcePolicy", arn, () =>
      dynamodb.send("GetResourcePolicy", (client) =>
        orAbsent<PolicyAnswer, PolicyAnswer>(
          client.send(new GetResourcePolicyCommand({ ResourceArn: arn })).then(({ Policy }) => policyAnswer(Policy)),
          { PolicyNotFoundException: "none", ResourceNotFoundException: "missing" },
        ),
      ),
    );
  return {
    service: "dynamodb",
    gapService: "dynamodb",
    listOperations: ["ListTables"],
    list: (ask) =>
      allOf(
        () =>
          pages(
            (ExclusiveStartTableName) =>
              dynamodb.send("ListTables", (client) =>
                client.send(new ListTablesCommand({ Limit: 100, ExclusiveStartTableName })),
              ),
            (page) => ({ items: present(page.TableNames).map(listed), next: page.LastEvaluatedTableName }),
            repeatedToken("dynamodb", "ListTables"),
          ),
        (run) => ask("ListTables", region, run),
      ),
    named: listed,
    async read({ arn, name }, ask, { document, stream }): Promise<TableFacts> {
      const policy = policyFacts(await policyOf(ask, arn), document);
      const table = { kind: "table" as const, arn, name, accountId, region, ...policy };
      if (!stream || !policy.exists) return { ...table, stream: null };
      const described = await ask("DescribeTable", arn, () =>
        dynamodb.send("DescribeTable", (client) =>
          orAbsent(
            client
              .send(new DescribeTableCommand({ TableName: name }))
              .then(({ Table }) => Table?.LatestStreamArn ?? null),
            { ResourceNotFoundException: null },
          ),
        ),
      );
      const streamArn = described.ok ? described.value : null;
      if (streamArn === null) return { ...table, stream: null };
      const { policy: streamPolicy } = policyFacts(await policyOf(ask, streamArn), document);
      return { ...table, stream: { arn: streamArn, policy: streamPolicy } };
    },
  };
}
