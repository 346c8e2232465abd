/** Secrets Manager: policies of secrets. Values are never asked for, and the reader's policy does not allow it. */
import { GetResourcePolicyCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SecretFacts } from "@/lib/domain/snapshot/resource-facts";
import type { ResourceReader } from "@/lib/server/usecases/scan/resource-ports";
import type { AccountSession } from "../account-session";
import { clientOptions } from "../clients";
import { orNull, present } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";
import { allOf, orAbsent, type PolicyAnswer, policyAnswer, policyFacts, type ResourcePlace } from "./place";

const SECRET = ":secret:";

export function secretReader(session: AccountSession, place: ResourcePlace): ResourceReader {
  const { accountId, region } = place;
  const secrets = session.senderOf(
    "secretsmanager",
    region,
    (context) => new SecretsManagerClient(clientOptions(context)),
  );
  return {
    service: "secretsmanager",
    gapService: "secretsmanager",
    listOperations: ["ListSecrets"],
    list: (ask) =>
      allOf(
        () =>
          pages(
            (NextToken) =>
              secrets.send("ListSecrets", (client) =>
                client.send(new ListSecretsCommand({ MaxResults: 100, NextToken })),
              ),
            (page) => ({
              items: present(page.SecretList).flatMap(({ ARN, KmsKeyId }) =>
                ARN === undefined
                  ? []
                  : [
                      {
                        arn: ARN,
                        name: ARN.slice(ARN.indexOf(SECRET) + SECRET.length),
                        region,
                        kmsKeyId: orNull(KmsKeyId),
                      },
                    ],
              ),
              next: page.NextToken,
            }),
            repeatedToken("secretsmanager", "ListSecrets"),
          ),
        (run) => ask("ListSecrets", region, run),
      ),
    // The six characters at the end are the service's, and most policies leave them open.
    named: () => null,
    async read({ arn, kmsKeyId }, ask, { document }): Promise<SecretFacts> {
      const policy = await ask("GetResourcePolicy", arn, () =>
        secrets.send("GetResourcePolicy", (client) =>
          orAbsent<PolicyAnswer, PolicyAnswer>(
            client
              .send(new GetResourcePolicyCommand({ SecretId: arn }))
              .then(({ ResourcePolicy }) => policyAnswer(ResourcePolicy)),
            { ResourceNotFoundException: "missing" },
          ),
        ),
      );
      const name = arn.slice(arn.indexOf(SECRET) + SECRET.length).replace(/-[A-Za-z0-9]{6}$/, "");
      return {
        kind: "secret",
        arn,
        name,
        accountId,
        region,
        ...policyFacts(policy, document),
        kmsKeyId: kmsKeyId ?? null,
      };
    },
  };
}
