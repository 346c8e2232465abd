/**
 * Reports: GET and POST /api/reports, GET and DELETE /api/reports/ID (DELETE cancels what runs and removes what is
 * done), /api/reports/ID/file, /api/reports/ID/manifest, /api/reports/ID/signature; GET /api/reports/document.
 */
import { z } from "zod";
import { type ReportFormat, type ReportKind, type ReportSource, reportFormat, reportKind } from "../report";
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

/** A block as JSON has it: tables stand by themselves. */
export type DocumentBlock =
  | { readonly kind: "heading"; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "facts"; readonly caption: string; readonly rows: readonly (readonly [string, string])[] }
  | {
      readonly kind: "bars";
      readonly caption: string;
      readonly alt: string;
      readonly bars: readonly { readonly label: string; readonly value: number; readonly tone: string }[];
    }
  | {
      readonly kind: "trend";
      readonly caption: string;
      readonly alt: string;
      readonly series: readonly { readonly name: string; readonly tone: string }[];
      readonly points: readonly { readonly at: string; readonly values: readonly number[] }[];
    }
  | {
      readonly kind: "columns";
      readonly left: readonly DocumentBlock[];
      readonly right: readonly DocumentBlock[];
    }
  | { readonly kind: "page" }
  | {
      readonly kind: "table";
      readonly id: string;
      readonly caption: string;
      readonly columns: readonly { readonly name: string; readonly type: string; readonly dataOnly?: boolean }[];
      readonly count: number;
      readonly empty: string;
    };

/** GET /api/reports/document: the report as its JSON export has it; each table is a member under its id. */
export interface ReportDocument {
  readonly format: "podlens.report/v1";
  readonly report: ReportKind;
  readonly title: string;
  readonly source: ReportSource;
  readonly blocks: readonly DocumentBlock[];
  readonly [table: string]: unknown;
}
