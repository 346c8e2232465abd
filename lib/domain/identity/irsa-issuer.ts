/** Whose issuer it is: a cluster of the scope, one that was there before, or one that was never seen. */
import { parseArn } from "@/lib/domain/aws/arn";
import { type Estate, issuerKey } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { Reason } from "./binding";
import type { IrsaCandidate } from "./irsa-candidates";
import { reason } from "./verdict";

/** Letter case apart: a trust that spells an issuer otherwise still means that cluster, and never works. */
export function clusterOfIssuer(estate: Estate, issuer: string): ClusterFacts | null {
  const exact = estate.clusterByIssuer.get(issuer);
  if (exact) return exact;
  let folded = byFoldedIssuer.get(estate);
  if (!folded) {
    folded = new Map([...estate.clusterByIssuer].map(([key, cluster]) => [key.toLowerCase(), cluster]));
    byFoldedIssuer.set(estate, folded);
  }
  return folded.get(issuer.toLowerCase()) ?? null;
}

const byFoldedIssuer = new WeakMap<Estate, ReadonlyMap<string, ClusterFacts>>();

/** Why a provider that does not exist may have been meant to be one that does. */
export function spellingReasons(estate: Estate, { providerArn, issuer }: IrsaCandidate): readonly Reason[] {
  const written = parseArn(providerArn)?.resource.slice("oidc-provider/".length) ?? "";
  if (/^https?:\/\//i.test(written))
    return [
      reason(
        "https-in-provider",
        `The provider's ARN is spelled with the scheme (${written}); ARNs of providers have the issuer without https://.`,
      ),
    ];
  const cluster = clusterOfIssuer(estate, issuer);
  const own = cluster?.oidcIssuer ? issuerKey(cluster.oidcIssuer) : null;
  if (own !== null && written !== own)
    return [
      reason(
        "issuer-spelling",
        `The cluster's issuer is ${own}; the trust spells it ${written}, and ARNs are compared letter by letter.`,
      ),
    ];
  return [];
}

export function strangerReason(issuer: string): Reason {
  return reason(
    "cluster-not-seen",
    `No cluster in scope has the issuer ${issuer}: the cluster is in an account or region that was not read, is gone, or is somebody else's.`,
  );
}
