/** Which questions are answered with findings. */
import type { QueryName } from "@/lib/view/queries";

/** `must`: the snapshot is evaluated first. `may`: with what is stored, and without where nothing is. */
export type FindingsNeed = "must" | "may";

const needs: Partial<Record<QueryName, FindingsNeed>> = {
  findings: "must",
  finding: "must",
  "finding-rules": "must",
  "finding-counts": "must",
  "finding-acceptances": "must",
  overview: "may",
  workload: "may",
  role: "may",
  graph: "may",
  "review-items": "may",
};

export function needOf(name: QueryName): FindingsNeed | null {
  return Object.hasOwn(needs, name) ? (needs[name] ?? null) : null;
}
