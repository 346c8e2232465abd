/** What differs between two open snapshots, counted, and the things behind one of the counts. */
import type { ChangeRow, ChangesAnswer, ChangesQuery, ChangeWord } from "@/lib/contracts/api";
import { comparableOf, comparedKinds, type Difference, difference } from "@/lib/domain/snapshot/difference";
import { clusterNameOf } from "./gap-answer";
import { roleRef } from "./refs";
import type { SnapshotView } from "./snapshot-view";

const shown = 500;
const words: readonly ChangeWord[] = ["gained", "lost", "changed"];

export type ChangesInput = Pick<ChangesQuery, "kind" | "change"> & {
  /** Id of the older snapshot; null where there is none. */
  readonly beside: string | null;
};

export function showChanges(view: SnapshotView, input: ChangesInput, before: SnapshotView | null): ChangesAnswer {
  if (before === null) return { before: null, counts: [], rows: [], rowCount: 0 };
  const { meta } = before.model.estate;
  const all = view.kept(`difference from ${meta.id}`, () => compare(before, view));
  const ids = input.kind === "" || input.change === "" ? [] : all[input.kind][input.change];
  const from = input.change === "lost" ? before : view;
  return {
    before: { id: meta.id, finishedAt: meta.finishedAt ?? meta.startedAt },
    counts: comparedKinds.flatMap((kind) => words.map((change) => ({ kind, change, count: all[kind][change].length }))),
    rows: ids.slice(0, shown).map((id) => rowOf(from, input.kind, id, input.change === "lost" ? meta.id : null)),
    rowCount: ids.length,
  };
}

function compare(before: SnapshotView, after: SnapshotView): Difference {
  const comparable = (view: SnapshotView) => view.kept("comparable", () => comparableOf(view.model));
  return difference(comparable(before), comparable(after));
}

function rowOf(view: SnapshotView, kind: ChangesQuery["kind"], id: string, snapshot: string | null): ChangeRow {
  const within = (href: string | null) => (href === null || snapshot === null ? href : `${href}?snapshot=${snapshot}`);
  if (kind === "roles") {
    const role = roleRef(view, id.split("#")[0] ?? id);
    return {
      id,
      title: role.name,
      context: view.accountName(role.accountId) ?? role.accountId,
      href: within(role.href),
    };
  }
  const rows = view.kept("workloads by id", () => new Map(view.workloads().map((entry) => [entry.row.id, entry.row])));
  if (kind === "workloads") {
    const row = rows.get(id);
    return {
      id,
      title: row ? `${row.namespace ?? "*"}/${row.serviceAccount ?? "*"}` : id,
      context: row?.clusterName ?? row?.issuer ?? "",
      href: within(row?.href ?? null),
    };
  }
  const binding = view.model.bindingById.get(id);
  if (!binding) return { id, title: id, context: "", href: null };
  const place = binding.clusterArn ?? binding.issuer ?? "";
  const row = rows.get(`${place}|${binding.namespace ?? ""}|${binding.serviceAccount ?? ""}`);
  return {
    id,
    title: `${binding.namespace ?? "*"}/${binding.serviceAccount ?? "*"} → ${roleRef(view, binding.credentialRoleArn).name}`,
    context: binding.clusterArn === null ? place : clusterNameOf(binding.clusterArn),
    href: within(row?.href ?? null),
  };
}
