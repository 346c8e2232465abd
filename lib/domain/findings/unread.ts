/** Gaps that a finding has to name, since what they hide could change what it says. */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { Gap } from "@/lib/domain/snapshot/part";
import { gapEvidence } from "./evidence";
import type { FindingEvidence } from "./finding";

/** Associations of an account that were not listed or not described. */
export function evidenceOfUnreadAssociations(estate: Estate, accountId: string): readonly FindingEvidence[] {
  const gaps = estate
    .gapsOf("eks", accountId)
    .filter((gap) => /PodIdentityAssociation|ListClusters|DescribeCluster$/.test(gap.operation));
  return gaps.slice(0, 3).map((gap) => gapEvidence(`${gap.operation} failed: ${gap.consequence}`, gap));
}

/** "iam:GetRole is missing", or what failed and how. */
export function gapWords(gap: Gap | null): string {
  if (!gap) return "its account is not in scope";
  return gap.missingPermission
    ? `${gap.missingPermission} is missing`
    : `${gap.service} ${gap.operation} failed (${gap.error})`;
}
