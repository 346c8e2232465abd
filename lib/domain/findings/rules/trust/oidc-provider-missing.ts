import { oidcProviderArn, parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import { issuerOfProvider } from "@/lib/domain/identity/irsa-candidates";
import { clusterOfIssuer } from "@/lib/domain/identity/irsa-issuer";
import type { PolicyDocument } from "@/lib/domain/policy/ast";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import { type Broken, brokenBindings, groupedBy } from "../../broken";
import { bindingEvidence, factEvidence, reasonEvidence } from "../../evidence";
import type { Remedy } from "../../finding";
import { found, listed, plural, subjectsOf } from "../../found";
import { podRoles } from "../../pod-roles";
import { createProvider, editStatements, trustRemedies } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { holderSubject, providerSubject, roleSubject } from "../../subjects";

export const oidcProviderMissing: Rule = {
  id: "oidc-provider-missing",
  category: "trust",
  title: "OIDC provider of a trust policy is not there",
  severity: "medium",
  description:
    "A role trusts tokens of a cluster by an OIDC provider of IAM, which has to exist in the role's own account and be spelled exactly so. It does not, so no service account of the cluster gets the role.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/cross-account-access.html",
  ],
  *find(facts) {
    const broken = brokenBindings(facts, "oidc-provider-missing").flatMap((each) => {
      const provider = providerOf(facts, each);
      return provider === null ? [] : [{ ...each, provider }];
    });
    const groups = groupedBy(broken, ({ provider, binding }) => {
      return `${provider}|${parseRoleArn(binding.roleArn)?.accountId}|${kindOf(binding.reasons.map(({ code }) => code))}`;
    });
    for (const [cause, group] of groups) {
      const [first] = group;
      if (!first) continue;
      const roles = [...new Set(group.map(({ binding }) => binding.roleArn))].sort();
      const annotated = group.some(({ binding }) => binding.evidence.includes("annotation"));
      const text = [...new Set(first.binding.reasons.filter(({ code }) => TOLD.has(code)).map((each) => each.text))];
      yield found({
        severity: annotated ? "medium" : "low",
        severityReason: annotated
          ? "Service accounts ask for the roles and get no credentials; nothing is opened by it."
          : "The trust lets nobody in as it is. Whoever could make the provider would open it.",
        cause,
        title: `OIDC provider missing for ${plural(roles.length, "role")}`,
        explanation: `${text.join(" ")} ${listed(roles.map((arn) => parseRoleArn(arn)?.name ?? arn))} ${roles.length === 1 ? "names" : "name"} it.`,
        subjects: subjectsOf(
          [providerSubject(facts, first.provider)],
          [
            ...roles.map((arn) => roleSubject(facts, arn)),
            ...group.map(({ binding }) => holderSubject(facts, binding)),
          ],
        ),
        evidence: [
          factEvidence("No such provider is among those of the account.", first.provider, first.binding.readAt),
          ...group.flatMap(({ binding, reason }) => [reasonEvidence(binding, reason), bindingEvidence(binding)]),
        ],
        remediation: remedies(facts, first.provider, first.binding, roles),
      });
    }
  },
};

const SPELLED = new Set(["https-in-provider", "issuer-spelling"]);
const TOLD = new Set(["provider-missing", "provider-other-account", "provider-other-partition", ...SPELLED]);

/** Kinds of mistakes are causes of their own: a provider may be misspelled by one role and missing for another. */
function kindOf(codes: readonly string[]): string {
  return codes.find((code) => SPELLED.has(code)) ?? codes.find((code) => TOLD.has(code)) ?? "";
}

/** As the trust spells it; for an annotation that no statement answers, the provider that would be needed. */
function providerOf(facts: FindingFacts, { binding }: Broken): string | null {
  const trust = podRoles(facts).get(binding.roleArn)?.trust;
  const accountId = parseRoleArn(binding.roleArn)?.accountId ?? "";
  const own = issuerOfBinding(facts, binding);
  const named = trust?.statements.flatMap((statement) =>
    (statement.principal?.entries ?? []).filter(({ kind }) => kind === "Federated").map(({ value }) => value),
  );
  const fits = named?.find((arn) => sameIssuer(issuerOfProvider(arn) ?? "", own ?? ""));
  if (fits) return fits;
  return own === null ? null : oidcProviderArn(parseArn(binding.roleArn)?.partition ?? "aws", accountId, own);
}

function sameIssuer(a: string, b: string): boolean {
  return issuerKey(a).toLowerCase() === issuerKey(b).toLowerCase();
}

function issuerOfBinding(
  { model: { estate } }: FindingFacts,
  { clusterArn, issuer }: Broken["binding"],
): string | null {
  const cluster = estate.clusterByArn.get(clusterArn ?? "");
  return cluster?.oidcIssuer ? issuerKey(cluster.oidcIssuer) : issuer === null ? null : issuerKey(issuer);
}

function remedies(
  facts: FindingFacts,
  provider: string,
  binding: Broken["binding"],
  roles: readonly string[],
): readonly Remedy[] {
  const { estate } = facts.model;
  const written = issuerOfProvider(provider) ?? "";
  const cluster = clusterOfIssuer(estate, written);
  const issuer = cluster?.oidcIssuer ? issuerKey(cluster.oidcIssuer) : written;
  const accountId = parseRoleArn(binding.roleArn)?.accountId ?? "";
  const right = oidcProviderArn(parseArn(binding.roleArn)?.partition ?? "aws", accountId, issuer);
  const made = estate.oidcProviders.has(right)
    ? []
    : createProvider(accountId, issuer, "A provider for the cluster's issuer, in the account of the roles.");
  if (right === provider) return made;
  const corrected = roles.slice(0, 5).flatMap((arn) => {
    const podRole = podRoles(facts).get(arn);
    if (!podRole?.trust) return [];
    const document = respelled(podRole.trust, provider, right);
    return trustRemedies(podRole.role, document, "The provider is named as it is spelled in the role's account.");
  });
  return [...corrected, ...made];
}

/** The provider's ARN, and the condition keys that go with it. */
function respelled(trust: PolicyDocument, wrong: string, right: string): PolicyDocument {
  const [before, after] = [issuerOfProvider(wrong) ?? "", issuerOfProvider(right) ?? ""];
  return editStatements(trust, (statement) => {
    const { principal } = statement;
    if (!principal?.entries.some(({ value }) => value === wrong)) return statement;
    return {
      ...statement,
      principal: {
        ...principal,
        entries: principal.entries.map((entry) => (entry.value === wrong ? { ...entry, value: right } : entry)),
      },
      conditions: statement.conditions.map((clause) => {
        const key = clause.key.replace(/^https?:\/\//i, "");
        return key.toLowerCase().startsWith(`${before.toLowerCase()}:`)
          ? { ...clause, key: `${after}${key.slice(before.length)}` }
          : clause;
      }),
    };
  });
}
