/** GET /api/pod-identity-move — what it takes to move a workload's IRSA bindings to Pod Identity. Text to paste. */
import { z } from "zod";
import type { PodIdentityMove } from "@/lib/domain/pod-identity-move/move";
import { snapshotParam } from "./common";

export const podIdentityMoveQuery = z.object({ snapshot: snapshotParam, workload: z.string().min(1).max(1_024) });
export type PodIdentityMoveQuery = z.infer<typeof podIdentityMoveQuery>;

export interface PodIdentityMoveAnswer {
  /** One for each role that it gets by IRSA. A service account takes one association: with several, one has to be chosen. */
  readonly moves: readonly PodIdentityMove[];
}

export type { PodIdentityMove };
