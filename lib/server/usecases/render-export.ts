/** What an export says, made from the content of a snapshot. */
import type { ExportPlan } from "@/lib/contracts/export";
import type { Binding } from "@/lib/domain/identity/binding";
import { resolveBindings, resolveEstate } from "@/lib/domain/identity/resolve";
import { createDocumentReader } from "@/lib/domain/policy/document-reader";
import { buildEstate } from "@/lib/domain/snapshot/estate";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { bindingsSections, bindingsTable } from "./export-bindings";
import type { PlanWithFindings } from "./export-findings";
import { snapshotSections } from "./export-snapshot";
import { writeTable } from "./export-table";
import type { ExportSection, ExportWriters } from "./ports";

export interface RenderedExport {
  readonly text: Iterable<string | Uint8Array>;
  /** Known once `text` was read to its end. */
  rowCount(): number;
}

/** The text or the bytes of an export. Computes as it is read; belongs into a worker. */
export async function renderExport(
  content: SnapshotContent,
  plan: ExportPlan,
  writers: ExportWriters,
): Promise<RenderedExport> {
  let rows = 0;
  function* counted<T>(items: Iterable<T>): Generator<T> {
    for (const item of items) {
      rows++;
      yield item;
    }
  }
  function* countedSections(sections: Iterable<ExportSection>): Generator<ExportSection> {
    for (const section of sections) yield "rows" in section ? { ...section, rows: counted(section.rows) } : section;
  }
  const rowCount = () => rows;
  if (plan.view === "snapshot") {
    const estate = buildEstate(content);
    const bindings = resolveEstate(estate, createDocumentReader(content.documents));
    const { findings } = plan as PlanWithFindings;
    const found = findings && {
      failed: findings.state.evaluation.failed,
      rows: (await import("./export-findings")).exportedFindings(findings),
    };
    return {
      text: writers.json(countedSections(snapshotSections(estate, bindings, plan.labels, content.parts, found))),
      rowCount,
    };
  }
  if (plan.view === "bindings") {
    const bindings = await bindingsOf(content, plan);
    if (plan.format !== "json")
      return { text: writeTable(bindingsTable(bindings), content, plan, writers, counted), rowCount };
    return { text: writers.json(countedSections(bindingsSections(content.meta, bindings, plan.filter))), rowCount };
  }
  if (plan.view === "permissions" || plan.view === "who-can") {
    const { renderAccess } = await import("./export-access");
    return { text: await renderAccess(content, plan, writers, counted, countedSections), rowCount };
  }
  if (plan.view === "findings") {
    const { renderFindings } = await import("./export-findings");
    return { text: renderFindings(content, plan, writers, counted, countedSections), rowCount };
  }
  throw new Error(`view ${String(plan.view)} cannot be exported`);
}

/**
 * Roles and workloads are worked out only where a filter asks for them: that takes longer than all the bindings, and so
 * does loading what works them out.
 */
async function bindingsOf(content: SnapshotContent, plan: ExportPlan): Promise<readonly Binding[]> {
  if (plan.filter === "") return resolveBindings(content);
  const { bindingsOfFilter } = await import("./export-filter");
  return bindingsOfFilter(content, plan.filter);
}
