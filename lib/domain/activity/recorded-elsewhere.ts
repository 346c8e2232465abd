/** Services whose events are not where those of others are. */
import type { WatchClass } from "./coverage";

/** Their events are recorded in us-east-1. Source: CloudTrail User Guide, "Global service events". */
const globalServices: ReadonlySet<string> = new Set([
  "iam",
  "sts",
  "cloudfront",
  "route53",
  "route53domains",
  "organizations",
  "account",
  "waf",
  "shield",
  "globalaccelerator",
  "networkmanager",
  "support",
  "health",
]);

/** Services that a trail can leave out of its management events. Source: CloudTrail API, EventSelector. */
const oftenLeftOut: ReadonlySet<string> = new Set(["kms", "rds-data"]);

/** `service`: IAM prefix. */
export function isGlobalService(service: string): boolean {
  return globalServices.has(service);
}

/**
 * Why a trail may have left out the service's management events; null where none does. `leftOut` null = not known. Events
 * of RDS's Data API are data events or management events, by the kind of cluster. Source: Aurora User Guide, "Logging RDS
 * Data API calls with CloudTrail".
 */
export function whyLeftOut(service: string, kind: WatchClass, leftOut: ReadonlySet<string> | null): string | null {
  if (kind === "data" && service !== "rds-data") return null;
  if (leftOut === null && oftenLeftOut.has(service))
    return `What trails leave out was not read, and events of ${service} are often left out.`;
  return leftOut?.has(service) ? `A trail leaves out the events of ${service}.` : null;
}
