import type { ConditionClause } from "./ast";
import type { LayerName } from "./request";

/** What must hold for an allow, as a tree. */
export type Expression =
  | { readonly kind: "true" }
  | { readonly kind: "false" }
  | { readonly kind: "all"; readonly of: readonly Expression[] }
  | { readonly kind: "any"; readonly of: readonly Expression[] }
  | { readonly kind: "not"; readonly of: Expression }
  /** A condition of a statement, on a key that is unknown or partly known. */
  | {
      readonly kind: "condition";
      readonly clause: ConditionClause;
      readonly values: readonly string[];
      readonly source: StatementSource;
    }
  /** The request's resource must be one that the statement covers. */
  | {
      readonly kind: "resource";
      readonly negated: boolean;
      readonly patterns: readonly string[];
      readonly source: StatementSource;
    }
  /** The caller must be one that the statement names (its session name is not known). */
  | {
      readonly kind: "principal";
      readonly negated: boolean;
      readonly values: readonly string[];
      readonly source: StatementSource;
    }
  /** A layer that was not read must allow it (`allow`) or must not deny it. */
  | { readonly kind: "layer"; readonly layer: LayerName; readonly effect: "allow" | "deny" }
  /** The resource must be the caller's own account's. */
  | { readonly kind: "same-account" };

export interface StatementSource {
  readonly layer: LayerName;
  readonly policy: number;
  readonly policyName: string | null;
  readonly statement: number;
  readonly sid: string | null;
}
