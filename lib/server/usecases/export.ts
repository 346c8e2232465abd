/** Exports a snapshot: chooses it, has it rendered off the main thread, and says what the file was made from. */
import { createHash } from "node:crypto";
import type { ExportMeta, ExportPlan } from "@/lib/contracts/export";
import type { SnapshotView } from "@/lib/view/snapshot-view";
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
export function renderExport(view: SnapshotView, plan: ExportPlan, writers: ExportWriters): RenderedExport {
  const { estate, bindings: all } = view.model;
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
    return { text: writers.json(countedSections(snapshotSections(estate, all, plan.labels))), rowCount };
  }
  if (plan.view === "bindings") {
    const bindings = plan.filter === "" ? all : filteredBindings(view, parseBindingsFilter(plan.filter));
    if (plan.format === "csv") {
      const table = bindingsTable(bindings);
      return { text: writers.csv({ ...table, rows: counted(table.rows) }), rowCount };
    }
    return { text: writers.json(countedSections(bindingsSections(estate.meta, bindings, plan.filter))), rowCount };
  }
  throw new ExportRequestError(`view ${String(plan.view)} cannot be exported`);
}
