/**
 * Access reviews.
 *
 *   GET  /api/reviews                 ReviewsAnswer
 *   POST /api/reviews                 createReviewBody → Review
 *   GET  /api/reviews/ID              ReviewAnswer
 *   GET  /api/reviews/ID/rows         reviewRowsQuery → ReviewRowsAnswer
 *   GET  /api/reviews/ID/rows/ROW     ReviewRowAnswer: with the history of its decisions
 *   POST /api/reviews/ID/decisions    decideBody → ReviewAnswer
 *   POST /api/reviews/ID/close        closeBody → ReviewAnswer
 *   GET  /api/reviews/ID/download     ?format=json|csv
 */
import { z } from "zod";
import type { ReviewProgress } from "@/lib/domain/review/progress";
import {
  type DecisionRecord,
  type Review,
  type ReviewItem,
  reviewActs,
  reviewDecisions,
} from "@/lib/domain/review/review";
import { type Facet, listParam, type Page, snapshotParam, textParam, windowParams } from "./common";

const person = z.string().trim().min(1, "say who you are").max(120);
const values = z.array(z.string().max(512)).max(200).default([]);

export const createReviewBody = z
  .object({
    name: z.string().trim().min(1, "give it a name").max(120),
    reviewers: z.string().trim().max(1_000).default(""),
    by: person,
    snapshot: snapshotParam,
    scope: z
      .object({
        accounts: values,
        clusters: values,
        namespaces: values,
        environments: values,
        owners: values,
        system: z.boolean().default(false),
      })
      .strict()
      .prefault({}),
    /** Decisions of closed reviews hold on where nothing changed. */
    carryOver: z.boolean().default(true),
  })
  .strict();
export type CreateReviewBody = z.input<typeof createReviewBody>;
export type ReviewRequest = z.output<typeof createReviewBody>;

export const decideBody = z
  .object({
    rows: z.array(z.number().int().min(1).max(1_000_000)).min(1, "choose a row").max(20_000),
    act: z.enum(reviewActs),
    rationale: z.string().trim().max(4_000).default(""),
    by: person,
  })
  .strict();
export type DecideBody = z.output<typeof decideBody>;

export const closeBody = z.object({ by: person }).strict();

export interface ReviewSummary extends Review {
  readonly progress: ReviewProgress;
}

export interface ReviewsAnswer {
  /** Newest first. */
  readonly reviews: readonly ReviewSummary[];
}

export interface ReviewAnswer {
  readonly review: ReviewSummary;
  readonly owners: readonly { readonly owner: string | null; readonly progress: ReviewProgress }[];
}

const states = [...reviewDecisions, "undecided", "carried", "not-certain"] as const;

/** Also the query string of the page. */
export const reviewRowsQuery = z.object({
  q: textParam,
  /** "" stands for workloads without an owner; in a list it is "-". */
  owner: listParam,
  account: listParam,
  cluster: listParam,
  namespace: listParam,
  environment: listParam,
  state: listParam.pipe(z.array(z.enum(states))),
  ...windowParams,
});
export type ReviewRowsQuery = z.infer<typeof reviewRowsQuery>;

export interface ReviewRow extends ReviewItem {
  /** The last one; null = none yet, or taken back. */
  readonly decision: DecisionRecord | null;
}

export interface ReviewRowsAnswer extends Page<ReviewRow> {
  /** Numbers of all rows that match, for decisions about all of them; with the first window only. */
  readonly all: readonly number[];
  readonly facets: Readonly<
    Record<"owner" | "account" | "cluster" | "namespace" | "environment" | "state", readonly Facet[]>
  >;
}

export interface ReviewRowAnswer {
  readonly row: ReviewRow;
  /** Oldest first. */
  readonly history: readonly DecisionRecord[];
}

export const reviewDownloadQuery = z.object({ format: z.enum(["json", "csv"]).default("json") });
