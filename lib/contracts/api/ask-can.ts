/** GET /api/ask/can — one decision, layer by layer, with the context that the user fills in. */
import { z } from "zod";
import type { AskLayerName, AskVerdict, LayerNotRead, PathHop, StatementEvidence } from "./ask";
import { type AskedAction, type AskedResource, actionPattern } from "./ask-who-can";
import type { RoleRef, WorkloadRef } from "./binding";
import { snapshotParam } from "./common";
import type { CoverageGap } from "./coverage";

/** A workload's id (`clusterArn|namespace|serviceAccount`), "ns/sa" where that is only one, or a role's ARN. */
export const subjectParam = z.string().trim().min(1).max(2048);

/** JSON object: condition key → value, list of values, or null for "absent". {"aws:SourceIp":"198.51.100.7"} */
export const contextParam = z
  .string()
  .max(8192)
  .default("{}")
  .transform((text, context): ReadonlyMap<string, string | readonly string[] | null> => {
    const invalid = (message: string) => {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    };
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return invalid("expected a JSON object of condition keys and values");
    }
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return invalid("expected a JSON object of condition keys and values");
    const facts = new Map<string, string | readonly string[] | null>();
    for (const [key, fact] of Object.entries(value as Record<string, unknown>)) {
      if (facts.size >= 100) return invalid("at most 100 condition keys");
      const list = Array.isArray(fact) && fact.every((each) => typeof each === "string");
      if (typeof fact !== "string" && fact !== null && !list)
        return invalid(`the value of ${key.slice(0, 64)} must be a text, a list of texts, or null for absent`);
      facts.set(key, fact as string | readonly string[] | null);
    }
    return facts;
  });

export const canQuery = z.object({
  snapshot: snapshotParam,
  subject: subjectParam,
  action: actionPattern.refine((text) => !/[*?]/.test(text), "expected one action, without wildcards"),
  /** The ARN; "" or "*" for an action without a resource. Wildcards stand for a resource that is not known. */
  resource: z.string().trim().max(2048).default("*"),
  context: contextParam,
});
export type CanQuery = z.infer<typeof canQuery>;

export interface CanLayer {
  readonly layer: AskLayerName;
  /** Position of the level, root first, in SCPs and RCPs; else null. */
  readonly level: number | null;
  /** "Permissions boundary", "Service control policies of level 1 (workloads)". */
  readonly title: string;
  /**
   * allows / denies: certain. conditional: it rests on what is not known. silent: no Allow applies.
   * does-not-apply: the layer does not bind this request. none: nothing is attached. not-read: unknown.
   */
  readonly state: "allows" | "denies" | "conditional" | "silent" | "does-not-apply" | "none" | "not-read";
  readonly text: string;
  readonly statements: readonly StatementEvidence[];
}

/** A condition key that decides and is not known: what the user may fill in. */
export interface OpenKey {
  readonly key: string;
  /** Values that the statements compare it with, as written. */
  readonly values: readonly string[];
  /** How: "is", "matches", "is in". */
  readonly sentences: readonly string[];
  readonly statements: readonly StatementEvidence[];
}

/** The decision for one set of credentials that the subject can have. */
export interface CanWay {
  readonly verdict: AskVerdict;
  /** Binding and onward hops by which it comes to the role; empty where the subject is the role. */
  readonly hops: readonly PathHop[];
  readonly role: RoleRef;
  /** The decision alone, without the doubts of the hops. */
  readonly decision: AskVerdict;
  readonly explicitDeny: boolean;
  readonly sentence: string;
  readonly layers: readonly CanLayer[];
  readonly conditions: readonly string[];
  readonly openKeys: readonly OpenKey[];
  readonly layersNotRead: readonly LayerNotRead[];
  /** What is known of the credentials' context: tags, principal, organization. */
  readonly knownContext: readonly {
    readonly key: string;
    readonly value: string;
    readonly from: "credentials" | "you";
  }[];
}

export interface CanAnswer {
  readonly subject: { readonly workload: WorkloadRef | null; readonly role: RoleRef | null };
  readonly action: AskedAction;
  readonly resource: AskedResource;
  /** Of the best way. */
  readonly verdict: AskVerdict;
  readonly sentence: string;
  /** Best first; at most 20. */
  readonly ways: readonly CanWay[];
  readonly wayCount: number;
  readonly gaps: readonly CoverageGap[];
}
