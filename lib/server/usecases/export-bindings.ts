/** Bindings in the export format, as rows and as a table, with the filter of the page that shows them. */
import { bindingColumns } from "@/lib/contracts/binding-columns";
import type { Binding } from "@/lib/domain/identity/binding";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { CellType } from "@/lib/view/spreadsheet/types";
import { by } from "./export-order";
import type { ExportSection, ExportTable } from "./ports";

/** The head of every format. */
export function snapshotHeader(meta: SnapshotMeta) {
  const { id, startedAt, finishedAt, status, engineVersion } = meta;
  return { id, startedAt, finishedAt, status, engineVersion };
}

/** An association that was listed and could not be described has no role that is known. */
function known(roleArn: string): string | null {
  return roleArn === "" ? null : roleArn;
}

/** The fields in the order of the format. */
export function exportedBinding(binding: Binding) {
  return {
    id: binding.id,
    mechanism: binding.mechanism,
    clusterArn: binding.clusterArn,
    issuer: binding.issuer,
    namespace: binding.namespace,
    serviceAccount: binding.serviceAccount,
    pattern: binding.pattern,
    associationArn: binding.associationArn,
    roleArn: known(binding.roleArn),
    targetRoleArn: binding.targetRoleArn,
    credentialRoleArn: known(binding.credentialRoleArn),
    verdict: binding.verdict,
    effective: binding.effective,
    reasons: binding.reasons.map(({ code, text, statement }) => ({ code, text, statement })),
    evidence: binding.evidence,
    readAt: binding.readAt,
  };
}

export function* bindingsSections(
  meta: SnapshotMeta,
  bindings: readonly Binding[],
  filter: string,
): Generator<ExportSection> {
  yield { name: "format", value: "podlens.bindings/v1" };
  yield { name: "snapshot", value: snapshotHeader(meta) };
  yield { name: "filter", value: filter };
  yield { name: "bindings", rows: [...bindings].sort(by((binding) => binding.id)).map(exportedBinding) };
}

/** Lists in a cell: reasons as JSON, evidence separated by ";". */
export function bindingsTable(bindings: readonly Binding[]): ExportTable {
  return { columns: bindingColumns, types: bindingColumns.map(typeOf), rows: tableRows(bindings) };
}

function typeOf(column: (typeof bindingColumns)[number]): CellType | undefined {
  if (column === "pattern" || column === "effective") return "boolean";
  return column === "readAt" ? "date" : undefined;
}

function* tableRows(bindings: readonly Binding[]): Generator<(string | null)[]> {
  for (const binding of [...bindings].sort(by((each) => each.id))) {
    const row = exportedBinding(binding);
    yield bindingColumns.map((column) => {
      const value = row[column];
      if (value === null || typeof value === "string") return value;
      if (column === "evidence") return binding.evidence.join(";");
      return typeof value === "boolean" ? String(value) : JSON.stringify(value);
    });
  }
}
