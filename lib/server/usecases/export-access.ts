/** Exports that rest on the access index. */
import type { ExportPlan } from "@/lib/contracts/export";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import { loadActionTable } from "@/lib/domain/policy/table";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import type { UseFacts } from "@/lib/view/activity/export-use";
import { createSnapshotView, type SnapshotView } from "@/lib/view/snapshot-view";
import { filteredBindings } from "./export-filter";
import { permissionsSections, permissionsTable } from "./export-permissions";
import { parseBindingsFilter } from "./export-plan";
import { writeTable } from "./export-table";
import { whoCanSections, whoCanTable } from "./export-who-can";
import type { ExportSection, ExportWriters } from "./ports";

/** The plan as the worker gets it: with what the store knows of use. */
export type PlanWithUse = ExportPlan & { readonly use?: UseFacts };

export async function renderAccess(
  content: SnapshotContent,
  plan: ExportPlan,
  writers: ExportWriters,
  counted: <T>(rows: Iterable<T>) => Iterable<T>,
  countedSections: (sections: Iterable<ExportSection>) => Iterable<ExportSection>,
): Promise<Iterable<string | Uint8Array>> {
  const view = createSnapshotView(content, buildAccessModel(content), { actions: await loadActionTable() });
  if (plan.view === "who-can") {
    if (plan.format === "json") return writers.json(countedSections(whoCanSections(content.meta, view, plan)));
    return writeTable(whoCanTable(view, plan), content, plan, writers, counted);
  }
  const { use } = plan as PlanWithUse;
  const bindings = plan.filter === "" ? view.model.bindings : filtered(view, plan);
  if (plan.format === "json")
    return writers.json(countedSections(permissionsSections(content.meta, view.access(), bindings, plan, use)));
  const table = permissionsTable(view.access(), bindings, plan.expand ?? false, use);
  return writeTable(table, content, plan, writers, counted);
}

function filtered(view: SnapshotView, plan: ExportPlan) {
  return filteredBindings(view, parseBindingsFilter(plan.filter));
}
