/** What every rule is given and gives back. */
import type { AccessIndex } from "@/lib/domain/access/access-index";
import type { AccessModel } from "@/lib/domain/access/model";
import type { LabelRules } from "@/lib/domain/identity/labels";
import type { FindingActivity } from "./activity-facts";
import type { Finding, FindingCategory, Severity } from "./finding";

/** What may be asked. Everything is of one snapshot; `now` is when its scan ended, so that a finding can be had again. */
export interface FindingFacts {
  readonly model: AccessModel;
  readonly access: () => AccessIndex;
  readonly labels: LabelRules;
  readonly now: string;
  /** null where no activity is kept: rules of use then say nothing. */
  readonly activity: FindingActivity | null;
  /** Made once for the snapshot and shared by rules. */
  readonly kept: <T>(name: string, make: () => T) => T;
}

/** What a rule yields; the rest of a Finding follows from it and the rule. */
export interface FoundFinding extends Omit<Finding, "id" | "rule" | "category"> {}

export interface Rule {
  /** Stable, kebab-case: "pod-identity-trust-unscoped". */
  readonly id: string;
  readonly category: FindingCategory;
  readonly title: string;
  /** The severity where nothing raises or lowers it. */
  readonly severity: Severity;
  /** What it looks for, and why that matters, in two or three sentences. */
  readonly description: string;
  /** Pages of AWS or Kubernetes documentation that it rests on. */
  readonly references: readonly string[];
  readonly find: (facts: FindingFacts) => Iterable<FoundFinding>;
}
