/** What differs between two snapshots, one thing at a time: what it was, what it is, and whether that is a risk. */

export const changeKinds = ["workloads", "bindings", "roles", "trust", "policies", "permissions", "findings"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/**
 * became-known, became-unknown: one of the two snapshots could not read it, so that nothing says whether it came, went
 * or changed. Never counted as gained or lost.
 */
export const changeWords = ["gained", "lost", "changed", "became-known", "became-unknown"] as const;
export type ChangeWord = (typeof changeWords)[number];

/** In the order in which changes are listed. */
export const risks = ["increasing", "unknown", "decreasing", "neutral"] as const;
export type Risk = (typeof risks)[number];

export interface RiskJudgement {
  readonly risk: Risk;
  /** Sentences, the one that decides first. */
  readonly reasons: readonly string[];
}

/** What a policy document hangs on, and where in it. */
export type PolicyPlace =
  | "inline"
  | "attached"
  | "document"
  | "boundary"
  | "session"
  | "organization"
  | "targets"
  | "resource";

/** Identities as everywhere: workload id, binding id, ARN. `before` and `after`: hashes of documents, null = there is none. */
export type ChangedThing =
  | { readonly kind: "workloads"; readonly workloadId: string }
  | { readonly kind: "bindings"; readonly bindingId: string }
  | { readonly kind: "roles"; readonly roleArn: string }
  | {
      readonly kind: "trust";
      readonly roleArn: string;
      readonly before: string | null;
      readonly after: string | null;
    }
  | {
      readonly kind: "policies";
      readonly place: PolicyPlace;
      /** Name of an inline policy, ARN of a managed one, id of one of the organization, ARN of a resource. */
      readonly policy: string;
      readonly roleArn: string | null;
      readonly associationArn: string | null;
      readonly before: string | null;
      readonly after: string | null;
    }
  | { readonly kind: "permissions"; readonly workloadId: string }
  | {
      readonly kind: "findings";
      readonly findingId: string;
      /** The main subject. */
      readonly subject: { readonly kind: string; readonly id: string } | null;
    };

export interface Change extends RiskJudgement {
  /** The same for the same thing whichever two snapshots are compared. */
  readonly id: string;
  readonly word: ChangeWord;
  readonly thing: ChangedThing;
  /** What it comes to, in a few words; "" where the word says all. */
  readonly text: string;
}

export function changeId(thing: ChangedThing): string {
  switch (thing.kind) {
    case "workloads":
    case "permissions":
      return `${thing.kind}:${thing.workloadId}`;
    case "bindings":
      return `${thing.kind}:${thing.bindingId}`;
    case "roles":
    case "trust":
      return `${thing.kind}:${thing.roleArn}`;
    case "policies":
      return `${thing.kind}:${thing.place}:${thing.roleArn ?? thing.associationArn ?? ""}:${thing.policy}`;
    case "findings":
      return `${thing.kind}:${thing.findingId}`;
  }
}

export function makeChange(thing: ChangedThing, word: ChangeWord, judgement: RiskJudgement, text = ""): Change {
  return { id: changeId(thing), word, thing, text, ...judgement };
}

export const increasing = (...reasons: readonly string[]): RiskJudgement => ({ risk: "increasing", reasons });
export const decreasing = (...reasons: readonly string[]): RiskJudgement => ({ risk: "decreasing", reasons });
export const neutral = (...reasons: readonly string[]): RiskJudgement => ({ risk: "neutral", reasons });
export const unknownRisk = (...reasons: readonly string[]): RiskJudgement => ({ risk: "unknown", reasons });

/** Several judgements about one thing: whatever raises the risk decides, then what is not known. */
export function joinRisks(judgements: readonly RiskJudgement[]): RiskJudgement {
  const risk = risks.find((each) => judgements.some((judgement) => judgement.risk === each)) ?? "neutral";
  const first = judgements.filter((judgement) => judgement.risk === risk);
  const rest = judgements.filter((judgement) => judgement.risk !== risk);
  return { risk, reasons: [...new Set([...first, ...rest].flatMap(({ reasons }) => reasons))] };
}

/** The same change seen from the other side. */
export const oppositeWord: Readonly<Record<ChangeWord, ChangeWord>> = {
  gained: "lost",
  lost: "gained",
  changed: "changed",
  "became-known": "became-unknown",
  "became-unknown": "became-known",
};

export const oppositeRisk: Readonly<Record<Risk, Risk>> = {
  increasing: "decreasing",
  decreasing: "increasing",
  neutral: "neutral",
  unknown: "unknown",
};
