/** What each binding's credentials may do, as rows: under its own facts, with what limits it. */

import type { ExportPlan } from "@/lib/contracts/export";
import { type ExportedPermission, permissionColumns } from "@/lib/contracts/export-permissions";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { type AccessRow, accessRows, effectFor } from "@/lib/domain/access/permission-rows";
import type { Profile } from "@/lib/domain/access/profile";
import { regionsOf } from "@/lib/domain/activity/watch-records";
import type { Binding } from "@/lib/domain/identity/binding";
import type { LimitedBy } from "@/lib/domain/policy/sets";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import { bookOfUse, type UseFacts, type UseOf } from "@/lib/view/activity/export-use";
import { conditionSentence } from "@/lib/view/condition-words";
import { snapshotHeader } from "./export-bindings";
import type { ExportSection, ExportTable } from "./ports";

export function* permissionsSections(
  meta: SnapshotMeta,
  index: AccessIndex,
  bindings: readonly Binding[],
  plan: ExportPlan,
  use?: UseFacts,
): Generator<ExportSection> {
  yield { name: "format", value: "podlens.permissions/v1" };
  yield { name: "snapshot", value: snapshotHeader(meta) };
  yield { name: "filter", value: plan.filter };
  yield { name: "expanded", value: plan.expand ?? false };
  yield { name: "permissions", rows: permissions(index, bindings, plan.expand ?? false, use) };
}

/** Lists in a cell are separated by ";". */
export function permissionsTable(
  index: AccessIndex,
  bindings: readonly Binding[],
  expand: boolean,
  use?: UseFacts,
): ExportTable {
  function* rows(): Generator<(string | null)[]> {
    for (const row of permissions(index, bindings, expand, use))
      yield permissionColumns.map((column) => cell(row[column]));
  }
  return {
    columns: permissionColumns,
    types: permissionColumns.map((column) => (column === "lastUsedAt" ? "date" : undefined)),
    rows: rows(),
  };
}

function cell(value: ExportedPermission[(typeof permissionColumns)[number]]): string | null {
  if (value === null || typeof value === "string") return value;
  if (Array.isArray(value)) return value.join(";");
  const { policy, index, sid } = value as ExportedPermission["source"];
  return `${policy}#${index}${sid === null ? "" : ` (${sid})`}`;
}

/** Bindings with the same credentials one after the other: their rows are worked out once. */
function* permissions(
  index: AccessIndex,
  bindings: readonly Binding[],
  expand: boolean,
  facts: UseFacts | undefined,
): Generator<ExportedPermission> {
  const use = bookOfUse(index.table, facts, regionsOf(index.estate));
  const byProfile = new Map<Profile, Binding[]>();
  for (const binding of bindings) {
    const profile = index.profileOf(binding);
    if (!profile || binding.verdict === "denied") continue;
    const known = byProfile.get(profile);
    if (known) known.push(binding);
    else byProfile.set(profile, [binding]);
  }
  for (const [profile, own] of byProfile) {
    const rows = accessRows(index, profile);
    for (const binding of own) for (const row of rows) yield* exported(index, binding, row, expand, use);
  }
}

function* exported(
  index: AccessIndex,
  binding: Binding,
  access: AccessRow,
  expand: boolean,
  use: UseOf,
): Generator<ExportedPermission> {
  const { row } = access;
  const effect = effectFor(binding, access.effect);
  if (effect === null) return;
  const { statement } = row.statement;
  const conditions = statement.conditions.map(conditionSentence);
  if (access.resourceDoubt) conditions.push("the resource's own policy, which was not read, does not deny it");
  if (access.limit !== null) conditions.push(access.limit);
  if (binding.verdict === "conditional") conditions.push("the credentials can be had only under conditions");
  const common = {
    bindingId: binding.id,
    clusterArn: binding.clusterArn,
    namespace: binding.namespace,
    serviceAccount: binding.serviceAccount,
    credentialRoleArn: binding.credentialRoleArn,
    resource: written(row.resource),
    condition: conditions.length === 0 ? null : conditions.join(" and "),
    source: { policy: row.policy, index: statement.index, sid: statement.sid },
    layersNotRead: [...access.layersNotRead],
  };
  if (!expand || row.may === null) {
    const limitedBy = [...new Set(row.limitedBy.map(limitText))];
    yield inOrder({
      ...common,
      ...use(binding, row.may),
      service: row.service,
      action: written(row.action),
      accessLevels: [...row.accessLevels],
      effect,
      limitedBy,
    });
    return;
  }
  const { table } = index;
  for (const id of row.may) {
    const limits = row.limitedBy.filter(({ actions }) => actions.has(id));
    const certain =
      effect === "conditional" && access.effect === "conditional" && !access.resourceDoubt && row.must?.has(id);
    const unlisted = effect === "allowed" && row.must?.has(id) === false;
    const own = certain ? (effectFor(binding, "allowed") ?? effect) : unlisted ? "conditional" : effect;
    yield inOrder({
      ...common,
      ...(unlisted ? { condition: NOT_LISTED } : {}),
      ...use(binding, [id]),
      service: table.serviceOf(id),
      action: table.actionName(id),
      accessLevels: [table.accessLevel(id)],
      effect: own,
      limitedBy: [...new Set(limits.map(limitText))],
    });
  }
}

/** The list of resource types has gaps: what is not on it is not ruled out. */
const NOT_LISTED = "the action is about such resources, which AWS's list of its resource types does not say";

function inOrder(row: ExportedPermission): ExportedPermission {
  return Object.fromEntries(permissionColumns.map((column) => [column, row[column]])) as ExportedPermission;
}

function written({ negated, patterns }: { readonly negated: boolean; readonly patterns: readonly string[] }): string {
  return negated ? `not: ${patterns.join(", ")}` : patterns.join(", ");
}

function limitText({ layer, level, policy, statement }: LimitedBy): string {
  const where = `${layer}${level === null ? "" : `[${level}]`}`;
  return policy === null
    ? `${where} (no allow)`
    : `${where} ${policy}${statement ? `#${statement.statement.index}` : ""}`;
}
