/** Everything about one role. */
import type { RoleDetail, RoleRow, RoleUse } from "@/lib/contracts/api";
import type { RoleModel } from "@/lib/domain/access/model";
import { findingSummaryOf } from "./findings/summary";
import { gapAnswers } from "./gap-answer";
import { rolePolicyAnswer, trustAnswer } from "./policy-answer";
import { statementMarks } from "./policy-marks";
import { bindingAnswer, tagList } from "./refs";
import { usesOf } from "./role-rows";
import { servicesHeld } from "./services-held";
import type { SnapshotView } from "./snapshot-view";

/** null where the snapshot neither read nor names such a role. */
export function showRole(
  view: SnapshotView,
  at: { readonly account: string | null; readonly name: string | null },
): RoleDetail | null {
  const row = view.kept("roles by name", () => byName(view)).get(`${at.account}/${at.name}`);
  const role = row && view.model.roleByArn.get(row.arn);
  if (!row || !role) return null;
  const facts = role.state.kind === "present" ? role.state.role : null;
  const usage = view.model.estate.roleUsage.get(role.arn);
  const gaps = view.gaps.filter(
    (gap) =>
      gap.accountId === role.accountId &&
      (gap.service === "iam" || gap.service === "sts") &&
      (gap.resource === null ||
        gap.resource === role.arn ||
        gap.resource === role.name ||
        gap.resource.includes(":policy/")),
  );
  const profile = view.table !== null ? view.access().book.ofRole(role.arn) : null;
  const services = servicesHeld(view, profile ? [profile] : [], role.services);
  return {
    role: { ...row, services: services.map(({ service }) => service) },
    roleId: facts?.roleId ?? null,
    tags: facts ? tagList(facts.tags) : [],
    lastUsed: usage?.lastUsedAt ? { at: usage.lastUsedAt, region: usage.lastUsedRegion } : null,
    lastUsedRead: usage !== undefined,
    instanceProfileArns: facts?.instanceProfileArns ?? [],
    trustPolicy: trustAnswer(role),
    policies: role.policies.map((policy) => rolePolicyAnswer(policy)),
    boundary: role.boundary ? rolePolicyAnswer(role.boundary, "boundary") : null,
    services,
    marks: statementMarks(view, profile),
    usedBy: usedBy(view, role),
    findings: findingSummaryOf(view, { kind: "role", id: role.arn }),
    gaps: gapAnswers(view, gaps),
    problem: roleProblem(role),
  };
}

/** By account and name; a role that exists before one of the same name and another path that does not. */
function byName(view: SnapshotView): ReadonlyMap<string, RoleRow> {
  const rows = new Map<string, RoleRow>();
  for (const row of view.roles()) {
    const key = `${row.accountId}/${row.name}`;
    if (!rows.has(key) || row.exists) rows.set(key, row);
  }
  return rows;
}

/** Why what is shown of a role may not be all; null where it is. */
export function roleProblem(role: RoleModel): string | null {
  if (role.state.kind === "missing") return "The role does not exist: nothing can be done with it.";
  if (role.state.kind === "unread") {
    return role.state.gap
      ? `The role was not read (${role.state.gap.error}): what it can do is unknown.`
      : "The role was not read: its account is not in scope, so what it can do is unknown.";
  }
  if (role.state.role.attachedPolicies === null)
    return "The list of attached policies was not read: it may allow more than is shown.";
  return role.servicesIncomplete
    ? "A policy of this role was not read or is not valid: it may allow more than is shown."
    : null;
}

function usedBy(view: SnapshotView, role: RoleModel): readonly RoleUse[] {
  const rows = view.kept("workloads by id", () => new Map(view.workloads().map((entry) => [entry.row.id, entry.row])));
  return usesOf(view, role).flatMap((use) => {
    const row = rows.get(use.workloadId);
    if (!row) return [];
    const { id, kind, href, accountId, region, clusterArn, clusterName, issuer, namespace, serviceAccount } = row;
    const workload = { id, kind, href, accountId, region, clusterArn, clusterName, issuer, namespace, serviceAccount };
    return [{ workload, as: use.as, binding: bindingAnswer(view, use.binding) }];
  });
}
