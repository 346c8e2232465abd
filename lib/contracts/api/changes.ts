/** GET /api/changes, /api/changes/detail, /api/changes/export — what differs between two snapshots, and who made it so. */
import { z } from "zod";
import {
  type ChangeWord,
  type ChangeKind as ComparedKind,
  changeWords,
  changeKinds as comparedKinds,
  type Risk,
  risks,
} from "@/lib/domain/changes/change";
import type { MadeBy, RecordedChange } from "@/lib/domain/changes/who-made-it";
import type { Severity } from "@/lib/domain/findings/finding";
import type { ServiceChange } from "./ask-what-if";
import { listParam, type Page, snapshotParam, textParam, windowParams } from "./common";
import type { PolicyAnswer } from "./policy";

export type { ChangeWord, ComparedKind, MadeBy, RecordedChange, Risk };
export { changeWords, comparedKinds, risks };

const listOf = <const T extends readonly [string, ...string[]]>(values: T) => listParam.pipe(z.array(z.enum(values)));

/** A snapshot's id, "previous" (of the same scope), or a time: the snapshot in force then. */
export const beforeParam = z
  .string()
  .regex(
    /^(previous|latest|[0-9A-HJKMNP-TV-Z]{26}|\d{4}-\d{2}-\d{2}(T[0-9:.]+(Z|[+-]\d{2}:?\d{2}))?)$/,
    'expected a snapshot id, "previous", a day or a time such as 2026-03-03T12:00:00Z',
  )
  .default("previous");

export const changesQuery = z.object({
  /** The later one. */
  snapshot: snapshotParam,
  before: beforeParam,
  kind: listOf(comparedKinds),
  change: listOf(changeWords),
  risk: listOf(risks),
  q: textParam,
  ...windowParams,
});
export type ChangesQuery = z.infer<typeof changesQuery>;

export const changeDetailQuery = z.object({
  snapshot: snapshotParam,
  before: beforeParam,
  id: z.string().min(1).max(4096),
});
export type ChangeDetailQuery = z.infer<typeof changeDetailQuery>;

export const changesExportQuery = changesQuery.omit({ offset: true, limit: true }).extend({
  format: z.enum(["json", "csv"]).default("json"),
});
export type ChangesExportQuery = z.infer<typeof changesExportQuery>;

export interface ChangesEnd {
  readonly id: string;
  readonly finishedAt: string;
  readonly status: "complete" | "partial";
  readonly gaps: number;
}

export interface ChangeRow {
  readonly id: string;
  readonly kind: ComparedKind;
  readonly change: ChangeWord;
  readonly risk: Risk;
  /** Sentences, the one that decides first. */
  readonly reasons: readonly string[];
  readonly title: string;
  /** Where it is: cluster, account. */
  readonly context: string;
  /** What it comes to in a few words: "+ s3 4, − iam 1". */
  readonly text: string;
  /** Its page: of what is gone, in the snapshot before. null = it has none. */
  readonly href: string | null;
  readonly madeBy: MadeBy;
}

export interface ChangeCount {
  readonly kind: ComparedKind;
  readonly change: ChangeWord;
  readonly risk: Risk;
  readonly count: number;
}

export interface ChangesAnswer extends Page<ChangeRow> {
  /** null = there is no snapshot before: nothing was compared. */
  readonly before: ChangesEnd | null;
  readonly after: ChangesEnd;
  /** The two are one. */
  readonly same: boolean;
  readonly sentence: string;
  /** Without any filter; combinations without changes are not listed. */
  readonly counts: readonly ChangeCount[];
  /** What of the comparison could not be done, and why. */
  readonly limits: readonly string[];
}

export interface ChangedDocument {
  readonly title: string;
  readonly before: PolicyAnswer | null;
  readonly after: PolicyAnswer | null;
}

/** What a workload can do and could not, and the reverse. */
export interface ChangedPermissions {
  readonly gained: readonly ServiceChange[];
  readonly lost: readonly ServiceChange[];
  readonly weakened: readonly ServiceChange[];
  readonly strengthened: readonly ServiceChange[];
  readonly becameKnown: readonly ServiceChange[];
  readonly becameUnknown: readonly ServiceChange[];
}

export interface ChangedFindingSide {
  readonly severity: Severity;
  readonly severityReason: string;
  readonly title: string;
  readonly explanation: string;
  readonly subjects: readonly string[];
  readonly subjectCount: number;
}

export interface ChangeDetail {
  readonly row: ChangeRow;
  /** What it was and is, field by field; null = it was not there. */
  readonly fields: readonly { readonly name: string; readonly before: string | null; readonly after: string | null }[];
  readonly documents: readonly ChangedDocument[];
  readonly permissions: ChangedPermissions | null;
  readonly finding: { readonly before: ChangedFindingSide | null; readonly after: ChangedFindingSide | null } | null;
  /** Workloads whose credentials the changed policy is about. */
  readonly workloads: number | null;
}

/** `diff --json`, and the download. */
export interface ChangesExport {
  readonly format: "podlens.changes/v1";
  readonly before: ChangesEnd;
  readonly after: ChangesEnd;
  readonly engineVersion: string;
  readonly filter: Readonly<Record<string, string>>;
  readonly sentence: string;
  readonly counts: readonly ChangeCount[];
  readonly limits: readonly string[];
  readonly changes: readonly ChangeRow[];
}
