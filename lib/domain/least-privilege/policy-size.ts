/**
 * Sizes of policies as IAM counts them: characters without white space. Source: IAM User Guide, "IAM and AWS STS
 * quotas".
 */
import type { PolicyDocument } from "@/lib/domain/policy";
import { printPolicy } from "@/lib/domain/policy/print";

/** One managed policy. */
export const MANAGED_LIMIT = 6_144;
/** All inline policies of a role together. */
export const INLINE_LIMIT = 10_240;
/** Managed policies of one role: 10, up to 20 on request. */
export const ATTACHED_LIMIT = 10;

export function policySize(document: PolicyDocument): number {
  return textSize(printPolicy(document, 0));
}

export function textSize(text: string): number {
  return text.replace(/\s/g, "").length;
}
