/** Addresses of pages and of the API, in one place. Segments are encoded; "-" stands for none. */

export const none = "-";

/** `/workloads/ACCOUNT/REGION/CLUSTER/NAMESPACE/NAME`; the cluster by name, an issuer outside the scope by its URL without scheme. */
export function workloadPath(at: {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly cluster: string | null;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
}): string {
  return `/workloads/${[at.accountId, at.region, at.cluster, at.namespace, at.serviceAccount].map(segment).join("/")}`;
}

export function rolePath(accountId: string, name: string): string {
  return `/roles/${segment(accountId)}/${segment(name)}`;
}

export function clusterPath(accountId: string, region: string, name: string): string {
  return `/clusters/${segment(accountId)}/${segment(region)}/${segment(name)}`;
}

export function accountPath(accountId: string): string {
  return `/accounts/${segment(accountId)}`;
}

export function reviewPath(id: string): string {
  return `/reviews/${segment(id)}`;
}

/** Names of managed policies are unique in their account, whatever their path; "aws" for those that AWS manages. */
export function policyPath(accountId: string, name: string): string {
  return `/policies/${segment(accountId)}/${segment(name)}`;
}

/** A service or resource control policy, by its id ("p-…"). */
export function organizationPolicyPath(id: string): string {
  return policyPath("organization", id);
}

/**
 * The page that shows a statement, with it marked. `policy`: "trust", "boundary", or the name of an inline policy of the
 * role; null for the policy of which `path` is the own page. `index` from 0.
 */
export function statementHref(path: string, policy: string | null, index: number): string {
  return `${pageHref(path, { policy: policy ?? undefined })}#statement-${index}`;
}

export function findingPath(id: string): string {
  return `/findings/${segment(id)}`;
}

/** The page of anything that has an ARN, or of a pattern of ARNs. */
export function resourcePath(arn: string): string {
  return pageHref("/resources", { arn });
}

/** A page with a query: empty values are left out, lists joined with commas. */
export function pageHref(
  path: string,
  query: Readonly<Record<string, string | number | readonly string[] | undefined>> = {},
): string {
  const text = queryText(query);
  return text === "" ? path : `${path}?${text}`;
}

export function queryText(query: Readonly<Record<string, unknown>>): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === "") continue;
    if (Array.isArray(value)) {
      if (value.length > 0) params.set(key, value.join(","));
    } else params.set(key, String(value));
  }
  return params.toString();
}

/** Needs no encoding: most names, of which a large estate has hundreds of thousands. */
const plain = /^\w[\w.-]*$/;

/** One segment of a path: never empty and never a dot segment (a role may be named ".."), whatever the name is. */
function segment(value: string | null): string {
  if (value === null || value === "") return none;
  if (plain.test(value)) return value;
  return encodeURIComponent(value === none || value.startsWith("~") || /^\.+$/.test(value) ? `~${value}` : value);
}

/** What a decoded segment of such a path stands for. */
export function segmentValue(decoded: string): string | null {
  if (decoded === none) return null;
  return decoded.startsWith("~") ? decoded.slice(1) : decoded;
}
