/** What a workbook was made from, line by line. */
import type { Gap } from "@/lib/domain/snapshot/part";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { AboutLine } from "@/lib/view/spreadsheet/types";

/** A sheet that people read; all of them are in the JSON export of the snapshot. */
const MOST_GAPS = 1_000;

export function* aboutSnapshot(meta: SnapshotMeta): Generator<AboutLine> {
  yield { label: "Made by", value: `Podlens ${meta.engineVersion}` };
  yield { label: "Snapshot", value: meta.id };
  yield { label: "Read from", value: meta.startedAt };
  yield { label: "Point in time", value: meta.finishedAt };
  yield {
    label: "Status",
    value: meta.status === "partial" ? "partial: something in scope could not be read" : meta.status,
  };
}

export function* aboutGaps(all: readonly Gap[]): Generator<AboutLine> {
  const gaps = all.filter((gap) => !gap.optional);
  yield { label: "Gaps", value: gaps.length };
  for (const gap of gaps.slice(0, MOST_GAPS)) yield { label: "", value: gapText(gap) };
  if (gaps.length > MOST_GAPS) yield { label: "", value: `and ${gaps.length - MOST_GAPS} more` };
}

/** "111122223333 eu-west-1: iam:ListRoles was denied; needs …; hides …" */
export function gapText(gap: Gap): string {
  const where = [gap.accountId, gap.region, gap.clusterArn].filter((each) => each !== null).join(" ");
  const need = gap.missingPermission === null ? "" : `, needs ${gap.missingPermission}`;
  return `${where}: ${gap.service}:${gap.operation} (${gap.error}${need}). ${gap.consequence}`;
}
