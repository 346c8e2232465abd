/** The parsed form of an IAM policy document. Every engine part reads this and nothing else. */

export type Effect = "Allow" | "Deny";

/** "2008-10-17" is also what a document without a Version means: policy variables are then literal text. */
export type PolicyVersion = "2008-10-17" | "2012-10-17";

export interface PolicyDocument {
  readonly version: PolicyVersion;
  readonly id: string | null;
  readonly statements: readonly Statement[];
}

export interface Statement {
  /** Position in the document, from 0. A single statement object has index 0. */
  readonly index: number;
  readonly sid: string | null;
  readonly effect: Effect;
  /** null in identity policies, boundaries, session policies and SCPs. */
  readonly principal: PrincipalElement | null;
  readonly action: PatternElement;
  /** null in trust policies, where the resource is the role itself. */
  readonly resource: PatternElement | null;
  /** Clauses are ANDed, values of one clause ORed. */
  readonly conditions: readonly ConditionClause[];
}

/** Action / NotAction or Resource / NotResource, as written. */
export interface PatternElement {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

export type PrincipalKind = "AWS" | "Service" | "Federated" | "CanonicalUser" | "*";

/** Principal / NotPrincipal. `"Principal": "*"` is one entry of kind "*". */
export interface PrincipalElement {
  readonly negated: boolean;
  readonly entries: readonly { readonly kind: PrincipalKind; readonly value: string }[];
}

export interface ConditionClause {
  /** As written, e.g. "ForAnyValue:StringLikeIfExists". */
  readonly operator: string;
  readonly key: string;
  /** Numbers and booleans of the document are kept as their text. */
  readonly values: readonly string[];
}
