/** SNS: query protocol; attributes are a map. Source: Amazon SNS API Reference. */
import { queryErrors } from "../../protocol/common-errors";
import { ServiceError } from "../../protocol/error";
import { awsQuery, routeForm } from "../../protocol/query";
import type { Operation, Service } from "../../protocol/service";
import { element, list, wrap } from "../../protocol/xml";
import { inRegion, listing, nameIn } from "../resources";

const VERSION = "2010-03-31";
/** The service decides the size of these pages. */
const PAGE = 100;

const operations: Readonly<Record<string, Operation>> = {
  ListTopics: {
    run(call) {
      const { items, nextToken } = listing(call, [...inRegion(call).topics.values()], {
        token: "NextToken",
        size: PAGE,
        invalidToken: () => new ServiceError("InvalidParameter", 400, "Invalid parameter: NextToken"),
      });
      return list("Topics", items, ({ arn }) => element("TopicArn", arn)) + element("NextToken", nextToken);
    },
  },
  GetTopicAttributes: {
    resource: (call) => call.parameters.text("TopicArn") ?? "*",
    run(call) {
      const arn = call.parameters.text("TopicArn");
      const topic = inRegion(call).topics.get(nameIn(arn, ":"));
      if (topic?.arn !== arn) throw new ServiceError("NotFound", 404, "Topic does not exist");
      const attributes = { TopicArn: topic.arn, Owner: call.account.id, Policy: topic.policy };
      const entries = Object.entries(attributes)
        .map(([key, value]) => wrap("entry", element("key", key) + element("value", value)))
        .join("");
      return wrap("Attributes", entries);
    },
  },
};

export const snsService: Service = {
  name: "sns",
  global: false,
  protocol: awsQuery("http://sns.amazonaws.com/doc/2010-03-31/"),
  errors: { ...queryErrors({ reasonInDenial: true }), denied: denial },
  route: (request) => routeForm(request, VERSION),
  operations,
};

/** SNS has its own name for it. */
function denial(denied: Parameters<ReturnType<typeof queryErrors>["denied"]>[0]): ServiceError {
  const { message } = queryErrors({ reasonInDenial: true }).denied(denied);
  return new ServiceError("AuthorizationError", 403, message);
}
