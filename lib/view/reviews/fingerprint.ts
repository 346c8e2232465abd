/** What a decision about a workload rests on, as one text: equal = nothing of it changed. */
import { stableHash } from "@/lib/domain/aws/stable-hash";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding } from "@/lib/domain/identity/binding";
import type { ActionSet } from "@/lib/domain/policy/sets";
import { roleState } from "@/lib/domain/snapshot/estate";
import type { SnapshotView } from "@/lib/view/snapshot-view";

const kept = new WeakMap<ActionSet, string>();

/** Of bindings, the roles' documents and what the policies come to. Times and last use are not part of it. */
export function fingerprintOf(view: SnapshotView, bindings: readonly Binding[]): string {
  const parts = bindings.map((binding) => {
    const { id, verdict, effective, reasons } = binding;
    const profile = view.access().profileOf(binding);
    return [
      id,
      verdict,
      String(effective),
      reasons.map(({ code }) => code).join(","),
      associationPart(view, binding),
      rolePart(view, binding.roleArn),
      binding.targetRoleArn === null ? "" : rolePart(view, binding.targetRoleArn),
      profile ? permissionsPart(view.access().permissions(profile)) : "",
    ].join("|");
  });
  return stableHash(...parts.sort());
}

function associationPart(view: SnapshotView, binding: Binding): string {
  const association = associationOf(view.model.estate, binding.associationArn);
  if (!association) return "";
  return `${association.disableSessionTags ?? ""} ${stableHash(association.policy)}`;
}

/** Of each role once: many bindings share one. */
function rolePart(view: SnapshotView, arn: string): string {
  const parts = view.kept("fingerprints of roles", () => new Map<string, string>());
  let part = parts.get(arn);
  if (part === undefined) {
    part = makeRolePart(view, arn);
    parts.set(arn, part);
  }
  return part;
}

function makeRolePart(view: SnapshotView, arn: string): string {
  const { estate } = view.model;
  const state = roleState(estate, arn);
  if (state.kind !== "present") return stableHash(arn, state.kind);
  const { role } = state;
  const managed = (role.attachedPolicies ?? []).map(
    (policy) => `${policy.arn} ${estate.managedPolicies.get(policy.arn)?.document ?? ""}`,
  );
  const boundary = role.permissionsBoundaryArn;
  return stableHash(
    arn,
    role.roleId,
    role.trustPolicy,
    ...role.inlinePolicies.map(({ name, document }) => `${name} ${document ?? ""}`).sort(),
    ...managed.sort(),
    boundary,
    boundary === null ? null : (estate.managedPolicies.get(boundary)?.document ?? ""),
  );
}

/** Also what boundary, organization and denials leave, so that a changed SCP is a change. */
function permissionsPart({ may, must }: { readonly may: ActionSet; readonly must: ActionSet }): string {
  return `${hashOf(may)} ${hashOf(must)}`;
}

function hashOf(set: ActionSet): string {
  let hash = kept.get(set);
  if (hash === undefined) {
    hash = stableHash([...set.ranges()].map(([start, end]) => `${start}-${end}`).join(","));
    kept.set(set, hash);
  }
  return hash;
}
