/** ECR: policies of private repositories. */
import { DescribeRepositoriesCommand, ECRClient, GetRepositoryPolicyCommand } from "@aws-sdk/client-ecr";
import type { RepositoryFacts } from "@/lib/domain/snapshot/resource-facts";
import type { ListedResource, ResourceReader } from "@/lib/server/usecases/scan/resource-ports";
import type { AccountSession } from "../account-session";
import { clientOptions } from "../clients";
import { present } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";
import { allOf, arnIn, orAbsent, type PolicyAnswer, policyAnswer, policyFacts, type ResourcePlace } from "./place";

export function repositoryReader(session: AccountSession, place: ResourcePlace): ResourceReader {
  const { accountId, region } = place;
  const ecr = session.senderOf("ecr", region, (context) => new ECRClient(clientOptions(context)));
  const listed = (name: string): ListedResource => ({ arn: arnIn(place, "ecr", `repository/${name}`), name, region });
  return {
    service: "ecr",
    gapService: "ecr",
    listOperations: ["DescribeRepositories"],
    list: (ask) =>
      allOf(
        () =>
          pages(
            (nextToken) =>
              ecr.send("DescribeRepositories", (client) =>
                client.send(new DescribeRepositoriesCommand({ maxResults: 1000, nextToken })),
              ),
            (page) => ({
              items: present(page.repositories).flatMap(({ repositoryName }) =>
                repositoryName === undefined ? [] : [listed(repositoryName)],
              ),
              next: page.nextToken,
            }),
            repeatedToken("ecr", "DescribeRepositories"),
          ),
        (run) => ask("DescribeRepositories", region, run),
      ),
    named: listed,
    async read({ arn, name }, ask, { document }): Promise<RepositoryFacts> {
      const policy = await ask("GetRepositoryPolicy", arn, () =>
        ecr.send("GetRepositoryPolicy", (client) =>
          orAbsent<PolicyAnswer, PolicyAnswer>(
            client
              .send(new GetRepositoryPolicyCommand({ registryId: accountId, repositoryName: name }))
              .then(({ policyText }) => policyAnswer(policyText)),
            { RepositoryPolicyNotFoundException: "none", RepositoryNotFoundException: "missing" },
          ),
        ),
      );
      return { kind: "repository", arn, name, accountId, region, ...policyFacts(policy, document) };
    },
  };
}
