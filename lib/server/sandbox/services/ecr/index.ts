/** ECR: JSON 1.1. Source: Amazon ECR API Reference. */
import { ServiceError } from "../../protocol/error";
import { json11, routeTarget } from "../../protocol/json";
import type { Operation, Service } from "../../protocol/service";
import { inRegion, JSON_ERRORS, listing, regionalArn } from "../resources";

const operations: Readonly<Record<string, Operation>> = {
  DescribeRepositories: {
    resource: (call) => regionalArn(call, "ecr", "repository/*"),
    run(call) {
      const { items, nextToken } = listing(call, [...inRegion(call).repositories.values()], {
        token: "nextToken",
        size: call.parameters.integer("maxResults") ?? 100,
        invalidToken: () => new ServiceError("InvalidParameterException", 400, "Invalid nextToken."),
      });
      const repositories = items.map(({ name, arn }) => ({
        repositoryArn: arn,
        repositoryName: name,
        registryId: call.account.id,
      }));
      return JSON.stringify(nextToken === null ? { repositories } : { repositories, nextToken });
    },
  },
  GetRepositoryPolicy: {
    resource: (call) => regionalArn(call, "ecr", `repository/${call.parameters.text("repositoryName") ?? ""}`),
    run(call) {
      const name = call.parameters.text("repositoryName") ?? "";
      const repository = inRegion(call).repositories.get(name);
      const text = `The repository with name '${name}' does not exist in the registry with id '${call.account.id}'`;
      if (repository === undefined) throw new ServiceError("RepositoryNotFoundException", 400, text);
      if (repository.policy === null)
        throw new ServiceError(
          "RepositoryPolicyNotFoundException",
          400,
          `Repository policy does not exist for the repository with name '${name}'`,
        );
      return JSON.stringify({ registryId: call.account.id, repositoryName: name, policyText: repository.policy });
    },
  },
};

export const ecrService: Service = {
  name: "ecr",
  global: false,
  protocol: json11,
  errors: JSON_ERRORS,
  route: (request) => routeTarget(request, "AmazonEC2ContainerRegistry_V20150921"),
  operations,
};
