/** What a report says of itself: the point in time, the scope, the filter, the gaps. */
import type { ReportBlock, ReportSource, ReportTable } from "@/lib/contracts/report";
import type { ReportInput } from "./input";

export function tablesOf(blocks: readonly ReportBlock[]): readonly ReportTable[] {
  return blocks.flatMap((block) =>
    block.kind === "table" ? [block] : block.kind === "columns" ? tablesOf([...block.left, ...block.right]) : [],
  );
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "3 accounts, 5 regions, 9 clusters" */
export function scopeText({ view }: ReportInput): string {
  const { accounts, clusters } = view.model.estate;
  const regions = new Set([...accounts.values()].flatMap((account) => account.regions));
  const names = [...accounts.keys()].sort().map((id) => {
    const name = view.accountName(id);
    return name === null ? id : `${id} (${name})`;
  });
  const list = names.length <= 12 ? names.join(", ") : `${names.slice(0, 12).join(", ")} and ${names.length - 12} more`;
  return `${plural(accounts.size, "account")}, ${plural(regions.size, "region")}, ${plural(clusters.length, "cluster")}: ${list}`;
}

export function sourceOf(input: ReportInput, blocks: readonly ReportBlock[]): ReportSource {
  const { meta } = input;
  const finishedAt = meta.finishedAt ?? meta.startedAt;
  return {
    toolVersion: meta.engineVersion,
    snapshot: {
      id: meta.id,
      startedAt: meta.startedAt,
      finishedAt,
      status: meta.status === "partial" ? "partial" : "complete",
      engineVersion: meta.engineVersion,
    },
    pointInTime: finishedAt,
    scope: scopeText(input),
    filter: input.filter,
    rows: tablesOf(blocks).reduce((sum, table) => sum + table.count, 0),
    gaps: input.view.gaps.length,
  };
}

/** The lines that stand first in every report. */
export function madeFrom(source: ReportSource): Extract<ReportBlock, { kind: "facts" }> {
  return {
    kind: "facts",
    caption: "What this report was made from",
    rows: [
      ["Point in time", `${source.pointInTime} (UTC, end of the scan that began ${source.snapshot.startedAt})`],
      [
        "Snapshot",
        `${source.snapshot.id}, ${source.snapshot.status === "partial" ? "partial: something in scope could not be read" : "complete"}`,
      ],
      ["Scope", source.scope],
      ["Filter", source.filter === "" ? "none: everything in scope" : source.filter],
      [
        "Gaps",
        source.gaps === 0 ? "none" : `${source.gaps}: what they hide is said below, and is not counted as absent`,
      ],
      ["Rows", `${source.rows} in the tables of this report`],
      ["Made by", `Podlens ${source.toolVersion}`],
    ],
  };
}
