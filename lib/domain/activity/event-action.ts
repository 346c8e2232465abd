/**
 * Which IAM action an event stands for. Most events are named like their action; the table holds those that are not, and
 * the sources whose service prefix is another than their host's first label.
 */
import data from "./event-actions.data.json";

const prefixes = new Map<string, string>(Object.entries(data.prefixes));
const actions = new Map<string, ReadonlyMap<string, string | null>>(
  Object.entries(data.actions as Record<string, Record<string, string | null>>).map(([service, table]) => [
    service,
    new Map(Object.entries(table)),
  ]),
);

/** "monitoring.amazonaws.com" → "cloudwatch". */
export function servicePrefix(source: string): string {
  const host = source.replace(/\.(amazonaws\.com(\.cn)?|aws\.internal|api\.aws)$/, "").toLowerCase();
  return prefixes.get(host) ?? host;
}

/**
 * "s3.amazonaws.com", "ListObjectsV2" → "s3:ListBucket". null where the event stands for no single action: a sign-in, a
 * transaction of several, a call of API Gateway's management API (whose actions are HTTP methods).
 */
export function iamAction(source: string, name: string): string | null {
  const service = servicePrefix(source);
  const table = actions.get(service);
  if (table?.has("*")) return null;
  const plain = withoutVersion(service, name);
  const mapped = table?.get(plain);
  if (mapped === null) return null;
  return `${service}:${mapped ?? plain}`;
}

/** Calls that two actions are checked for; the first stands in the table. Source: S3 and KMS API references. */
const second: ReadonlyMap<string, string> = new Map([
  ["s3 CopyObject", "s3:GetObject"],
  ["s3 UploadPartCopy", "s3:GetObject"],
  ["kms ReEncrypt", "kms:ReEncryptTo"],
]);

/**
 * The action that a call of this event needs besides its own; null for nearly all. Only of calls that were let through:
 * a denied one does not tell which of the two was missing. `service`: IAM prefix.
 */
export function alsoNeeded(service: string, eventName: string): string | null {
  return second.get(`${service} ${eventName}`) ?? null;
}

/** Lambda and CloudFront put the API's date behind the name: "ListFunctions20150331", "GetDistribution2020_05_31". */
function withoutVersion(service: string, name: string): string {
  if (service === "lambda") return name.replace(/20\d{6}(v\d+)?$/, "");
  return service === "cloudfront" ? name.replace(/20\d\d_\d\d_\d\d$/, "") : name;
}
