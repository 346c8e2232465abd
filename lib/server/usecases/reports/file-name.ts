/** "podlens_evidence-soc2_20261122T073618Z.pdf": kind and point in time, so that one point has one name. */
import type { ReportFormat, ReportKind } from "@/lib/contracts/report";

export function reportFileName(kind: ReportKind, pointInTime: string, format: ReportFormat): string {
  return `podlens_${kind.replace(":", "-")}_${pointInTime.replace(/[-:]|\.\d+/g, "")}.${format}`;
}
