/** Everything about one workload. */
import { type CredentialRole, pageHref, type WorkloadDetail } from "@/lib/contracts/api";
import type { Profile } from "@/lib/domain/access/profile";
import type { Binding } from "@/lib/domain/identity/binding";
import { consoleUrl } from "./console-link";
import { findingSummaryOf } from "./findings/summary";
import { gapAnswers } from "./gap-answer";
import { rolePolicyAnswer } from "./policy-answer";
import { statementMarks } from "./policy-marks";
import { associationOf, bindingAnswer, roleRef } from "./refs";
import { roleProblem } from "./role-detail";
import { usesOf } from "./role-rows";
import { servicesHeld } from "./services-held";
import type { SnapshotView } from "./snapshot-view";
import { workloadKubernetes } from "./workload-kubernetes";
import { bindingsInForce, pathKey, type WorkloadEntry } from "./workload-rows";

export interface WorkloadAt {
  readonly account: string | null;
  readonly region: string | null;
  readonly cluster: string | null;
  readonly namespace: string | null;
  readonly name: string | null;
}

function byPath(view: SnapshotView): ReadonlyMap<string, WorkloadEntry> {
  return view.kept("workloads by path", () => {
    const entries = new Map<string, WorkloadEntry>();
    for (const entry of view.workloads()) if (!entries.has(entry.pathKey)) entries.set(entry.pathKey, entry);
    return entries;
  });
}

/** null where the snapshot has no such workload. */
export function showWorkload(view: SnapshotView, at: WorkloadAt): WorkloadDetail | null {
  const entry = byPath(view).get(pathKey([at.account, at.region, at.cluster, at.namespace, at.name]));
  if (!entry) return null;
  const { row, bindings } = entry;
  const accounts = new Set([row.accountId, ...row.roles.map((role) => role.accountId)]);
  const gaps = view.gaps.filter(
    (gap) =>
      (gap.clusterArn !== null && gap.clusterArn === row.clusterArn) ||
      (gap.clusterArn === null &&
        accounts.has(gap.accountId) &&
        (gap.region === null || gap.region === row.region) &&
        touchesRoles(gap, row.roles)),
  );
  const kubernetes = workloadKubernetes(view, entry);
  const roles = credentialRoles(view, bindings);
  return {
    ...(kubernetes ? { kubernetes } : {}),
    workload: { ...row, services: servicesOf(bindings, roles) },
    bindings: bindings.map((binding) => bindingAnswer(view, binding)),
    credentialRoles: roles,
    gaps: gapAnswers(view, gaps),
    consoleUrl: row.clusterArn === null ? null : consoleUrl(row.clusterArn),
    findings: findingSummaryOf(view, { kind: "workload", id: row.id }, waysOf(bindings)),
  };
}

/** A finding may be about one of the ways in which it gets a role. */
function waysOf(bindings: readonly Binding[]) {
  return bindings.flatMap(({ id, associationArn }) => [
    { kind: "binding" as const, id },
    ...(associationArn === null ? [] : [{ kind: "association" as const, id: associationArn }]),
  ]);
}

/** Of the bindings in force, as the row of the list counts them. */
function servicesOf(bindings: readonly Binding[], roles: readonly CredentialRole[]): readonly string[] {
  const had = new Set(bindingsInForce(bindings).flatMap(({ id, verdict }) => (verdict === "denied" ? [] : [id])));
  const held = roles.filter(({ bindingIds }) => bindingIds.some((id) => had.has(id)));
  return [...new Set(held.flatMap(({ services }) => services.map(({ service }) => service)))].sort();
}

function profilesOf(view: SnapshotView, bindings: readonly Binding[]): readonly Profile[] {
  if (view.table === null) return [];
  return [...new Set(bindings.flatMap((binding) => view.access().profileOf(binding) ?? []))];
}

/** Sessions of several bindings may differ: the first one's stand for them where they are drawn together. */
function profileOf(view: SnapshotView, bindings: readonly Binding[]) {
  for (const binding of bindings) {
    const profile = view.access().profileOf(binding);
    if (profile) return profile;
  }
  return null;
}

/** A gap about one role or policy that is not this workload's is none of its concern. */
function touchesRoles(
  gap: { readonly resource: string | null },
  roles: readonly { readonly arn: string; readonly name: string }[],
): boolean {
  if (gap.resource === null) return true;
  if (gap.resource.includes(":policy/")) return true;
  return roles.some((role) => gap.resource === role.arn || gap.resource === role.name);
}

function credentialRoles(view: SnapshotView, bindings: readonly Binding[]): readonly CredentialRole[] {
  const byRole = new Map<string, Binding[]>();
  for (const binding of bindings) {
    const known = byRole.get(binding.credentialRoleArn);
    if (known) known.push(binding);
    else byRole.set(binding.credentialRoleArn, [binding]);
  }
  return [...byRole].map(([arn, uses]): CredentialRole => {
    const role = view.model.roleByArn.get(arn);
    const limited = uses.every((binding) => associationOf(view, binding.associationArn)?.policy != null);
    return {
      role: roleRef(view, arn),
      workloads: {
        value: new Set(usesOf(view, { arn }).map((use) => use.workloadId)).size,
        href: pageHref("/workloads", { role: [arn] }),
      },
      bindingIds: uses.map((binding) => binding.id),
      policies: role?.policies.map((policy) => rolePolicyAnswer(policy)) ?? [],
      boundary: role?.boundary ? rolePolicyAnswer(role.boundary, "boundary") : null,
      services: servicesHeld(
        view,
        profilesOf(view, uses),
        // A session policy takes away what it does not allow: nothing is certain by the role's policies alone.
        (role?.services ?? []).map((reach) =>
          limited && reach.state === "allowed" ? { ...reach, state: "conditional" } : reach,
        ),
      ),
      marks: view.table !== null ? statementMarks(view, profileOf(view, uses)) : [],
      problem: role
        ? roleProblem(role)
        : arn === ""
          ? "The association could not be described: which role it gives is not known."
          : "The role is not in the snapshot.",
    };
  });
}
