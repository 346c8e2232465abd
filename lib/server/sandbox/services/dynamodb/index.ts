/** DynamoDB: JSON 1.0. Tables and their streams carry policies of their own. Source: Amazon DynamoDB API Reference. */
import { ServiceError } from "../../protocol/error";
import { json11, routeTarget } from "../../protocol/json";
import type { Operation, Service } from "../../protocol/service";
import { inRegion, JSON_ERRORS, nameIn, regionalArn } from "../resources";

const LARGEST_PAGE = 100;

const operations: Readonly<Record<string, Operation>> = {
  // Pages by the name of the last table, not by an opaque token.
  ListTables: {
    run(call) {
      const names = [...inRegion(call).tables.keys()].sort();
      const after = call.parameters.text("ExclusiveStartTableName");
      const from = after === null ? 0 : names.indexOf(after) + 1;
      const limit = Math.min(
        LARGEST_PAGE,
        call.parameters.integer("Limit") ?? LARGEST_PAGE,
        call.pages.sizes?.[call.operation] ?? call.pages.sizes?.["*"] ?? LARGEST_PAGE,
      );
      const TableNames = names.slice(from, from + limit);
      const last = from + limit < names.length ? TableNames.at(-1) : undefined;
      return JSON.stringify(last === undefined ? { TableNames } : { TableNames, LastEvaluatedTableName: last });
    },
  },
  DescribeTable: {
    resource: (call) => regionalArn(call, "dynamodb", `table/${nameIn(call.parameters.text("TableName"), "/")}`),
    run(call) {
      const table = inRegion(call).tables.get(nameIn(call.parameters.text("TableName"), "/"));
      if (table === undefined) throw notFound("Requested resource not found");
      const { name, arn, stream } = table;
      return JSON.stringify({
        Table: {
          TableName: name,
          TableArn: arn,
          TableStatus: "ACTIVE",
          ...(stream === null ? {} : { LatestStreamArn: stream.arn, StreamSpecification: { StreamEnabled: true } }),
        },
      });
    },
  },
  GetResourcePolicy: {
    resource: (call) => call.parameters.text("ResourceArn") ?? "*",
    run(call) {
      const arn = call.parameters.text("ResourceArn") ?? "";
      const table = [...inRegion(call).tables.values()].find((one) => one.arn === arn || one.stream?.arn === arn);
      if (table === undefined) throw notFound(`Requested resource not found: ResourcePolicy for ${arn}`);
      const policy = table.arn === arn ? table.policy : (table.stream?.policy ?? null);
      if (policy === null)
        throw new ServiceError("PolicyNotFoundException", 400, `Resource-based policy not found for ${arn}`);
      return JSON.stringify({ Policy: policy, RevisionId: "1" });
    },
  },
};

export const dynamodbService: Service = {
  name: "dynamodb",
  global: false,
  protocol: json11,
  errors: JSON_ERRORS,
  route: (request) => routeTarget(request, "DynamoDB_20120810"),
  operations,
};

function notFound(message: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", 400, message);
}
