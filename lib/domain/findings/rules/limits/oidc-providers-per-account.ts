import { groupedBy } from "../../broken";
import { factEvidence } from "../../evidence";
import { found, subjectsOf } from "../../found";
import { inWords } from "../../remedy";
import type { Rule } from "../../rule";
import { accountSubject } from "../../subjects";
import { isNear } from "./near";

const PROVIDERS = { default: 100, most: 700 } as const;

export const oidcProvidersPerAccount: Rule = {
  id: "oidc-providers-per-account",
  category: "limit",
  title: "Account has nearly as many OIDC providers as IAM allows",
  severity: "low",
  description:
    "IRSA needs an OIDC provider for each cluster, in each account whose roles its pods use. IAM allows 100 in an account, 700 where the quota was raised; the next cluster's roles then cannot be used.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"],
  *find(facts) {
    const { estate } = facts.model;
    for (const [accountId, providers] of groupedBy([...estate.oidcProviders.values()], (each) => each.accountId)) {
      const count = providers.length;
      const raised = count > PROVIDERS.default;
      const limit = raised ? PROVIDERS.most : PROVIDERS.default;
      if (!isNear(count, limit)) continue;
      yield found({
        severity: raised ? "medium" : "low",
        severityReason: raised ? "The quota cannot be raised further." : "The quota can be raised.",
        cause: accountId,
        title: `Account ${accountId} has ${count} of ${limit} OIDC providers`,
        explanation: `There is room for ${Math.max(0, limit - count)} more clusters with IRSA in this account${raised ? "" : ", unless the quota was raised"}.`,
        subjects: subjectsOf([accountSubject(facts, accountId)]),
        evidence: [
          factEvidence(
            `${count} OIDC providers.`,
            accountId,
            estate.readAt.get(`oidc-providers|${accountId}||`) ?? null,
          ),
        ],
        remediation: [
          inWords(
            "Delete what no cluster needs, or move to Pod Identity",
            "Providers of deleted clusters can go (see the findings about issuers). Pod Identity needs no provider at all.",
            raised ? "" : "Or have the quota 'OpenId connect providers per account' raised (Service Quotas, IAM).",
          ),
        ],
      });
    }
  },
};
