import type { ConditionClause, PolicyDocument, Statement } from "./ast";
import { hasWildcard } from "./match/units";
import { readOperator } from "./operators/registry";

/** Keys that tie a grant to known callers, where their values are fixed. */
const FIXING_KEYS = new Set(
  `aws:principalaccount aws:principalarn aws:principalorgid aws:principalorgpaths aws:sourceaccount aws:sourcearn
  aws:sourceip aws:sourceorgid aws:sourceowner aws:sourcevpc aws:sourcevpce aws:userid s3:dataaccesspointaccount
  s3:dataaccesspointarn s3:x-amz-server-side-encryption-aws-kms-key-id`.split(/\s+/),
);

/**
 * Whether a bucket policy counts as public: some Allow is for everyone and no condition ties it to fixed callers.
 * Source: S3 User Guide, "Blocking public access: The meaning of public".
 */
export function isPublicPolicy(document: PolicyDocument): boolean {
  return document.statements.some((statement) => statement.effect === "Allow" && isForEveryone(statement));
}

function isForEveryone({ principal, conditions }: Statement): boolean {
  if (principal === null) return false;
  const everyone = principal.negated || principal.entries.some(({ value }) => value === "*");
  return everyone && !conditions.some(fixesCallers);
}

function fixesCallers({ operator, key, values }: ConditionClause): boolean {
  const { qualifier, base, ifExists } = readOperator(operator);
  if (base === null || base === "Null" || base.negated || ifExists || qualifier === "ForAllValues") return false;
  const fixed = (value: string) => !hasWildcard(value) && !value.includes("${") && !value.endsWith("/0");
  return FIXING_KEYS.has(key.toLowerCase()) && values.every(fixed);
}
