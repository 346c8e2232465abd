/** Findings as they are exported and checked. */
import { z } from "zod";
import { findingCategories, severities } from "@/lib/domain/findings/finding";
import { findingsQuery } from "./api/findings";

const text = z.string();
const maybe = text.nullable();
const time = z.iso.datetime();

export const exportedAcceptance = z.looseObject({
  id: text,
  reason: text,
  owner: text,
  expires: maybe,
  source: z.enum(["store", "file"]),
  acceptedAt: maybe,
  acceptedBy: maybe,
});

export const exportedFinding = z.looseObject({
  id: text,
  rule: text,
  severity: z.enum(severities),
  status: z.enum(["open", "accepted"]),
  /** The main one of `subjects`. */
  subject: z.looseObject({ kind: text, id: text }),
  title: text,
  explanation: text,
  evidence: z.array(z.looseObject({ kind: text, text })),
  remediation: z.array(z.looseObject({ format: text, title: text, text })),
  firstSeenAt: time,
  lastSeenAt: time,
  ruleTitle: text,
  category: z.enum(findingCategories),
  severityReason: text,
  certainty: z.enum(["allowed", "conditional", "unknown"]),
  certaintyReason: maybe,
  subjects: z.array(z.looseObject({ kind: text, id: text, name: text })),
  steps: z.array(z.looseObject({ text, condition: maybe })),
  /** Against the snapshot before; null = neither, or there is none to compare with. */
  changed: z.enum(["new", "worsened"]).nullable(),
  acceptance: exportedAcceptance.nullable(),
});
export type ExportedFinding = z.infer<typeof exportedFinding>;

const failedRules = z.array(z.looseObject({ rule: text, message: text }));

export const findingsExport = z.looseObject({
  format: z.literal("podlens.findings/v1"),
  snapshot: z.looseObject({ id: text, finishedAt: time, status: z.enum(["complete", "partial"]) }),
  filter: text,
  evaluation: z.looseObject({ engineVersion: text, evaluatedAt: time, failed: failedRules }),
  findings: z.array(exportedFinding),
});

/** Columns of findings, in this order: one finding each. Lists in a cell are separated by ";". */
export const findingColumns = [
  "id",
  "rule",
  "severity",
  "status",
  "subjectKind",
  "subjectId",
  "subjectName",
  "title",
  "explanation",
  "evidence",
  "remediation",
  "firstSeenAt",
  "lastSeenAt",
  "ruleTitle",
  "category",
  "severityReason",
  "certainty",
  "certaintyReason",
  "subjects",
  "subjectCount",
  "accountId",
  "clusterArn",
  "owner",
  "environment",
  "changed",
  "acceptedReason",
  "acceptedOwner",
  "acceptedUntil",
  "acceptanceId",
] as const;

/** `--filter` of findings: the query string of the page /findings. */
export const findingsFilter = findingsQuery.omit({ snapshot: true, sort: true, dir: true, offset: true, limit: true });
export type FindingsFilter = z.infer<typeof findingsFilter>;

const counts = z.record(z.enum(severities), z.int().min(0));

/** `podlens check --json`. */
export const checkAnswer = z.looseObject({
  format: z.literal("podlens.check/v1"),
  snapshot: z.looseObject({ id: text, finishedAt: time, status: z.enum(["complete", "partial"]) }),
  failOn: z.enum(severities),
  /** Open findings at or above `failOn`. */
  failing: z.int().min(0),
  open: counts,
  accepted: counts,
  /** Rules that failed: what they would have found is not known. */
  failed: failedRules,
  gaps: z.int().min(0),
  /** Acceptances that match nothing, or have expired: each with its place or id. */
  stale: z.array(z.looseObject({ id: text, place: maybe, state: z.enum(["active", "expired"]), reason: text })),
  /** Why something could not be taken into account, one sentence each. */
  problems: z.array(text),
  /** Open ones, worst first. */
  findings: z.array(
    z.looseObject({
      id: text,
      rule: text,
      severity: z.enum(severities),
      certainty: z.enum(["allowed", "conditional", "unknown"]),
      title: text,
      subject: z.looseObject({ kind: text, id: text, name: text }),
      accountId: text,
      clusterArn: maybe,
      owner: maybe,
      environment: maybe,
      firstSeenAt: time,
      changed: z.enum(["new", "worsened"]).nullable(),
    }),
  ),
});
export type CheckAnswer = z.infer<typeof checkAnswer>;
