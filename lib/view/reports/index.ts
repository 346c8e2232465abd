/** Reports as documents: one model for PDF, XLSX, CSV, JSON and the print view. Pure; the same input gives the same report. */
import type { Framework, Report, ReportBlock, ReportKind } from "@/lib/contracts/report";
import { accessReviewBlocks } from "./access-review";
import { evidenceBlocks } from "./evidence";
import { executiveBlocks } from "./executive";
import { findingsBlocks } from "./findings-report";
import { frameworkTexts } from "./frameworks";
import type { ReportInput } from "./input";
import { madeFrom, sourceOf } from "./source";

export { tablesOf } from "./source";

export function reportTitle(kind: ReportKind): string {
  if (kind === "executive") return "Access of pods to AWS: executive report";
  if (kind === "findings") return "Access of pods to AWS: findings";
  if (kind === "access-review") return "Access of pods to AWS: access review";
  return `Access of pods to AWS: evidence for ${frameworkTexts[frameworkOf(kind)].name.split(",")[0]}`;
}

export function frameworkOf(kind: `evidence:${Framework}`): Framework {
  return kind.slice("evidence:".length) as Framework;
}

export function buildReport(input: ReportInput): Report {
  const { kind } = input;
  const blocks = blocksOf(input);
  const source = sourceOf(input, blocks);
  return {
    kind,
    title: reportTitle(kind),
    source,
    contents: kind !== "executive",
    blocks: [madeFrom(source), ...blocks],
  };
}

function blocksOf(input: ReportInput): readonly ReportBlock[] {
  const { kind } = input;
  if (kind === "executive") return executiveBlocks(input);
  if (kind === "findings") return findingsBlocks(input);
  if (kind === "access-review") return accessReviewBlocks(input);
  return evidenceBlocks(input, frameworkOf(kind));
}
