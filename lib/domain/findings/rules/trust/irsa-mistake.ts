/** Rules for the mistakes that people make in IRSA trust policies: one rule each, found by the same reasons. */
import { parseArn } from "@/lib/domain/aws/arn";
import { federatedProviders, isEksIssuer, issuerOfProvider } from "@/lib/domain/identity/irsa-candidates";
import { clusterOfIssuer } from "@/lib/domain/identity/irsa-issuer";
import { isIssuerKey } from "@/lib/domain/identity/issuer-keys";
import type { PolicyDocument, Statement } from "@/lib/domain/policy/ast";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import { type Broken, type BrokenRule, brokenBindings, groupedBy } from "../../broken";
import { bindingEvidence, reasonEvidence } from "../../evidence";
import { found, listed, subjectsOf } from "../../found";
import { type PodRole, podRoles } from "../../pod-roles";
import { editStatements, trustRemedies, webIdentityStatements } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { holderSubject, roleSubject } from "../../subjects";

const MISTAKES = /^(?:aud-holds-subject|sub-holds-audience|https-in-key|wildcard-in-stringequals|issuer-key-mismatch)$/;

export interface Mistake {
  readonly id: BrokenRule;
  readonly title: string;
  readonly description: string;
  /** "the wildcard never matches": why nobody is let in. */
  readonly why: string;
}

export function irsaMistakeRule({ id, title, description, why }: Mistake): Rule {
  return {
    id,
    category: "trust",
    title,
    severity: "medium",
    description,
    references: [
      "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html",
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html",
    ],
    *find(facts) {
      const byRole = groupedBy(brokenBindings(facts, id), ({ binding }) => binding.roleArn);
      for (const [roleArn, broken] of byRole) {
        const podRole = podRoles(facts).get(roleArn);
        if (!podRole?.trust) continue;
        const told = broken.flatMap(({ binding }) =>
          binding.reasons.filter((each) => MISTAKES.test(each.code)).map((reason) => ({ binding, reason })),
        );
        const annotated = broken.filter(({ binding }) => binding.evidence.includes("annotation") && !binding.pattern);
        yield found({
          severity: annotated.length > 0 ? "medium" : "low",
          severityReason:
            annotated.length > 0
              ? "Service accounts ask for the role and get no credentials; nothing is opened by it."
              : "Nobody is let in; whether a service account asks for the role was not seen.",
          cause: roleArn,
          title: `Trust policy of ${podRole.role.name} lets nobody in: ${why}`,
          explanation: [...new Set(told.map(({ reason }) => reason.text))].join(" "),
          subjects: subjectsOf(
            [roleSubject(facts, roleArn)],
            broken.map(({ binding }) => holderSubject(facts, binding)),
          ),
          evidence: [
            ...told.map(({ binding, reason }) => reasonEvidence(binding, reason)),
            ...broken.map(({ binding }) => bindingEvidence(binding)),
          ],
          remediation: trustRemedies(podRole.role, mended(facts, podRole, broken), noteOf(facts, podRole, broken)),
        });
      }
    },
  };
}

function noteOf(facts: FindingFacts, podRole: PodRole, broken: readonly Broken[]): string {
  const { named, meant } = subjectsMeant(podRole, broken);
  if (named.length > 0) return `The service accounts that are annotated with the role (${listed(named)}) are let in.`;
  return meant.some((each) => each.includes("*")) && facts.model.estate.serviceAccounts.size === 0
    ? "As it was meant: put names of service accounts in the place of the pattern where they are known."
    : `As it was meant: ${listed(meant)}.`;
}

/** Who asks for the role by annotation; else who was probably meant. "namespace:name". */
function subjectsMeant({ trust }: PodRole, broken: readonly Broken[]) {
  const named = broken
    .filter(({ binding }) => !binding.pattern && binding.evidence.includes("annotation"))
    .map(({ binding }) => `${binding.namespace}:${binding.serviceAccount}`);
  const written = (trust?.statements ?? [])
    .flatMap((statement) => statement.conditions.flatMap((clause) => clause.values))
    .filter((value) => /^system:serviceaccount:[^:]+:[^:]+$/.test(value))
    .map((value) => value.slice("system:serviceaccount:".length));
  const held = broken
    .filter(({ binding }) => !binding.pattern)
    .map(({ binding }) => `${binding.namespace}:${binding.serviceAccount}`);
  const meant = [...new Set([...held, ...written])];
  return { named: [...new Set(named)].sort(), meant: meant.length > 0 ? meant : ["NAMESPACE:SERVICE-ACCOUNT"] };
}

/** The statements of providers of EKS are written anew, as documented; the others stay. */
function mended(facts: FindingFacts, podRole: PodRole, broken: readonly Broken[]): PolicyDocument {
  const { trust } = podRole;
  if (!trust) throw new Error("a mistake without a trust policy");
  const { named, meant } = subjectsMeant(podRole, broken);
  const subjects = named.length > 0 ? named : meant;
  const wrong = new Set(
    broken.flatMap(({ binding }) => binding.reasons.flatMap((each) => each.statement?.index ?? [])),
  );
  return editStatements(trust, (statement) => {
    if (statement.effect !== "Allow" || !wrong.has(statement.index)) return statement;
    const providers = federatedProviders(statement).filter((arn) => isOfCluster(facts, arn));
    if (providers.length === 0) return statement;
    const others = statement.conditions.filter(({ key }) => !isIssuerKey(key));
    const own = providers.flatMap((provider): Statement[] =>
      webIdentityStatements(provider, issuerOfProvider(provider) ?? "", subjects).map((each) => ({
        ...each,
        conditions: [...each.conditions, ...others],
      })),
    );
    const rest = (statement.principal?.entries ?? []).filter(({ value }) => !providers.includes(value));
    return rest.length === 0 ? own : [...own, { ...statement, principal: { negated: false, entries: rest } }];
  });
}

function isOfCluster({ model: { estate } }: FindingFacts, providerArn: string): boolean {
  const issuer = issuerOfProvider(providerArn);
  if (issuer === null || parseArn(providerArn) === null) return false;
  return isEksIssuer(issuer) || clusterOfIssuer(estate, issuerKey(issuer)) !== null;
}
