/** One step of a path: a way of getting at something with what one holds. */
import type { Certainty } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import type { FindingEvidence } from "../finding";
import type { Answer } from "./ask";
import type { Held } from "./held";

/** Kinds of techniques that one change of a policy ends together. */
export const families = ["identity", "pass-role", "compute", "cluster", "assume"] as const;
export type Family = (typeof families)[number];

export interface Step {
  /** Stable, kebab-case: "pass-role-lambda". */
  readonly technique: string;
  readonly family: Family;
  /** "pass role batch to a new Lambda function and call it" */
  readonly text: string;
  readonly from: Profile;
  readonly to: Held;
  readonly certainty: Certainty;
  /** What is needed besides and is not certain. */
  readonly conditions: readonly string[];
  readonly answers: readonly Answer[];
  /** Facts that it rests on besides the answers: a trust policy, an access entry. Worked out when shown. */
  readonly evidence?: readonly FindingEvidence[] | (() => readonly FindingEvidence[]);
}
