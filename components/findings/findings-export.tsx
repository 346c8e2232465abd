"use client";
import { ExportMenu } from "@/components/parts/export-menu";
import { apiGet } from "@/lib/client/api";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import type { FindingRow, FindingsAnswer, FromSnapshot } from "@/lib/contracts/api";

const windowSize = 500;

const columns = [
  "id",
  "rule",
  "severity",
  "status",
  "certainty",
  "title",
  "subjectKind",
  "subject",
  "subjectName",
  "subjectCount",
  "accountId",
  "clusterArn",
  "owner",
  "environment",
  "firstSeenAt",
  "lastSeenAt",
  "acceptedReason",
  "acceptedBy",
  "acceptedUntil",
];

/** All rows under the filters in force, window by window. */
export function FindingsExport({ query }: { query: Readonly<Record<string, unknown>> }) {
  const { id } = useSnapshotChoice();
  async function read() {
    const rows: FindingRow[] = [];
    for (;;) {
      const { snapshot, data } = await apiGet<FromSnapshot<FindingsAnswer>>("/api/findings", {
        ...query,
        snapshot: id,
        offset: rows.length,
        limit: windowSize,
      });
      rows.push(...data.rows);
      if (data.rows.length === 0 || rows.length >= data.matched) {
        return {
          json: { format: "podlens.finding-rows/v1", snapshot, question: query, answer: { ...data, rows } },
          columns,
          rows: rows.map(record),
        };
      }
    }
  }
  return <ExportMenu what="findings" read={read} />;
}

function record(row: FindingRow): (string | number | null)[] {
  return [
    row.id,
    row.rule,
    row.severity,
    row.status,
    row.certainty,
    row.title,
    row.subject.kind,
    row.subject.id,
    row.subject.name,
    row.subjectCount,
    row.accountId,
    row.clusterArn,
    row.owner,
    row.environment,
    row.firstSeenAt,
    row.lastSeenAt,
    row.acceptance?.reason ?? null,
    row.acceptance?.owner ?? null,
    row.acceptance?.expires ?? null,
  ];
}
