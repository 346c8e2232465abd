/** What the EKS operations have in common: finding a cluster, ARNs, pages, and the not-found errors. */
import type { Cluster } from "../../estate/cluster-model";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import { page } from "../../protocol/paging";

export function clusterNameOf(call: Call): string {
  return call.parameters.text("clusterName") ?? "";
}

export function eksArn(call: Call, resource: string): string {
  return `arn:${call.estate.partition}:eks:${call.region}:${call.account.id}:${resource}`;
}

/** Resource of the permission for calls on a cluster, whether it exists or not. */
export function clusterResource(call: Call): string {
  return eksArn(call, `cluster/${clusterNameOf(call)}`);
}

export function clusterOf(call: Call): Cluster {
  const name = clusterNameOf(call);
  const cluster = call.account.clusters.get(call.region)?.get(name);
  if (cluster === undefined) throw notFound(`No cluster found for name: ${name}.`, { clusterName: name });
  return cluster;
}

export function notFound(message: string, members: Readonly<Record<string, string>> = {}): ServiceError {
  return new ServiceError("ResourceNotFoundException", 404, message, members);
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError("InvalidParameterException", 400, message);
}

/** The item, or the service's not-found error. Only for calls whose cluster exists. */
export function itemOf<T>(items: ReadonlyMap<string, T>, name: string, noun: string): T {
  const item = items.get(name);
  if (item === undefined) throw notFound(`No ${noun} found for name: ${name}.`);
  return item;
}

/** One page of a listing as `{member: […], nextToken}`; the last page has a null token, as EKS sends it. */
export function listPage<T>(
  call: Call,
  member: string,
  all: readonly T[],
  selection = "",
  around: Readonly<Record<string, string>> = {},
): string {
  const size = call.parameters.integer("maxResults") ?? 100;
  if (!(size >= 1 && size <= 100)) throw invalidParameter("maxResults must be between 1 and 100.");
  const { items, nextToken } = page(all, {
    operation: call.operation,
    listing: `${call.operation}|${clusterResource(call)}|${selection}`,
    token: call.parameters.text("nextToken"),
    size,
    behaviour: call.pages,
    invalidToken: () => invalidParameter("The nextToken is invalid or has expired."),
  });
  return JSON.stringify({ ...around, [member]: items, nextToken });
}
