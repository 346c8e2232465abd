/** The trust policy of an IRSA role, narrowed to the service accounts that are annotated with it. */
import type { Binding } from "@/lib/domain/identity/binding";
import { federatedProviders, issuerOfProvider, namesEveryone } from "@/lib/domain/identity/irsa-candidates";
import { clusterOfIssuer } from "@/lib/domain/identity/irsa-issuer";
import { isIssuerKey } from "@/lib/domain/identity/issuer-keys";
import type { PolicyDocument, Statement } from "@/lib/domain/policy/ast";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { FindingEvidence, Remedy } from "../../finding";
import type { PodRole } from "../../pod-roles";
import { deleteRole, editStatements, trustRemedies, webIdentityStatements } from "../../remedy";
import type { FindingFacts } from "../../rule";

export interface Narrowed {
  readonly remedies: readonly Remedy[];
  readonly gaps: readonly FindingEvidence[];
}

/** `open`: bindings of the role whose statements are too wide. */
export function narrowedRemedies(facts: FindingFacts, podRole: PodRole, open: readonly Binding[]): Narrowed {
  const { role, trust, irsa } = podRole;
  if (!trust) return { remedies: [], gaps: [] };
  const { estate } = facts.model;
  const subjects = new Map<string, string[]>();
  let unread = false;
  for (const issuer of issuersOf(facts, open)) {
    const cluster = clusterOfIssuer(estate, issuer);
    const read = cluster !== null && estate.serviceAccounts.has(cluster.arn);
    if (!read) unread = true;
    // Named by the trust, or annotated and let in by a pattern of it.
    const named = irsa
      .filter((each) => !each.pattern && each.verdict !== "denied" && placeOf(each) === (cluster?.arn ?? issuer))
      .map((each) => `${each.namespace}:${each.serviceAccount}`);
    subjects.set(issuer, named.length > 0 || read ? named : [PLACE]);
  }
  const corrected = narrowed(trust, subjects);
  const gaps: FindingEvidence[] = unread
    ? [
        {
          kind: "gap",
          text: "Which service accounts are annotated with the role was not read: that needs access to the Kubernetes API.",
          missingPermission: null,
        },
      ]
    : [];
  if (corrected.statements.length === 0) return { remedies: [unusedRole(role)], gaps };
  const fill = [...subjects.values()].some((each) => each.includes(PLACE))
    ? ` Put the service accounts in the place of ${PLACE.replace(":", "/")}.`
    : "";
  return {
    remedies: trustRemedies(
      role,
      corrected,
      `Only the service accounts that are annotated with the role are let in, with tokens for STS.${fill}`,
    ),
    gaps,
  };
}

const PLACE = "NAMESPACE:SERVICE-ACCOUNT";

function placeOf({ clusterArn, issuer }: Binding): string {
  return clusterArn ?? issuer ?? "";
}

function issuersOf({ model: { estate } }: FindingFacts, bindings: readonly Binding[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { clusterArn, issuer } of bindings) {
    const own =
      clusterArn === null ? issuer : estate.clusterByArn.get(clusterArn)?.oidcIssuer?.replace(/^https:\/\//, "");
    if (own) found.add(own.replace(/\/$/, ""));
  }
  return found;
}

function narrowed(trust: PolicyDocument, subjects: ReadonlyMap<string, readonly string[]>): PolicyDocument {
  const placed = new Set<string>();
  return editStatements(trust, (statement) => {
    if (statement.effect !== "Allow" || namesEveryone(statement)) return statement;
    const providers = federatedProviders(statement).filter((arn) => subjects.has(issuerOfProvider(arn) ?? ""));
    if (providers.length === 0) return statement;
    const own: Statement[] = [];
    for (const provider of providers) {
      const issuer = issuerOfProvider(provider) ?? "";
      if (placed.has(issuer)) continue;
      placed.add(issuer);
      const others = statement.conditions.filter(({ key }) => !isIssuerKey(key));
      for (const each of webIdentityStatements(provider, issuer, subjects.get(issuer) ?? []))
        own.push({ ...each, conditions: [...each.conditions, ...others] });
    }
    const rest = (statement.principal?.entries ?? []).filter(({ value }) => !providers.includes(value));
    return rest.length === 0 ? own : [...own, { ...statement, principal: { negated: false, entries: rest } }];
  });
}

function unusedRole(role: RoleFacts): Remedy {
  return deleteRole(
    role,
    `No service account is annotated with ${role.name}, and nobody else is let in. If no pod names it by itself (AWS_ROLE_ARN), delete it:`,
  );
}
