"use client";
import { ExportMenu } from "@/components/parts/export-menu";
import { workloadTitle } from "@/components/shared/workload-link";
import { apiGet } from "@/lib/client/api";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import type { FromSnapshot, WhoCanAnswer, WhoCanRow } from "@/lib/contracts/api";
import { overlapWords, pathWords } from "./who-can-columns";

const windowSize = 500;

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
  const { id } = useSnapshotChoice();
  async function read() {
    const rows: WhoCanRow[] = [];
    for (;;) {
      const { snapshot, data } = await apiGet<FromSnapshot<WhoCanAnswer>>("/api/ask/who-can", {
        ...query,
        snapshot: id,
        offset: rows.length,
        limit: windowSize,
      });
      rows.push(...data.rows);
      if (data.rows.length === 0 || rows.length >= data.matched) {
        return {
          json: { format: "podlens.who-can/v1", snapshot, question: query, answer: { ...data, rows } },
          columns,
          rows: rows.map(record),
        };
      }
    }
  }
  return <ExportMenu what="who-can" read={read} />;
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
