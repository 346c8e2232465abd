/**
 * Findings: GET /api/findings, /api/findings/ID, /api/findings/trend, /api/findings/rules; what was accepted:
 * GET and POST /api/findings/acceptances, DELETE /api/findings/acceptances/ID.
 */
import { z } from "zod";
import {
  type Finding,
  type FindingCategory,
  type FindingEvidence,
  type FindingStep,
  type FindingSubject,
  findingCategories,
  type Severity,
  type SubjectKind,
  severities,
  subjectKinds,
} from "@/lib/domain/findings/finding";
import type { Rule } from "@/lib/domain/findings/rule";
import type { Acceptance, AcceptanceState } from "@/lib/domain/findings/triage";
import { type Facet, listParam, type Page, snapshotParam, textParam, windowParams } from "./common";

export const findingStatuses = ["open", "accepted"] as const;
/** What is no longer found is in no list: it is fixed. */
export type FindingStatus = (typeof findingStatuses)[number];

export const findingChanges = ["new", "worsened"] as const;
/** Against the snapshot before of the same scope. */
export type FindingChange = (typeof findingChanges)[number];

export const findingCertainties = ["allowed", "conditional", "unknown"] as const;

export const findingSorts = [
  "severity",
  "title",
  "rule",
  "subject",
  "subjects",
  "account",
  "cluster",
  "owner",
  "environment",
  "status",
  "firstSeen",
] as const;
export type FindingSort = (typeof findingSorts)[number];

function listOf<const T extends readonly [string, ...string[]]>(values: T) {
  return listParam.pipe(z.array(z.enum(values)));
}

/** Also the query string of the page /findings, and the filter of the export. */
export const findingsQuery = z.object({
  snapshot: snapshotParam,
  q: textParam,
  severity: listOf(severities),
  /** Empty = both. */
  status: listOf(findingStatuses),
  category: listOf(findingCategories),
  rule: listParam,
  certainty: listOf(findingCertainties),
  changed: listOf(findingChanges),
  account: listParam,
  /** Cluster ARNs or names. */
  cluster: listParam,
  owner: listParam,
  environment: listParam,
  /** Kind of any of the subjects. */
  kind: listOf(subjectKinds),
  /** Id of any of the subjects: findings that concern one workload, role, … */
  subject: textParam,
  /** "asc" of severity is the worst first. */
  sort: z.enum(findingSorts).default("severity"),
  dir: z.enum(["asc", "desc"]).default("asc"),
  ...windowParams,
});
export type FindingsQuery = z.infer<typeof findingsQuery>;

export interface SubjectAnswer {
  readonly kind: SubjectKind;
  readonly id: string;
  readonly name: string;
  /** Its page; null where it has none. */
  readonly href: string | null;
}

/** The acceptance that holds now, in short. */
export interface AcceptanceRef {
  readonly id: string;
  readonly reason: string;
  readonly owner: string;
  /** ISO 8601 UTC; null = until it is revoked. */
  readonly expires: string | null;
}

export interface FindingRow {
  readonly id: string;
  readonly rule: string;
  readonly ruleTitle: string;
  readonly category: FindingCategory;
  readonly severity: Severity;
  readonly status: FindingStatus;
  readonly certainty: Finding["certainty"];
  readonly title: string;
  /** The main one. */
  readonly subject: SubjectAnswer;
  readonly subjectCount: number;
  /** ISO 8601 UTC: end of the first and of the newest scan that it was found in. */
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly owner: string | null;
  readonly environment: string | null;
  readonly accountId: string;
  readonly accountName: string | null;
  readonly clusterArn: string | null;
  readonly clusterName: string | null;
  readonly acceptance: AcceptanceRef | null;
  readonly changed: FindingChange | null;
}

export type SeverityCounts = Readonly<Record<Severity, number>>;

/** A rule that said nothing because it failed: its findings are not known. */
export interface FailedRule {
  readonly rule: string;
  readonly ruleTitle: string;
  readonly message: string;
}

/** What the findings of a snapshot rest on. */
export interface FindingEvaluation {
  readonly engineVersion: string;
  readonly evaluatedAt: string;
  /** Recorded activity that rules of use were given; null = none is kept, and they say nothing. */
  readonly activity: { readonly from: string; readonly to: string } | null;
  readonly failed: readonly FailedRule[];
  /** Gaps of the snapshot: what could not be read was not judged. */
  readonly gaps: number;
  /** The snapshot that `changed` compares with; null = there is none that was evaluated. */
  readonly comparedWith: string | null;
  /** Why the newest evaluation or notification failed, one sentence each. */
  readonly problems: readonly string[];
}

export interface FindingsAnswer extends Page<FindingRow> {
  /** Without any filter. */
  readonly counts: { readonly open: SeverityCounts; readonly accepted: SeverityCounts };
  readonly facets: {
    readonly severity: readonly Facet[];
    readonly status: readonly Facet[];
    readonly category: readonly Facet[];
    readonly rule: readonly Facet[];
    readonly certainty: readonly Facet[];
    readonly changed: readonly Facet[];
    readonly account: readonly Facet[];
    readonly cluster: readonly Facet[];
    readonly owner: readonly Facet[];
    readonly environment: readonly Facet[];
    readonly kind: readonly Facet[];
  };
  readonly evaluation: FindingEvaluation;
}

