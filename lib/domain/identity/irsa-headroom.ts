/**
 * How near IRSA is to IAM's quotas: each cluster needs a provider in each account that its pods use, and each service
 * account a place in a trust policy. Source: IAM User Guide, "IAM and AWS STS quotas" (both can be raised; whether they
 * were is not read).
 */
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Reason } from "./binding";
import { reason } from "./verdict";

const TRUST_CHARACTERS = 2048;
const PROVIDERS = 100;
const NEAR = 0.9;

export function headroomReasons(estate: Estate, role: RoleFacts): readonly Reason[] {
  const found: Reason[] = [];
  // IAM does not count white space.
  const length = (estate.documents.get(role.trustPolicy ?? "") ?? "").replace(/\s/g, "").length;
  if (length >= TRUST_CHARACTERS * NEAR)
    found.push(
      reason(
        "trust-near-quota",
        `The trust policy has ${length} of the ${TRUST_CHARACTERS} characters that IAM allows by default: another cluster or service account hardly fits.`,
      ),
    );
  const providers = providersOf(estate).get(role.accountId) ?? 0;
  if (providers >= PROVIDERS * NEAR)
    found.push(
      reason(
        "providers-near-quota",
        `Account ${role.accountId} has ${providers} OIDC providers of the ${PROVIDERS} that IAM allows by default, one for each cluster.`,
      ),
    );
  return found;
}

const counts = new WeakMap<Estate, ReadonlyMap<string, number>>();

function providersOf(estate: Estate): ReadonlyMap<string, number> {
  let count = counts.get(estate);
  if (!count) {
    const found = new Map<string, number>();
    for (const { accountId } of estate.oidcProviders.values()) found.set(accountId, (found.get(accountId) ?? 0) + 1);
    counts.set(estate, found);
    count = found;
  }
  return count;
}
