/** What one record tells of its workload by itself; the rest takes other records and the associations of the time. */
import { parseArn } from "@/lib/domain/aws/arn";
import type { AssumptionFacts } from "./record";
import { serviceAccountOf } from "./subject";

export type RecordedMechanism = "pod-identity" | "irsa";
export type DirectConfidence = "tags" | "oidc-subject" | "none";

export interface DirectAttribution {
  /** null = the record does not tell: a person, another service, or a link of a chain. */
  readonly mechanism: RecordedMechanism | null;
  readonly confidence: DirectConfidence;
  readonly clusterArn: string | null;
  /** OIDC issuer without scheme. */
  readonly issuer: string | null;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
}

/** A host with a path and nothing else: EKS's issuers are `oidc.eks.REGION.amazonaws.com/id/…`. */
const BARE_ISSUER = /^[\w-]+(\.[\w-]+)+(\/[\w.-]+)+$/;

const NOTHING: DirectAttribution = {
  mechanism: null,
  confidence: "none",
  clusterArn: null,
  issuer: null,
  namespace: null,
  serviceAccount: null,
};

export function directAttribution(facts: AssumptionFacts): DirectAttribution {
  const { form, clusterArn, namespace, serviceAccount } = facts;
  if (form === "web-identity") return webIdentity(facts);
  const tagged = clusterArn !== null && namespace !== null && serviceAccount !== null && form !== "eks-auth";
  const byEks = form === "pod-identity" || form === "target-role" || form === "eks-auth";
  // Anybody may hand on tags of these names; only those that EKS itself set are its word. Handed-on ones are transitive:
  // a chained session cannot change them, so they are good where the chain began with EKS.
  if (tagged && byEks)
    return { mechanism: "pod-identity", confidence: "tags", clusterArn, issuer: null, namespace, serviceAccount };
  if (!byEks) return NOTHING;
  return { ...NOTHING, mechanism: "pod-identity", clusterArn };
}

function webIdentity({ subject, provider }: AssumptionFacts): DirectAttribution {
  const named = serviceAccountOf(subject);
  if (named === null) return NOTHING;
  const issuer = issuerOf(provider);
  return {
    mechanism: "irsa",
    confidence: issuer === null ? "none" : "oidc-subject",
    clusterArn: null,
    issuer,
    namespace: named.namespace,
    serviceAccount: named.serviceAccount,
  };
}

/** "arn:aws:iam::1:oidc-provider/HOST/id/X" → "HOST/id/X"; an issuer in place of the ARN is one by itself. */
export function issuerOf(provider: string | null): string | null {
  const bare = provider?.replace(/^https:\/\//, "") ?? "";
  if (BARE_ISSUER.test(bare)) return bare;
  const arn = provider === null ? null : parseArn(provider);
  if (arn?.service !== "iam" || !arn.resource.startsWith("oidc-provider/")) return null;
  return arn.resource.slice("oidc-provider/".length) || null;
}

/** By its tag, else by its ARN. */
export function clusterNameOf({ clusterName, clusterArn }: AssumptionFacts): string | null {
  if (clusterName !== null) return clusterName;
  const resource = clusterArn === null ? null : (parseArn(clusterArn)?.resource ?? null);
  return resource?.startsWith("cluster/") ? resource.slice("cluster/".length) : null;
}
