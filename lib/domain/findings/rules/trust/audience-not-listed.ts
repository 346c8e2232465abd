import { oidcProviderArn, parseArn } from "@/lib/domain/aws/arn";
import { serviceAccountIndex } from "@/lib/domain/identity/annotations";
import type { Binding } from "@/lib/domain/identity/binding";
import { DEFAULT_AUDIENCE } from "@/lib/domain/identity/irsa-request";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import { brokenBindings, groupedBy } from "../../broken";
import { bindingEvidence, reasonEvidence } from "../../evidence";
import { found, listed, subjectsOf } from "../../found";
import { addAudience, kubectl, option, shellWord } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { holderName, holderSubject, providerSubject, roleSubject } from "../../subjects";

const ANNOTATION = "eks.amazonaws.com/audience";

export const audienceNotListed: Rule = {
  id: "audience-not-listed",
  category: "trust",
  title: "OIDC provider does not list the audience of the pods' tokens",
  severity: "medium",
  description:
    "STS takes a token only where the OIDC provider lists its audience. The provider lists another one than the tokens carry (sts.amazonaws.com, or what the service account's annotation says), so that the pods get no credentials.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html"],
  *find(facts) {
    const broken = brokenBindings(facts, "audience-not-listed");
    if (broken.length === 0) return;
    const stateOf = serviceAccountIndex(facts.model.estate);
    const audienceOf = ({ clusterArn, namespace, serviceAccount, pattern }: Binding) => {
      const state = pattern ? null : stateOf(clusterArn, namespace ?? "", serviceAccount ?? "");
      return state?.kind === "present" ? (state.annotated?.audience ?? DEFAULT_AUDIENCE) : DEFAULT_AUDIENCE;
    };
    const named = broken.flatMap((each) => {
      const provider = providerOf(facts, each.binding);
      return provider === null ? [] : [{ ...each, provider, audience: audienceOf(each.binding) }];
    });
    for (const [cause, group] of groupedBy(named, (each) => `${each.provider}|${each.audience}`)) {
      const [first] = group;
      if (!first) continue;
      const { provider, audience, binding } = first;
      const own = audience !== DEFAULT_AUDIENCE;
      const cluster = facts.model.estate.clusterByArn.get(binding.clusterArn ?? "");
      yield found({
        severity: "medium",
        severityReason: "STS rejects the pods' tokens: they get no credentials; nothing is opened by it.",
        cause,
        title: `OIDC provider does not list the audience ${audience}`,
        explanation: `${first.reason.text} This concerns ${listed(group.map((each) => holderName(each.binding)))}.`,
        subjects: subjectsOf(
          [providerSubject(facts, provider)],
          group.flatMap((each) => [roleSubject(facts, each.binding.roleArn), holderSubject(facts, each.binding)]),
        ),
        evidence: group.flatMap((each) => [reasonEvidence(each.binding, each.reason), bindingEvidence(each.binding)]),
        remediation: [
          ...(own && cluster
            ? [
                kubectl(
                  cluster,
                  "Ask for the usual audience",
                  group.map(
                    (each) =>
                      `kubectl annotate serviceaccount ${option("namespace", each.binding.namespace ?? "")} ${shellWord(each.binding.serviceAccount ?? "")} ${ANNOTATION}-`,
                  ),
                  `Without the annotation ${ANNOTATION} new pods' tokens are for ${DEFAULT_AUDIENCE}.`,
                ),
              ]
            : []),
          ...addAudience(provider, audience, `${own ? "Or: the" : "The"} provider takes tokens for ${audience}.`),
        ],
      });
    }
  },
};

function providerOf({ model: { estate } }: FindingFacts, { clusterArn, issuer, roleArn }: Binding): string | null {
  const own = estate.clusterByArn.get(clusterArn ?? "")?.oidcIssuer ?? issuer;
  const role = parseArn(roleArn);
  return own && role ? oidcProviderArn(role.partition, role.accountId, issuerKey(own)) : null;
}
