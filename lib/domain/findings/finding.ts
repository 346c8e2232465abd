/** A finding: a rule that fired on one cause, the subjects that it concerns, what shows it, and what ends it. */
import type { StatementRef, Verdict } from "@/lib/domain/identity/binding";

/** Worst first. */
export const severities = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof severities)[number];

export const findingCategories = [
  "trust",
  "binding",
  "permission",
  "sharing",
  "use",
  "limit",
  "cluster",
  "logging",
] as const;
export type FindingCategory = (typeof findingCategories)[number];

export const subjectKinds = [
  "workload",
  "binding",
  "association",
  "role",
  "policy",
  "cluster",
  "namespace",
  "nodegroup",
  "oidc-provider",
  "account",
  "resource",
  "trail",
] as const;
export type SubjectKind = (typeof subjectKinds)[number];

export interface FindingSubject {
  readonly kind: SubjectKind;
  /** Identity as everywhere: workload id, binding id, ARN, account number; a namespace is `clusterArn|namespace`. */
  readonly id: string;
  /** As a person says it: `payments/api`, the name of a role. */
  readonly name: string;
  readonly accountId: string;
  /** null for what belongs to no cluster. */
  readonly clusterArn: string | null;
  /** From the labels, null where there is none. */
  readonly owner: string | null;
  readonly environment: string | null;
}

/** What a finding rests on. Each can be opened: the statement in its document, the binding, the event, the gap. */
export type FindingEvidence =
  | {
      readonly kind: "statement";
      readonly text: string;
      readonly roleArn: string | null;
      readonly statement: StatementRef;
    }
  | { readonly kind: "binding"; readonly text: string; readonly bindingId: string }
  | { readonly kind: "event"; readonly text: string; readonly eventId: string; readonly time: string }
  | { readonly kind: "fact"; readonly text: string; readonly thing: string; readonly readAt: string | null }
  | { readonly kind: "gap"; readonly text: string; readonly missingPermission: string | null };

/** One step of a path, in order: from the pod to what it ends up with. */
export interface FindingStep {
  readonly text: string;
  /** What is needed for the step and is not certain; null where it holds. */
  readonly condition: string | null;
  readonly evidence: readonly FindingEvidence[];
}

export const remedyFormats = [
  "aws-cli",
  "terraform",
  "cloudformation",
  "crossplane",
  "policy",
  "kubernetes",
  "text",
] as const;
export type RemedyFormat = (typeof remedyFormats)[number];

/** Text to paste. Podlens runs none of it. */
export interface Remedy {
  readonly format: RemedyFormat;
  readonly title: string;
  readonly text: string;
}

/** Before it is known whether it was accepted and when it was first seen. */
export interface Finding {
  /** Hash of rule and root cause: stable while the cause stays. */
  readonly id: string;
  readonly rule: string;
  readonly category: FindingCategory;
  readonly severity: Severity;
  /** Why this severity and no other: reach, who can become the pod, scope. */
  readonly severityReason: string;
  /** allowed = it is so; conditional and unknown say on what in `certaintyReason`. Never "denied". */
  readonly certainty: Exclude<Verdict, "denied">;
  readonly certaintyReason: string | null;
  /** The root cause's own identity, what `id` is made from: no statement numbers, times or counts in it. */
  readonly cause: string;
  readonly title: string;
  readonly explanation: string;
  /** First = the main subject. At least one. */
  readonly subjects: readonly FindingSubject[];
  readonly steps: readonly FindingStep[];
  readonly evidence: readonly FindingEvidence[];
  readonly remediation: readonly Remedy[];
}
