export type PolicyErrorCode =
  | "invalid-json"
  | "too-deep"
  | "duplicate-key"
  | "wrong-type"
  | "missing-element"
  | "unknown-element"
  | "conflicting-elements"
  | "invalid-value"
  | "empty-list"
  | "not-allowed-here";

/** What is wrong with a policy document, and where. */
export interface PolicyError {
  readonly code: PolicyErrorCode;
  readonly message: string;
  /** From 1; null where the document did not come as text. */
  readonly line: number | null;
  readonly column: number | null;
  /** Position of the statement; null where the error is outside of statements. */
  readonly statement: number | null;
  /** Path of the element, such as "Statement[2].Condition.StringEquals". */
  readonly element: string | null;
}
