/** One decision that is put to both sides, and what each says. */
import type { Outcome } from "@/lib/domain/policy";

export type ContextType = "string" | "stringList" | "numeric" | "boolean" | "date" | "ip";

export interface ContextEntry {
  readonly key: string;
  readonly values: readonly string[];
  readonly type: ContextType;
}

export interface VerifyQuestion {
  /** The role itself: a session's tags come in as context. */
  readonly roleArn: string;
  readonly accountId: string;
  readonly action: string;
  /** One ARN, or "*" for an action without resources. */
  readonly resource: string;
  /** Every key that a policy which bears on the answer looks at. */
  readonly context: readonly ContextEntry[];
}

export interface OurReason {
  readonly layer: string;
  readonly policy: string | null;
  readonly statement: number | null;
  readonly sid: string | null;
  readonly text: string;
}

export interface OurDecision {
  readonly outcome: Outcome;
  readonly because: readonly OurReason[];
  /** Points on which documentation and practice differ and that the decision rests on. */
  readonly contested: readonly string[];
}

export interface DecidedQuestion extends VerifyQuestion {
  readonly ours: OurDecision;
  /** False: SCPs of the account were not read, and the simulator knows them. */
  readonly scpRead: boolean;
}

/** Counted reasons for which something was not asked or not compared. */
export class LeftOutCounts {
  readonly #counts = new Map<string, number>();

  add(code: string, count = 1): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + count);
  }

  list(texts: Readonly<Record<string, string>>): { code: string; text: string; count: number }[] {
    return [...this.#counts].map(([code, count]) => ({ code, text: texts[code] ?? code, count }));
  }
}
