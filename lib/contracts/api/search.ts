/** GET /api/search — the command palette: things by name, ARN or id. */
import { z } from "zod";
import { snapshotParam } from "./common";

export const searchQuery = z.object({
  snapshot: snapshotParam,
  q: z.string().max(200).default(""),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
export type SearchQuery = z.infer<typeof searchQuery>;

export interface SearchHit {
  readonly kind: "account" | "cluster" | "namespace" | "workload" | "role" | "policy";
  readonly title: string;
  /** Where it is: "payments-prod / eu-central-1 / checkout". */
  readonly context: string;
  readonly href: string;
}

export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  /** Things that match, shown or not. */
  readonly matched: number;
}
