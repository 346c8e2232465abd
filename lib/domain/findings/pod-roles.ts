/** Roles that pods use, or could use by their trust policy, with what the rules of trust look at. Made once for a snapshot. */
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding, Reason } from "@/lib/domain/identity/binding";
import { createContext, type ResolveContext } from "@/lib/domain/identity/context";
import { createFirstHopAnswers, type FirstHopAnswers } from "@/lib/domain/identity/first-hop-answers";
import { federatedProviders, isEksIssuer, issuerOfProvider } from "@/lib/domain/identity/irsa-candidates";
import type { PolicyDocument } from "@/lib/domain/policy";
import { createDocumentReader } from "@/lib/domain/policy/document-reader";
import type { AssociationFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import { namesPodIdentity, type PodScope } from "./remedy";
import type { FindingFacts } from "./rule";

export interface PodRole {
  readonly role: RoleFacts;
  /** null = not read, or no valid policy. */
  readonly trust: PolicyDocument | null;
  /** Associations that name the role (not as a target). */
  readonly podIdentity: readonly Binding[];
  readonly irsa: readonly Binding[];
  /** Associations that end in the role as their target. */
  readonly asTarget: readonly Binding[];
}

export function resolveContextOf({ model, kept }: FindingFacts): ResolveContext {
  return kept("the context of trust questions", () =>
    createContext(model.estate, model.documents ?? createDocumentReader(model.estate.documents)),
  );
}

export function firstHopsOf(facts: FindingFacts): FirstHopAnswers {
  return facts.kept("answers of first hops", () => createFirstHopAnswers(resolveContextOf(facts)));
}

/** By ARN; roles that exist and were read. */
export function podRoles(facts: FindingFacts): ReadonlyMap<string, PodRole> {
  return facts.kept("roles of pods", () => {
    const found = new Map<string, PodRole>();
    const context = resolveContextOf(facts);
    for (const { arn, state, bindings } of facts.model.roles) {
      if (state.kind !== "present") continue;
      const { role } = state;
      const trust = context.documents.parsed(role.trustPolicy)?.document ?? null;
      if (bindings.length === 0 && !(trust && isForPods(trust))) continue;
      const named = bindings.filter((each) => each.roleArn === arn);
      found.set(arn, {
        role,
        trust,
        podIdentity: named.filter((each) => each.mechanism === "pod-identity"),
        irsa: named.filter((each) => each.mechanism === "irsa"),
        asTarget: bindings.filter((each) => each.targetRoleArn === arn),
      });
    }
    return found;
  });
}

const answers = new WeakMap<PolicyDocument, boolean>();

/** Documents are shared by many roles, and most roles of an account are not for pods. */
function isForPods(trust: PolicyDocument): boolean {
  let known = answers.get(trust);
  if (known === undefined) {
    known = trust.statements.some(
      (statement) =>
        statement.effect === "Allow" &&
        (namesPodIdentity(statement) ||
          federatedProviders(statement).some((provider) => isEksIssuer(issuerOfProvider(provider) ?? ""))),
    );
    answers.set(trust, known);
  }
  return known;
}

/** For the trust that a remedy writes; null where the association or its cluster is not known. */
export function podScopeOf({ model: { estate } }: FindingFacts, binding: Binding): PodScope | null {
  const cluster = estate.clusterByArn.get(binding.clusterArn ?? "");
  const association = associationOf(estate, binding.associationArn);
  if (!cluster || !association) return null;
  return {
    clusterArn: cluster.arn,
    accountId: cluster.accountId,
    namespace: association.namespace,
    serviceAccount: association.serviceAccount,
    tags: association.disableSessionTags !== true,
  };
}

export function podScopesOf(facts: FindingFacts, bindings: readonly Binding[]): readonly PodScope[] {
  return bindings.flatMap((binding) => podScopeOf(facts, binding) ?? []);
}

export function associationsOf(
  { model: { estate } }: FindingFacts,
  bindings: readonly Binding[],
): readonly { readonly binding: Binding; readonly association: AssociationFacts }[] {
  return bindings.flatMap((binding) => {
    const association = associationOf(estate, binding.associationArn);
    return association ? [{ binding, association }] : [];
  });
}

export function hasReason(binding: Binding, code: string): boolean {
  return binding.reasons.some((each) => each.code === code);
}

export function reasonOf(binding: Binding, codes: ReadonlySet<string>): Reason | null {
  return binding.reasons.find((each) => codes.has(each.code)) ?? null;
}
