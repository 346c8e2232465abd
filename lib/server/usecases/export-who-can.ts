/** The whole answer to "who can", as a file. */

import type { WhoCanRow } from "@/lib/contracts/api";
import type { ExportPlan } from "@/lib/contracts/export";
import { whoCanColumns } from "@/lib/contracts/export-permissions";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import { askWhoCan } from "@/lib/view/ask";
import type { SnapshotView } from "@/lib/view/snapshot-view";
import { snapshotHeader } from "./export-bindings";
import { parseWhoCanFilter } from "./export-plan";
import type { ExportSection, ExportTable } from "./ports";

const WINDOW = 500;

export function* whoCanSections(meta: SnapshotMeta, view: SnapshotView, plan: ExportPlan): Generator<ExportSection> {
  const query = parseWhoCanFilter(plan.filter);
  const { action, resource, sentence, counts, layersEvaluated, layersNotRead, gaps } = askWhoCan(view, {
    ...query,
    offset: 0,
    limit: 1,
  });
  yield { name: "format", value: "podlens.who-can/v1" };
  yield { name: "snapshot", value: snapshotHeader(meta) };
  yield { name: "filter", value: plan.filter };
  yield { name: "question", value: { action, resource } };
  yield { name: "sentence", value: sentence };
  yield { name: "counts", value: counts };
  yield { name: "layersEvaluated", value: layersEvaluated };
  yield { name: "layersNotRead", value: layersNotRead };
  yield { name: "workloads", rows: whoCanRows(view, plan) };
  yield { name: "gaps", value: gaps };
}

export function whoCanTable(view: SnapshotView, plan: ExportPlan): ExportTable {
  function* rows(): Generator<(string | null)[]> {
    for (const { workload, verdict, overlap, directness, depth, paths } of whoCanRows(view, plan)) {
      const list = (values: readonly string[]) => [...new Set(values)].join(";");
      yield [
        workload.id,
        workload.clusterArn,
        workload.namespace,
        workload.serviceAccount,
        verdict,
        overlap.actions,
        overlap.resource,
        directness,
        String(depth),
        list(paths.flatMap(({ hops }) => hops.flatMap((hop) => (hop.kind === "grant" ? [hop.role.arn] : [])))),
        list(paths.flatMap(({ conditions }) => conditions)),
        list(paths.flatMap((path) => path.layersNotRead.map(({ layer }) => layer))),
      ];
    }
  }
  return {
    columns: whoCanColumns,
    types: whoCanColumns.map((column) => (column === "depth" ? "number" : undefined)),
    rows: rows(),
  };
}

function* whoCanRows(view: SnapshotView, plan: ExportPlan): Generator<WhoCanRow> {
  const query = parseWhoCanFilter(plan.filter);
  for (let offset = 0; ; offset += WINDOW) {
    const { rows } = askWhoCan(view, { ...query, offset, limit: WINDOW });
    yield* rows;
    if (rows.length < WINDOW) return;
  }
}
