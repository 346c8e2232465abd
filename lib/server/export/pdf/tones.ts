/** Colours of severities on paper; the word always stands beside them. */
import type { ReportTone } from "@/lib/contracts/report";

export const TONES: Readonly<Record<ReportTone, string>> = {
  critical: "#4a0d1a",
  high: "#b2182b",
  medium: "#9a6700",
  low: "#1d4ed8",
  info: "#64748b",
  plain: "#475569",
};

/** Of a cell that is a severity and nothing else. */
export function toneOf(text: string): string | null {
  switch (text) {
    case "critical":
    case "high":
    case "medium":
    case "low":
    case "info":
      return TONES[text];
    default:
      return null;
  }
}
