/** Exports a snapshot: chooses it, has it rendered off the main thread, and says what the file was made from. */
import { createHash } from "node:crypto";
import type { ExportMeta, ExportPlan } from "@/lib/contracts/export";
import { buildAccessModel } from "@/lib/domain/access/build-model";
import type { Binding } from "@/lib/domain/identity/binding";
import { resolveBindings, resolveEstate } from "@/lib/domain/identity/resolve";
import { createDocumentReader } from "@/lib/domain/policy/document-reader";
import { buildEstate } from "@/lib/domain/snapshot/estate";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import { createSnapshotView } from "@/lib/view/snapshot-view";
import { bindingsSections, bindingsTable, snapshotHeader } from "./export-bindings";
import { filteredBindings } from "./export-filter";
import { ExportRequestError, parseBindingsFilter } from "./export-plan";
import { snapshotSections } from "./export-snapshot";
import type { Clock, ExportRunner, ExportSection, ExportWriters, SnapshotStore } from "./ports";
import { chooseSnapshot } from "./snapshots";

export interface ExportDependencies {
  readonly snapshots: Pick<SnapshotStore, "get" | "load">;
  readonly runner: ExportRunner;
  readonly clock: Clock;
}

export class NoSnapshotError extends Error {
  readonly code = "export/no-snapshot";
  override readonly name = "NoSnapshotError";
}

/**
 * Yields the bytes of the export, returns what they were made from. Throws `export/no-snapshot` where the id means no
 * sealed snapshot, `export/bad-request` for a plan that cannot be met.
 */
export async function* exportSnapshot(
  dependencies: ExportDependencies,
  plan: ExportPlan,
  snapshotId: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, ExportMeta> {
  const choice = await chooseSnapshot(dependencies.snapshots, snapshotId);
  if (choice.kind !== "found") throw new NoSnapshotError(choice.message);
  const packed = await dependencies.snapshots.load(choice.meta.id);
  if (!packed) throw new NoSnapshotError(`snapshot ${choice.meta.id} was removed while it was being read`);
  const header = snapshotHeader(choice.meta);
  const hash = createHash("sha256");
  const bytes = dependencies.runner.render(packed, plan, signal);
  try {
    for (;;) {
      const next = await bytes.next();
      if (!next.done) {
        hash.update(next.value);
        yield next.value;
        continue;
      }
      return {
        format: "podlens.export-meta/v1",
        view: plan.view,
        fileFormat: plan.format,
        snapshot: {
          ...header,
          finishedAt: header.finishedAt ?? "",
          status: choice.meta.status as "complete" | "partial",
        },
        filter: plan.filter,
        rows: next.value,
        sha256: hash.digest("hex"),
        exportedAt: dependencies.clock.now().toISOString(),
      };
    }
  } finally {
    await bytes.return(0);
  }
}

export interface RenderedExport {
  readonly text: Iterable<string>;
  /** Known once `text` was read to its end. */
  rowCount(): number;
}

/** The text of an export. Computes as it is read; belongs into a worker. */
export function renderExport(content: SnapshotContent, plan: ExportPlan, writers: ExportWriters): RenderedExport {
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
    return { text: writers.json(countedSections(snapshotSections(estate, bindings, plan.labels))), rowCount };
  }
  if (plan.view === "bindings") {
    const bindings = bindingsOf(content, plan);
    if (plan.format === "csv") {
      const table = bindingsTable(bindings);
      return { text: writers.csv({ ...table, rows: counted(table.rows) }), rowCount };
    }
    return { text: writers.json(countedSections(bindingsSections(content.meta, bindings, plan.filter))), rowCount };
  }
  throw new ExportRequestError(`view ${String(plan.view)} cannot be exported`);
}

/** Roles and workloads are worked out only where a filter asks for them: that takes longer than all the bindings. */
function bindingsOf(content: SnapshotContent, plan: ExportPlan): readonly Binding[] {
  if (plan.filter === "") return resolveBindings(content);
  return filteredBindings(createSnapshotView(content, buildAccessModel(content)), parseBindingsFilter(plan.filter));
}
