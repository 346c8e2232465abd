/** A snapshot ready to be asked: the access model and the rows that lists are made of, built when first needed. */
import type { RoleRow, WorkloadRow } from "@/lib/contracts/api";
import { AccessIndex } from "@/lib/domain/access/access-index";
import type { AccessModel } from "@/lib/domain/access/model";
import type { Binding } from "@/lib/domain/identity/binding";
import type { LabelRules } from "@/lib/domain/identity/labels";
import type { ActionTable } from "@/lib/domain/policy/table";
import type { Gap, PartKind, PartScope } from "@/lib/domain/snapshot/part";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { buildGraphSource, type GraphSource, type SourceOptions } from "./graph";
import { onwardRoles } from "./onward-roles";
import { buildRoleRows } from "./role-rows";
import { statesOfRole } from "./services-held";
import { buildWorkloadRows, type WorkloadEntry } from "./workload-rows";

/** A part without its facts. */
export interface PartSummary extends PartScope {
  readonly kind: PartKind;
  readonly readAt: string;
  /** null for a part that is one object. */
  readonly items: number | null;
}

export interface SnapshotView {
  readonly model: AccessModel;
  /** Where owner and environment are read. */
  readonly labels: LabelRules;
  readonly parts: readonly PartSummary[];
  /** Without those of optional capabilities, which `optionalGaps` holds. */
  readonly gaps: readonly Gap[];
  readonly optionalGaps: readonly Gap[];
  readonly accountName: (accountId: string) => string | null;
  readonly workloads: () => readonly WorkloadEntry[];
  readonly roles: () => readonly RoleRow[];
  readonly graph: () => GraphSource;
  /** null where it was not given: `access` cannot be asked then. */
  readonly table: ActionTable | null;
  /** Needs the action table among the options. */
  readonly access: () => AccessIndex;
  /** What is made once for the snapshot and asked for often: indexes, orders of rows, whole answers. */
  readonly kept: <T>(name: string, make: () => T) => T;
}

export type { WorkloadEntry, WorkloadRow };

/** `options`: what the map is told besides the model. */
export function createSnapshotView(
  content: Pick<SnapshotContent, "parts" | "gaps">,
  model: AccessModel,
  options: SourceOptions & { readonly labels?: LabelRules } = {},
): SnapshotView {
  const made = new Map<string, unknown>();
  const kept = <T>(name: string, make: () => T): T => {
    if (!made.has(name)) made.set(name, make());
    return made.get(name) as T;
  };
  const names = accountNames(model);
  const workloads = () => kept("workloads", () => buildWorkloadRows(view));
  const roles = () => kept("roles", () => buildRoleRows(view));
  // The whole index where it is there or half of it is needed; a small one of its own else.
  const onwardAccess = (bindings: readonly Binding[]) =>
    made.has("access") || bindings.length * 2 > model.bindings.length
      ? view.access()
      : accessIndex({ ...model, bindings }, options);
  const view: SnapshotView = {
    model,
    labels: options.labels ?? { owner: [], environment: [] },
    gaps: content.gaps.filter((gap) => !gap.optional),
    optionalGaps: content.gaps.filter((gap) => gap.optional),
    parts: content.parts.map(({ kind, accountId, region, clusterArn, readAt, facts }) => ({
      kind,
      accountId,
      region,
      clusterArn,
      readAt,
      items: Array.isArray(facts) ? facts.length : null,
    })),
    accountName: (accountId) => names.get(accountId) ?? null,
    workloads,
    roles,
    graph: () => kept("graph", () => buildGraphSource(model, graphOptions(view, options, onwardAccess))),
    table: options.actions ?? null,
    access: () => kept("access", () => accessIndex(model, options)),
    kept,
  };
  return view;
}

/** Roles behind roles, and what limits leave of grants, are drawn where they can be worked out. */
function graphOptions(
  view: SnapshotView,
  options: SourceOptions,
  accessOf: (bindings: readonly Binding[]) => AccessIndex,
): SourceOptions {
  if (!options.actions) return options;
  return { onward: onwardRoles(view.model, accessOf), held: (roleArn) => statesOfRole(view, roleArn), ...options };
}

function accessIndex(model: AccessModel, { actions }: SourceOptions): AccessIndex {
  if (!actions) throw new Error("the action table was not given: what roles may do cannot be worked out");
  return new AccessIndex(model, actions);
}

function accountNames(model: AccessModel): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const account of model.estate.organization?.accounts ?? [])
    if (account.name) names.set(account.id, account.name);
  for (const [id, account] of model.estate.accounts) if (account.name) names.set(id, account.name);
  return names;
}
