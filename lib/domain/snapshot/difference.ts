/** What differs between two snapshots: things that came, went, and are no longer what they were. */
import type { AccessModel, RoleModel, Workload } from "@/lib/domain/access/model";
import { stableHash } from "@/lib/domain/aws/stable-hash";
import type { Binding } from "@/lib/domain/identity/binding";

export const comparedKinds = ["workloads", "bindings", "roles"] as const;
export type ComparedKind = (typeof comparedKinds)[number];

/** Things by identity, each with a text that is equal as long as it is the same. */
export type Comparable = Readonly<Record<ComparedKind, ReadonlyMap<string, string>>>;

export interface KindDifference {
  /** Identities, sorted. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  readonly changed: readonly string[];
}

export type Difference = Readonly<Record<ComparedKind, KindDifference>>;

/** Linear in the number of things. What is unknown in one snapshot and known in the other counts as changed. */
export function difference(before: Comparable, after: Comparable): Difference {
  return {
    workloads: differenceOf(before.workloads, after.workloads),
    bindings: differenceOf(before.bindings, after.bindings),
    roles: differenceOf(before.roles, after.roles),
  };
}

function differenceOf(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): KindDifference {
  const gained: string[] = [];
  const changed: string[] = [];
  for (const [id, text] of after) {
    const old = before.get(id);
    if (old === undefined) gained.push(id);
    else if (old !== text) changed.push(id);
  }
  const lost = [...before.keys()].filter((id) => !after.has(id));
  return { gained: gained.sort(), lost: lost.sort(), changed: changed.sort() };
}

/** Only what was read or follows from it: times of reading and last use are no change. */
export function comparableOf(model: AccessModel): Comparable {
  const roles = new Map(model.roles.map((role) => [role.arn, stableHash(roleText(role))]));
  const texts = new Map(model.bindings.map((binding) => [binding.id, stableHash(bindingText(binding, roles))]));
  return {
    workloads: new Map(model.workloads.map((workload) => [workload.id, stableHash(workloadText(workload, texts))])),
    bindings: texts,
    // A recreated role is another role; one that does not exist is told by its name alone.
    roles: new Map(model.roles.map((role) => [roleIdentity(role), roles.get(role.arn) ?? ""])),
  };
}

export function roleIdentity(role: RoleModel): string {
  const id = role.state.kind === "present" ? role.state.role.roleId : null;
  return id === null ? role.arn : `${role.arn}#${id}`;
}

function bindingText(binding: Binding, roles: ReadonlyMap<string, string>): string {
  return JSON.stringify([
    binding.verdict,
    binding.effective,
    binding.roleArn,
    binding.targetRoleArn,
    binding.reasons.map((reason) => reason.text),
    roles.get(binding.credentialRoleArn) ?? null,
  ]);
}

function workloadText(workload: Workload, bindings: ReadonlyMap<string, string>): string {
  return workload.bindings
    .map((binding) => `${binding.id} ${bindings.get(binding.id) ?? ""}`)
    .sort()
    .join("\n");
}

/** Its documents by hash, so that equal texts are equal. */
function roleText(role: RoleModel): string {
  if (role.state.kind !== "present") return role.state.kind;
  const policies = role.policies.map((policy) => `${policy.arn ?? policy.name} ${policy.document?.hash ?? "unread"}`);
  return [
    `trust ${role.trust?.hash ?? "unread"}`,
    `boundary ${role.boundary === null ? "none" : `${role.boundary.arn} ${role.boundary.document?.hash ?? "unread"}`}`,
    ...policies.sort(),
    ...Object.entries(role.state.role.tags)
      .map(([key, value]) => `tag ${JSON.stringify([key, value])}`)
      .sort(),
  ].join("\n");
}
