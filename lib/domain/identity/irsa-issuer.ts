/** Whose issuer it is: a cluster of the scope, one that was there before, or one that was never seen. */
import { parseArn } from "@/lib/domain/aws/arn";
import { type Estate, issuerKey } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { EarlierCluster } from "@/lib/domain/snapshot/snapshot";
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

/**
 * What is known of an issuer that no cluster in scope has. Deleted only where an earlier snapshot of the same scope held
 * its cluster and this one read the place without it, or where a DeleteCluster event was recorded.
 */
export function strangerReason(estate: Estate, issuer: string): Reason {
  const earlier = estate.earlierClusters.get(issuer);
  if (!earlier)
    return reason(
      "cluster-not-seen",
      `No cluster in scope has the issuer ${issuer}: it is a cluster not seen, possibly a stranger's. It may be in an account or region that was not read, or somebody else's, or it was gone before the first scan.`,
    );
  const trusting = "The role still trusts its issuer, from which no token comes any more.";
  if (earlier.deletedAt !== null)
    return reason(
      "cluster-deleted",
      `The issuer ${issuer} was that of ${earlier.arn}, which was deleted on ${earlier.deletedAt} (DeleteCluster). ${trusting}`,
    );
  const now = estate.clusterByArn.get(earlier.arn);
  if (now?.oidcIssuer)
    return reason(
      "cluster-deleted",
      `The issuer ${issuer} was that of ${earlier.arn}, last seen on ${earlier.lastSeenAt}; a cluster of the same name has taken its place, with the issuer ${issuerKey(now.oidcIssuer)}. ${trusting}`,
    );
  if (wasLookedFor(estate, earlier))
    return reason(
      "cluster-deleted",
      `The issuer ${issuer} was that of ${earlier.arn}, last seen on ${earlier.lastSeenAt} and no longer there. ${trusting}`,
    );
  return reason(
    "cluster-seen-earlier",
    `The issuer ${issuer} was that of ${earlier.arn}, last seen on ${earlier.lastSeenAt}; its account and region were not read whole this time, or the scope is another one, so whether it is still there is not known.`,
  );
}

function wasLookedFor(estate: Estate, { arn, scope }: EarlierCluster): boolean {
  const place = parseArn(arn);
  if (!place || scope !== estate.meta.scope || estate.clusterByArn.has(arn)) return false;
  return (
    estate.wasRead("clusters", place.accountId, place.region) &&
    !estate
      .gapsOf("eks", place.accountId)
      .some((gap) => gap.region === place.region && (gap.clusterArn === null || gap.clusterArn === arn))
  );
}
