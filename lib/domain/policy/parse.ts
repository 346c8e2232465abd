import type { PolicyDocument } from "./ast";
import type { PolicyError } from "./errors";

/** "any" accepts what is valid in some kind of policy. */
export type PolicyKind = "identity" | "resource" | "trust" | "scp" | "rcp" | "any";

export type ParseResult =
  | { readonly ok: true; readonly document: PolicyDocument; readonly lines: readonly number[] | null }
  | { readonly ok: false; readonly errors: readonly PolicyError[] };

/**
 * A policy document from JSON text or from an already parsed value. `lines` is the line (from 1) at which each statement
 * begins, where there was text. Linear in the input; never throws.
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export function parsePolicy(input: unknown, kind: PolicyKind = "any"): ParseResult {
  throw new Error(`not built yet: ${typeof input} ${kind}`);
}
