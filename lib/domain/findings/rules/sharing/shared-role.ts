/** Roles that several service accounts have, with who has them. Patterns, nodes and broken bindings are left out. */
import type { RoleModel } from "@/lib/domain/access/model";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding } from "@/lib/domain/identity/binding";
import { hasReason } from "../../pod-roles";
import type { FindingFacts } from "../../rule";
import { holderSubject } from "../../subjects";

export interface Holder {
  readonly binding: Binding;
  readonly place: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** Of Kubernetes or EKS itself. */
  readonly system: boolean;
  readonly environment: string | null;
  /** A session policy of its own limits what it has of the role. */
  readonly limited: boolean;
}

export interface SharedRole {
  readonly role: RoleModel;
  /** At least two. */
  readonly holders: readonly Holder[];
  /** Policies tell holders apart by session tags, so that each has its own part of the role. */
  readonly byTags: boolean;
}

const TAG = /aws:PrincipalTag\/(?:eks-cluster-(?:arn|name)|kubernetes-(?:namespace|service-account))/i;

export function sharedRoles(facts: FindingFacts): readonly SharedRole[] {
  return facts.kept("roles with several holders", () =>
    facts.model.roles.flatMap((role): SharedRole[] => {
      if (role.bindings.length < 2) return [];
      const seen = new Set<string>();
      const holders = role.bindings.flatMap((binding) => {
        const holder = binding.credentialRoleArn === role.arn ? holderOf(facts, binding) : null;
        if (!holder) return [];
        const key = `${holder.place}|${holder.namespace}|${holder.serviceAccount}`;
        if (seen.has(key)) return [];
        seen.add(key);
        return [holder];
      });
      if (holders.length < 2) return [];
      const byTags = role.policies.some(({ document }) => document !== null && TAG.test(document.text));
      return [{ role, holders, byTags }];
    }),
  );
}

function holderOf(facts: FindingFacts, binding: Binding): Holder | null {
  const { namespace, serviceAccount, mechanism } = binding;
  if (namespace === null || serviceAccount === null || binding.pattern || binding.verdict === "denied") return null;
  if (mechanism !== "pod-identity" && mechanism !== "irsa" && mechanism !== "kube2iam") return null;
  // A trust that nobody asks for gives no pod anything.
  if (hasReason(binding, "not-annotated") || hasReason(binding, "annotated-with-other-role")) return null;
  const subject = holderSubject(facts, binding);
  const association = mechanism === "pod-identity" ? associationOf(facts.model.estate, binding.associationArn) : null;
  return {
    binding,
    place: binding.clusterArn ?? binding.issuer ?? "",
    namespace,
    serviceAccount,
    system: facts.model.workloadById.get(subject.id)?.system ?? false,
    environment: subject.environment,
    limited: association !== null && association.policy !== null,
  };
}
