/**
 * Reports: GET and POST /api/reports, GET and DELETE /api/reports/ID (DELETE cancels what runs and removes what is
 * done), /api/reports/ID/file, /api/reports/ID/manifest, /api/reports/ID/signature; GET /api/reports/document.
 */
import { z } from "zod";
import {
  type BlockWith,
  type ReportColumn,
  type ReportFormat,
  type ReportKind,
  type ReportSource,
  type ReportTable,
  reportFormat,
  reportKind,
} from "../report";
import { snapshotParam } from "./common";

const filter = z.string().max(8_192).default("");

export const startReportBody = z.strictObject({
  kind: reportKind,
  format: reportFormat,
  snapshot: snapshotParam,
  /** Query string of /findings. */
  filter,
});
export type StartReportBody = z.input<typeof startReportBody>;

/** Also the query string of the page /reports/print. */
export const reportDocumentQuery = z.object({ kind: reportKind, snapshot: snapshotParam, filter });
export type ReportDocumentQuery = z.input<typeof reportDocumentQuery>;

export const reportStates = ["waiting", "running", "done", "failed", "cancelled"] as const;
export type ReportState = (typeof reportStates)[number];

export interface ReportJob {
  /** ULID. */
  readonly id: string;
  readonly kind: ReportKind;
  readonly title: string;
  readonly format: ReportFormat;
  /** As asked: an id, or "latest". */
  readonly snapshot: string;
  readonly filter: string;
  readonly state: ReportState;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** null before and after it runs. `pages` 0 = not known yet. */
  readonly progress: { readonly phase: string; readonly page: number; readonly pages: number } | null;
  readonly error: string | null;
  /** null until it is done. */
  readonly file: {
    readonly name: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly signed: boolean;
    readonly rows: number;
    readonly gaps: number;
    readonly snapshotId: string;
    readonly pointInTime: string;
  } | null;
}

export interface ReportsAnswer {
  /** Newest first. */
  readonly jobs: readonly ReportJob[];
  /** Whether manifests are signed. */
  readonly signed: boolean;
}

/** Its rows are a member of the document, under its id. */
export interface DocumentTable extends Pick<ReportTable, "kind" | "id" | "caption" | "count" | "empty"> {
  readonly columns: readonly Pick<ReportColumn, "name" | "type" | "dataOnly">[];
}

/** A block as JSON has it: tables stand by themselves. */
export type DocumentBlock = BlockWith<DocumentTable>;

/** GET /api/reports/document: the report as its JSON export has it; each table is a member under its id. */
export interface ReportDocument {
  readonly format: "podlens.report/v1";
  readonly report: ReportKind;
  readonly title: string;
  readonly source: ReportSource;
  readonly blocks: readonly DocumentBlock[];
  readonly [table: string]: unknown;
}
