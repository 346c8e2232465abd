/** SQS: JSON 1.0. A queue is known by its URL. Source: Amazon SQS API Reference. */
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import { json11, routeTarget } from "../../protocol/json";
import type { Operation, Service } from "../../protocol/service";
import { inRegion, JSON_ERRORS, listing, nameIn, regionalArn } from "../resources";

const operations: Readonly<Record<string, Operation>> = {
  ListQueues: {
    run(call) {
      const prefix = call.parameters.text("QueueNamePrefix") ?? "";
      const all = [...inRegion(call).queues.values()].filter((queue) => queue.name.startsWith(prefix));
      const { items, nextToken } = listing(call, all, {
        token: "NextToken",
        size: call.parameters.integer("MaxResults") ?? 1000,
        selection: prefix,
        invalidToken: () => new ServiceError("InvalidAddress", 400, "The token is invalid."),
      });
      const QueueUrls = items.map(({ name }) => `https://sqs.${call.region}.amazonaws.com/${call.account.id}/${name}`);
      return JSON.stringify(nextToken === null ? { QueueUrls } : { QueueUrls, NextToken: nextToken });
    },
  },
  GetQueueAttributes: {
    resource: (call) => regionalArn(call, "sqs", queueName(call)),
    run(call) {
      const queue = inRegion(call).queues.get(queueName(call));
      if (queue === undefined) throw new ServiceError("QueueDoesNotExist", 400, "The specified queue does not exist.");
      const wanted = call.parameters.texts("AttributeNames");
      const all: Record<string, string> = {
        QueueArn: queue.arn,
        ...(queue.policy === null ? {} : { Policy: queue.policy }),
      };
      const told = Object.entries(all).filter(([name]) => wanted.includes("All") || wanted.includes(name));
      return JSON.stringify({ Attributes: Object.fromEntries(told) });
    },
  },
};

export const sqsService: Service = {
  name: "sqs",
  global: false,
  protocol: json11,
  errors: JSON_ERRORS,
  route: (request) => routeTarget(request, "AmazonSQS"),
  operations,
};

function queueName(call: Call): string {
  return nameIn(call.parameters.text("QueueUrl"), "/");
}
