/**
 * What follows from recorded activity and the snapshot together.
 *
 *   GET /api/activity/used-and-granted   UsedAndGrantedAnswer   usedAndGrantedQuery
 *   GET /api/activity/unexpected         UnexpectedAnswer       unexpectedQuery
 *   GET /api/activity/incident           IncidentAnswer         incidentQuery
 */
import { z } from "zod";
import type { ContainmentStep } from "@/lib/domain/activity/containment";
import {
  type SessionRow,
  type UnexpectedEntry,
  type UsedGrantRow,
  type UseState,
  useStates,
  type WatchState,
} from "./activity";
import { type Facet, listParam, snapshotParam, textParam } from "./common";

const time = z.iso.datetime({ offset: true });

export { unexpectedKinds } from "@/lib/domain/activity/unexpected/facts";

export const unexpectedQuery = z.object({
  snapshot: snapshotParam,
  /** Default: the 30 days before `to`. */
  from: time.optional(),
  /** Default: now. */
  to: time.optional(),
});
export type UnexpectedQuery = z.infer<typeof unexpectedQuery>;

export interface UnexpectedAnswer {
  readonly from: string;
  readonly to: string;
  /** Newest first. */
  readonly entries: readonly UnexpectedEntry[];
  readonly watched: WatchState;
}

export const usedAndGrantedQuery = z.object({
  snapshot: snapshotParam,
  from: time.optional(),
  to: time.optional(),
  workload: listParam,
  role: listParam,
  service: listParam,
  use: listParam.pipe(z.array(z.enum(useStates))),
  /** action: a row an action; service: one for all of a service. */
  level: z.enum(["service", "action"]).default("service"),
  q: textParam,
});
export type UsedAndGrantedQuery = z.infer<typeof usedAndGrantedQuery>;

export interface UsedAndGrantedAnswer {
  readonly from: string;
  readonly to: string;
  /** The first 2,000 that match: denied, used, never seen, in this order. */
  readonly rows: readonly UsedGrantRow[];
  readonly matched: number;
  readonly total: number;
  readonly counts: Readonly<Record<UseState, number>>;
  readonly services: readonly Facet[];
  readonly watched: WatchState;
}

export const incidentQuery = z.object({
  snapshot: snapshotParam,
  workload: z.string().max(1_024).optional(),
  role: z.string().max(2_048).optional(),
});
export type IncidentQuery = z.infer<typeof incidentQuery>;

export interface IncidentAnswer {
  readonly title: string;
  readonly sentence: string;
  readonly sessions: readonly SessionRow[];
  /** Text to paste; nothing of it is run. */
  readonly steps: readonly ContainmentStep[];
  readonly limits: readonly string[];
}
