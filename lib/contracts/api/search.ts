/** GET /api/search — the command palette: things by name, ARN or id. */
import { z } from "zod";
import { listParam, snapshotParam } from "./common";

export const searchQuery = z.object({
  snapshot: snapshotParam,
  q: z.string().max(2048).default(""),
  /** Only these kinds; empty = all. */
  kind: listParam,
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
export type SearchQuery = z.infer<typeof searchQuery>;

export interface SearchHit {
  readonly kind:
    | "account"
    | "cluster"
    | "namespace"
    | "workload"
    | "role"
    | "policy"
    | "resource"
    | "action"
    | "service";
  readonly title: string;
  /** Where it is: "payments-prod / eu-central-1 / checkout". */
  readonly context: string;
  readonly href: string;
  /** What stands for it in a question: a workload's id, an ARN, "s3:GetObject"; absent where that is the title. */
  readonly value?: string;
}

export interface SearchAnswer {
  readonly hits: readonly SearchHit[];
  /** Things that match, shown or not. */
  readonly matched: number;
}
