/** Roles that pods are given by associations and IRSA, with the bindings that give them. */
import type { RoleModel } from "@/lib/domain/access/model";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding } from "@/lib/domain/identity/binding";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { FindingFacts } from "../../rule";

export interface PodRole {
  readonly model: RoleModel;
  readonly role: RoleFacts;
  /** Those by which pods can come to it; no node's. */
  readonly bindings: readonly Binding[];
}

/** Only roles that were read. */
export function podRoles(facts: FindingFacts): readonly PodRole[] {
  return facts.kept("roles that pods are given", () =>
    facts.model.roles.flatMap((model): PodRole[] => {
      if (model.state.kind !== "present") return [];
      const bindings = model.bindings.filter(gives);
      return bindings.length === 0 ? [] : [{ model, role: model.state.role, bindings }];
    }),
  );
}

function gives({ mechanism, verdict, effective }: Binding): boolean {
  return mechanism !== "node-role" && verdict !== "denied" && effective !== false;
}

/** From when on the binding has been as it is; null where nothing tells. ISO 8601 UTC. */
export function bindingSince(facts: FindingFacts, binding: Binding): string | null {
  const association = associationOf(facts.model.estate, binding.associationArn);
  const role = facts.model.estate.roleByArn.get(binding.roleArn);
  const own = association?.modifiedAt ?? association?.createdAt ?? null;
  const ofRole = role?.createdAt ?? null;
  return own === null || (ofRole !== null && ofRole > own) ? ofRole : own;
}
