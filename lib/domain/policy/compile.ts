import type { PolicyDocument } from "./ast";

/** A document made ready for fast decisions. Compile once per content, keep, and use for any number of requests. */
export interface CompiledPolicy {
  readonly document: PolicyDocument;
  /** As shown in explanations: "trust", a policy name or ARN; null = none. */
  readonly name: string | null;
}

export function compilePolicy(document: PolicyDocument, name: string | null = null): CompiledPolicy {
  return { document, name };
}