/** With the page that shows it: the statement marked, the binding, the event; null where there is none. */
export type EvidenceAnswer = FindingEvidence & { readonly href: string | null };

export interface StepAnswer extends Omit<FindingStep, "evidence"> {
  readonly evidence: readonly EvidenceAnswer[];
}

export type RuleAnswer = Omit<Rule, "find">;

/** One thing that happened to a finding, newest first. */
export interface FindingEvent {
  readonly at: string;
  readonly what: "found" | "gone" | "severity" | "accepted" | "revoked" | "expired";
  /** A sentence. */
  readonly text: string;
  /** Of what a scan found. */
  readonly snapshotId: string | null;
  readonly severity: Severity | null;
  /** Who accepted or revoked. */
  readonly by: string | null;
}

/** GET /api/findings/ID */
export interface FindingDetail {
  readonly row: FindingRow;
  readonly severityReason: string;
  readonly certaintyReason: string | null;
  readonly explanation: string;
  readonly subjects: readonly (FindingSubject & { readonly href: string | null })[];
  readonly steps: readonly StepAnswer[];
  readonly evidence: readonly EvidenceAnswer[];
  readonly remediation: Finding["remediation"];
  readonly rule: RuleAnswer;
  readonly history: readonly FindingEvent[];
  /** All that match it, those that hold first; also expired and revoked ones. */
  readonly acceptances: readonly AcceptanceAnswer[];
}

export const findingTrendQuery = z.object({
  snapshot: snapshotParam,
  /** Days back from the newest snapshot. */
  days: z.coerce.number().int().min(1).max(3650).default(90),
});
export type FindingTrendQuery = z.infer<typeof findingTrendQuery>;

export interface FindingTrendPoint {
  readonly snapshotId: string;
  readonly at: string;
  /** Of the rules that were run: another version may have others. */
  readonly engineVersion: string;
  readonly open: SeverityCounts;
  readonly accepted: SeverityCounts;
}

/** Oldest first; of the scope of the snapshot that was asked for. */
export interface FindingTrendAnswer {
  readonly points: readonly FindingTrendPoint[];
}

export interface FindingRulesAnswer {
  readonly rules: readonly (RuleAnswer & {
    readonly open: number;
    readonly accepted: number;
    readonly failed: boolean;
  })[];
}

/** What an overview or the page of a workload or role says of findings; null = this snapshot was not evaluated yet. */
export interface FindingSummary {
  /** Open ones by severity. */
  readonly open: SeverityCounts;
  readonly accepted: number;
  /** The worst open ones. */
  readonly top: readonly FindingRow[];
  /** Rules that failed: their findings are not known. */
  readonly failed: number;
  /** The list that shows them. */
  readonly href: string;
}

/** A day ("2027-01-31": to its end) or a moment, in UTC. */
const expiry = z.union(
  [
    z.iso.date().transform((day) => `${day}T23:59:59.999Z`),
    z.iso.datetime().transform((time) => new Date(time).toISOString()),
  ],
  { error: "must be a day such as 2027-01-31, or a time in UTC such as 2027-01-31T12:00:00Z" },
);

const word = (most: number) =>
  z
    .string({ error: ({ input }) => (input === undefined ? "is missing" : "must be text (put digits in quotes)") })
    .trim()
    .min(1, "must not be empty")
    .max(most);

/** Which findings an acceptance means: all selectors that are given must hold. `*` stands for any text, `?` for one character. */
export const acceptanceSelectors = {
  /** Id of one finding. */
  finding: word(128).optional(),
  rule: word(128).optional(),
  /** Glob on id or name of a subject: `payments/*`, `arn:aws:iam::111122223333:role/app-*`. */
  subject: word(512).optional(),
  /** Account number, or a glob on it. */
  account: word(64).optional(),
  /** Glob on the name or ARN of the subject's cluster. */
  cluster: word(512).optional(),
};

/** An entry of the mute file, and the body of POST /api/findings/acceptances. */
export const acceptanceBody = z
  .strictObject({
    ...acceptanceSelectors,
    reason: word(2_000),
    /** Who answers for it. */
    owner: word(200),
    expires: expiry.nullish().transform((value) => value ?? null),
  })
  .refine((entry) => entry.finding !== undefined || entry.rule !== undefined || entry.subject !== undefined, {
    error: "names no finding: give finding, rule or subject",
    path: ["finding"],
  });
/** As it is sent; `expires` may be left out. */
export type AcceptanceBody = z.input<typeof acceptanceBody>;

export interface AcceptanceAnswer extends Acceptance {
  readonly state: AcceptanceState;
  /** Findings of the snapshot that it matches; active with none = stale. */
  readonly matches: number;
}

export interface AcceptancesAnswer {
  /** Active first, then by age. */
  readonly acceptances: readonly AcceptanceAnswer[];
  /** null where none is configured. `error`: the file as it is now cannot be read, what it said before holds. */
  readonly muteFile: { readonly path: string; readonly error: string | null } | null;
}

export const acceptancesQuery = z.object({ snapshot: snapshotParam });
