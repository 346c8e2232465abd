/** A snapshot ready to be asked: the access model and the rows that lists are made of, built when first needed. */
import type { RoleRow, WorkloadRow } from "@/lib/contracts/api";
import type { AccessModel } from "@/lib/domain/access/model";
import type { Gap, PartKind, PartScope } from "@/lib/domain/snapshot/part";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { buildGraphSource, type GraphSource, type SourceOptions } from "./graph";
import { buildRoleRows } from "./role-rows";
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
  readonly parts: readonly PartSummary[];
  readonly gaps: readonly Gap[];
  readonly accountName: (accountId: string) => string | null;
  readonly workloads: () => readonly WorkloadEntry[];
  readonly workloadByPath: () => ReadonlyMap<string, WorkloadEntry>;
  readonly roles: () => readonly RoleRow[];
  readonly graph: () => GraphSource;
  /** Rows in the order of a sort, kept: filters keep the order. */
  readonly sorted: <Row>(name: string, rows: readonly Row[], order: (a: Row, b: Row) => number) => readonly Row[];
}

export type { WorkloadEntry, WorkloadRow };

/** `options`: what the map is told besides the model. */
export function createSnapshotView(
  content: Pick<SnapshotContent, "parts" | "gaps">,
  model: AccessModel,
  options: SourceOptions = {},
): SnapshotView {
  const orders = new Map<string, readonly unknown[]>();
  const workloads = once(() => buildWorkloadRows(view));
  const roles = once(() => buildRoleRows(view));
  const workloadByPath = once(() => {
    const byPath = new Map<string, WorkloadEntry>();
    for (const entry of workloads()) if (!byPath.has(entry.pathKey)) byPath.set(entry.pathKey, entry);
    return byPath;
  });
  const view: SnapshotView = {
    model,
    gaps: content.gaps,
    parts: content.parts.map(({ kind, accountId, region, clusterArn, readAt, facts }) => ({
      kind,
      accountId,
      region,
      clusterArn,
      readAt,
      items: Array.isArray(facts) ? facts.length : null,
    })),
    accountName: (accountId) => accountNameOf(model, accountId),
    workloads,
    workloadByPath,
    roles,
    graph: once(() => buildGraphSource(model, options)),
    sorted: <Row>(name: string, rows: readonly Row[], order: (a: Row, b: Row) => number) => {
      const known = orders.get(name);
      if (known) return known as readonly Row[];
      const made = [...rows].sort(order);
      orders.set(name, made);
      return made;
    },
  };
  return view;
}

function accountNameOf(model: AccessModel, accountId: string): string | null {
  const own = model.estate.accounts.get(accountId)?.name;
  return own ?? model.estate.organization?.accounts.find((account) => account.id === accountId)?.name ?? null;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
