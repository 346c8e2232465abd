/** Reports: what they are, and the one document that is written as PDF, XLSX, CSV, JSON and print view. */
import { z } from "zod";
import type { Severity } from "@/lib/domain/findings/finding";
import { exportedSnapshot } from "./export";

export const frameworks = ["cis-eks", "soc2", "iso27001", "pci-dss", "nist-800-53"] as const;
export type Framework = (typeof frameworks)[number];

export const reportKinds = [
  "executive",
  "findings",
  "access-review",
  "evidence:cis-eks",
  "evidence:soc2",
  "evidence:iso27001",
  "evidence:pci-dss",
  "evidence:nist-800-53",
] as const;
export type ReportKind = (typeof reportKinds)[number];
export const reportKind = z.enum(reportKinds);

export const reportFormats = ["pdf", "xlsx", "json", "csv"] as const;
export type ReportFormat = (typeof reportFormats)[number];
export const reportFormat = z.enum(reportFormats);

/** How a text is meant: severities have their colour beside the word, never instead of it. */
export type ReportTone = Severity | "plain";

export interface ReportColumn {
  readonly name: string;
  readonly type: "text" | "number" | "boolean" | "date";
  /** Share of the width on paper. */
  readonly weight: number;
  /** Identifiers: fixed-width letters. */
  readonly mono?: boolean;
  /** Too much for paper: in XLSX, CSV and JSON alone. */
  readonly dataOnly?: boolean;
}

/** Text as the other formats have it: ISO 8601 for a date, "true" or "false". null = empty. */
export type ReportCell = string | null;

export interface ReportTable {
  readonly kind: "table";
  /** Name of its member in JSON and of its sheet. */
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly ReportColumn[];
  readonly count: number;
  /** May be read several times. */
  readonly rows: () => Iterable<readonly ReportCell[]>;
  /** Instead of rows, where there are none: why. */
  readonly empty: string;
}

/** `Table`: as it is written, or as JSON has it. */
export type BlockWith<Table> =
  | { readonly kind: "heading"; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "facts"; readonly caption: string; readonly rows: readonly (readonly [string, string])[] }
  | {
      readonly kind: "bars";
      readonly caption: string;
      /** The same in words, for who cannot see it. */
      readonly alt: string;
      readonly bars: readonly { readonly label: string; readonly value: number; readonly tone: ReportTone }[];
    }
  | {
      readonly kind: "trend";
      readonly caption: string;
      readonly alt: string;
      readonly series: readonly { readonly name: string; readonly tone: ReportTone }[];
      /** Oldest first, a value for each series. */
      readonly points: readonly { readonly at: string; readonly values: readonly number[] }[];
    }
  | {
      readonly kind: "columns";
      readonly left: readonly BlockWith<Table>[];
      readonly right: readonly BlockWith<Table>[];
    }
  | { readonly kind: "page" }
  | Table;

export type ReportBlock = BlockWith<ReportTable>;

/** What a report was made from. All of it follows from the point in time: there is no "made at". */
export interface ReportSource {
  readonly toolVersion: string;
  readonly snapshot: z.infer<typeof exportedSnapshot>;
  /** ISO 8601 UTC: the end of the scan. */
  readonly pointInTime: string;
  /** Accounts, regions and clusters, in words. */
  readonly scope: string;
  /** Query string; "" = everything. */
  readonly filter: string;
  /** Of the tables together. */
  readonly rows: number;
  readonly gaps: number;
}

export interface Report {
  readonly kind: ReportKind;
  readonly title: string;
  readonly source: ReportSource;
  /** With a table of contents. */
  readonly contents: boolean;
  readonly blocks: readonly ReportBlock[];
}

/** Detached: stands beside the files that it speaks of. */
export const reportManifest = z.looseObject({
  format: z.literal("podlens.report-manifest/v1"),
  report: z.string(),
  title: z.string(),
  pointInTime: z.iso.datetime(),
  toolVersion: z.string(),
  snapshot: exportedSnapshot,
  scope: z.string(),
  filter: z.string(),
  rows: z.int().min(0),
  gaps: z.int().min(0),
  files: z.array(z.looseObject({ name: z.string(), bytes: z.int().min(0), sha256: z.string() })).min(1),
  /** Of this manifest's bytes, beside it in FILE.manifest.json.sig; null = no key is configured. */
  signature: z.looseObject({ algorithm: z.literal("Ed25519"), keySha256: z.string() }).nullable(),
});
export type ReportManifest = z.infer<typeof reportManifest>;
