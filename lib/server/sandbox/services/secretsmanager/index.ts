/** Secrets Manager: JSON 1.1. Never a secret's value: this endpoint has none. Source: Secrets Manager API Reference. */
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import { json11, routeTarget } from "../../protocol/json";
import type { Operation, Service } from "../../protocol/service";
import { inRegion, JSON_ERRORS, listing } from "../resources";

const operations: Readonly<Record<string, Operation>> = {
  ListSecrets: {
    run(call) {
      const { items, nextToken } = listing(call, [...inRegion(call).secrets.values()], {
        token: "NextToken",
        size: call.parameters.integer("MaxResults") ?? 100,
        invalidToken: () => new ServiceError("InvalidNextTokenException", 400, "Invalid NextToken."),
      });
      const SecretList = items.map(({ name, arn, kmsKeyId }) => ({
        ARN: arn,
        Name: name,
        ...(kmsKeyId === null ? {} : { KmsKeyId: kmsKeyId }),
      }));
      return JSON.stringify(nextToken === null ? { SecretList } : { SecretList, NextToken: nextToken });
    },
  },
  GetResourcePolicy: {
    resource: (call) => secretOf(call)?.arn ?? call.parameters.text("SecretId") ?? "*",
    run(call) {
      const secret = secretOf(call);
      if (secret === undefined)
        throw new ServiceError("ResourceNotFoundException", 400, "Secrets Manager can't find the specified secret.");
      const { name: Name, arn: ARN, policy } = secret;
      return JSON.stringify(policy === null ? { ARN, Name } : { ARN, Name, ResourcePolicy: policy });
    },
  },
};

export const secretsManagerService: Service = {
  name: "secretsmanager",
  global: false,
  protocol: json11,
  errors: JSON_ERRORS,
  route: (request) => routeTarget(request, "secretsmanager"),
  operations,
};

function secretOf(call: Call) {
  const id = call.parameters.text("SecretId") ?? "";
  const { secrets } = inRegion(call);
  return secrets.get(id) ?? [...secrets.values()].find(({ arn }) => arn === id);
}
