import type { PolicyVersion } from "../ast";
import type { Facts } from "../facts";
import { and, NO, type Tri, YES } from "../tri";
import { splitArn, splitTokens } from "./split-arn";
import { compileTokens, matchText, type TextPattern } from "./text-pattern";
import { tokenize } from "./variables";

/**
 * What becomes of an ARN with fewer than six components, such as "arn:aws:sqs:us-east-1" (seen in practice, nowhere
 * documented): the rest is "*", always or only where the text holds a wildcard; or it matches nothing.
 */
export type ShortArns = "expand" | "expand-wildcard" | "reject";

/** An entry of Resource or NotResource. */
export type ResourcePattern =
  /** "*": the one entry that covers actions without resource-level support. */
  | { readonly kind: "all" }
  | { readonly kind: "exact"; readonly text: string }
  /** Six components, matched one by one. */
  | { readonly kind: "arn"; readonly parts: readonly TextPattern[] }
  | { readonly kind: "none" };

/** The resource of a request. It is taken apart when a pattern asks for it, once. */
export class ResourceTarget {
  #parts: readonly string[] | null | undefined;

  constructor(
    readonly text: string,
    readonly wildcardOnly: boolean,
  ) {}

  /** The six components; null where it is no ARN. */
  get parts(): readonly string[] | null {
    if (this.#parts === undefined) this.#parts = splitArn(this.text);
    return this.#parts;
  }
}

const ONLY_STARS = /^\*+$/;

export function compileResource(text: string, version: PolicyVersion, short: ShortArns): ResourcePattern {
  if (ONLY_STARS.test(text)) return { kind: "all" };
  const options = { version, wildcards: true, fold: false };
  const parts = splitTokens(tokenize(text, version)).map((tokens) => compileTokens(tokens, options));
  if (parts.length < 6) {
    const expands = short === "expand" || (short === "expand-wildcard" && (text.includes("*") || text.includes("?")));
    if (!expands || !text.startsWith("arn:")) return { kind: "none" };
    while (parts.length < 6) parts.push({ kind: "any" });
  }
  if (parts.every((part) => part.kind === "exact")) return { kind: "exact", text };
  return { kind: "arn", parts };
}

/** Whether an entry covers the request's resource. Source: IAM User Guide, "IAM identifiers", "Wildcards in ARNs". */
export function matchResource(pattern: ResourcePattern, target: ResourceTarget, facts: Facts): Tri {
  if (pattern.kind === "all") return YES;
  if (pattern.kind === "none" || target.wildcardOnly) return NO;
  if (pattern.kind === "exact") return pattern.text === target.text ? YES : NO;
  const { parts } = target;
  if (parts === null) return NO;
  let result: Tri = YES;
  // The last component tells resources of one service apart best, so it goes first.
  for (let i = 5; i >= 0; i--) {
    result = and(result, matchText(pattern.parts[i]!, parts[i]!, facts));
    if (result === NO) return NO;
  }
  return result;
}
