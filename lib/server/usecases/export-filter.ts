/** "Export what is filtered": the bindings of the workloads that the page would show, by the page's own filter. */
import type { BindingsFilter } from "@/lib/contracts/export";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import type { Binding } from "@/lib/domain/identity/binding";
import { loadActionTable } from "@/lib/domain/policy/table";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { createSnapshotView, type SnapshotView } from "@/lib/view/snapshot-view";
import { listWorkloads } from "@/lib/view/workload-list";
import { parseBindingsFilter } from "./export-plan";

/** The same, from a snapshot as stored and a query string. */
export async function bindingsOfFilter(content: SnapshotContent, filter: string): Promise<readonly Binding[]> {
  const parsed = parseBindingsFilter(filter);
  // Services are those of the page's column; nothing else in the filter needs what roles may do.
  const actions = parsed.service.length > 0 ? { actions: await loadActionTable() } : {};
  return filteredBindings(createSnapshotView(content, buildAccessModel(content), actions), parsed);
}

/** Each binding once, in no order. The verdict is that of the workload, as on the page: its worst. */
export function filteredBindings(view: SnapshotView, filter: BindingsFilter): readonly Binding[] {
  const page = { sort: "name", dir: "asc", offset: 0, limit: Number.MAX_SAFE_INTEGER } as const;
  const shown = new Set(listWorkloads(view, { ...filter, ...page }).rows.map((row) => row.id));
  const bindings = new Set<Binding>();
  for (const entry of view.workloads()) {
    if (shown.has(entry.row.id)) for (const binding of entry.bindings) bindings.add(binding);
  }
  return [...bindings];
}
