"use client";
import { RowsExport } from "@/components/parts/rows-export";
import type { FindingRow } from "@/lib/contracts/api";

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
  return (
    <RowsExport
      what="findings"
      format="podlens.finding-rows/v1"
      path="/api/findings"
      query={query}
      columns={columns}
      record={record}
    />
  );
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
