"use client";
import { RowsExport } from "@/components/parts/rows-export";
import { workloadTitle } from "@/components/shared/workload-link";
import type { WhoCanRow } from "@/lib/contracts/api";
import { overlapWords, pathWords } from "./who-can-columns";

const columns = [
  "workload",
  "clusterArn",
  "issuer",
  "namespace",
  "serviceAccount",
  "accountId",
  "verdict",
  "overlap",
  "directness",
  "path",
  "statements",
  "conditions",
  "limitedBy",
  "notRead",
  "paths",
];

/** All rows under the filters in force, window by window, with their paths. */
export function WhoCanExport({ query }: { query: Readonly<Record<string, unknown>> }) {
  return (
    <RowsExport
      what="who-can"
      format="podlens.who-can/v1"
      path="/api/ask/who-can"
      query={query}
      columns={columns}
      record={record}
    />
  );
}

function record(row: WhoCanRow): (string | number | null)[] {
  const { workload, paths } = row;
  const best = paths[0];
  const statements = best?.hops.flatMap((hop) => (hop.kind === "grant" ? hop.statements : [])) ?? [];
  return [
    workloadTitle(workload),
    workload.clusterArn,
    workload.issuer,
    workload.namespace,
    workload.serviceAccount,
    workload.accountId,
    row.verdict,
    overlapWords(row.overlap),
    row.directness,
    pathWords(row),
    statements.map((each) => `${each.policyArn ?? each.policy}#${each.index}`).join("; "),
    best?.conditions.join("; ") ?? "",
    best?.limitedBy.map((each) => each.text).join("; ") ?? "",
    best?.layersNotRead.map((each) => each.layer).join("; ") ?? "",
    row.pathCount,
  ];
}
