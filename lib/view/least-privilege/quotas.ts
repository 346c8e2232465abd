/** A proposal beside IAM's quotas. Source: IAM User Guide, "IAM and AWS STS quotas". */
import type { QuotaAnswer } from "@/lib/contracts/api";
import { ATTACHED_LIMIT, INLINE_LIMIT, MANAGED_LIMIT, policySize } from "@/lib/domain/least-privilege/policy-size";
import type { Proposal } from "@/lib/domain/least-privilege/propose";

export function quotasOf({ documents, policies }: Proposal): readonly QuotaAnswer[] {
  if (documents.length === 0) return [];
  const sizes = documents.map(policySize);
  const staying = policies.filter(({ outcome }) => outcome === "stays" || outcome === "not-read");
  const inline = staying.reduce((sum, { policy, size }) => sum + (policy.arn === null ? (size ?? 0) : 0), 0);
  return [
    quota("Characters of the largest new managed policy", Math.max(...sizes), MANAGED_LIMIT),
    quota(
      "Managed policies of the role afterwards",
      documents.length + staying.filter(({ policy }) => policy.arn !== null).length,
      ATTACHED_LIMIT,
    ),
    quota(
      "Characters of all inline policies, were the new ones put in line",
      sizes.reduce((sum, size) => sum + size, inline),
      INLINE_LIMIT,
    ),
  ];
}

function quota(name: string, used: number, limit: number): QuotaAnswer {
  return { name, used, limit, fits: used <= limit };
}
