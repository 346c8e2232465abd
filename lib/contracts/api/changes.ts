/** GET /api/changes — what differs from the snapshot before, or from another one. */
import { z } from "zod";
import type { ComparedKind } from "@/lib/domain/snapshot/difference";
import { snapshotParam } from "./common";

export const changesQuery = z.object({
  snapshot: snapshotParam,
  /** "previous", or the id of an older snapshot. */
  before: z
    .string()
    .regex(/^(previous|[0-9A-HJKMNP-TV-Z]{26})$/, 'expected a snapshot id or "previous"')
    .default("previous"),
  kind: z.enum(["", "workloads", "bindings", "roles"]).default(""),
  change: z.enum(["", "gained", "lost", "changed"]).default(""),
});
export type ChangesQuery = z.infer<typeof changesQuery>;

export type ChangeWord = "gained" | "lost" | "changed";

export interface ChangesAnswer {
  /** null = there is no snapshot before. */
  readonly before: { readonly id: string; readonly finishedAt: string } | null;
  readonly counts: readonly { readonly kind: ComparedKind; readonly change: ChangeWord; readonly count: number }[];
  /** Of the kind and change that were asked for: the first 500. */
  readonly rows: readonly ChangeRow[];
  readonly rowCount: number;
}

export interface ChangeRow {
  readonly id: string;
  readonly title: string;
  /** Where it is. */
  readonly context: string;
  /** Its page: of what is gone, in the snapshot before. */
  readonly href: string | null;
}
