/** One request to a cluster's API: who asks, may they, and a page of the list. Only what a reader needs is served. */
import type { Cluster } from "../estate/cluster-model";
import type { FaultRule, Faults } from "../faults";
import type { Identities } from "../identities";
import { type ClusterObjects, type KubernetesObject, mayRead, RESOURCES, type ResourceName } from "./model";
import { identityOf } from "./token";

export interface ServedCluster {
  readonly cluster: Cluster;
  readonly accountId: string;
  readonly region: string;
  readonly objects: ClusterObjects;
}

export interface ApiRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface ApiAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly delayMs: number;
}

const HUNDRED = 100;

/** A Status object, as API servers send with every refusal. */
function status(code: number, reason: string, message: string): ApiAnswer {
  const body = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code };
  return { status: code, type: "application/json", body: JSON.stringify(body), delayMs: 0 };
}

function answer(value: unknown, delayMs: number): ApiAnswer {
  return { status: 200, type: "application/json", body: JSON.stringify(value), delayMs };
}

export function serve(
  served: ServedCluster,
  request: ApiRequest,
  identities: Identities,
  faults: Faults,
): ApiAnswer | "hang" | "reset" {
  const identity = identityOf(request.authorization, served.cluster.name, identities, Math.floor(request.at / 1000));
  if (identity === null || served.objects.access === null) return status(401, "Unauthorized", "Unauthorized");
  const wanted = route(request.path);
  if (wanted === null) return status(404, "NotFound", "the server could not find the requested resource");
  const operation = `${wanted.name === null ? "list" : "get"} ${wanted.resource}`;
  const fault = faults.next({
    service: "kubernetes",
    operation,
    account: served.accountId,
    region: served.region,
    resource: served.cluster.arn,
  });
  const forbidden = () =>
    status(
      403,
      "Forbidden",
      `${wanted.resource} is forbidden: User "${identity.arn}" cannot ${operation.split(" ")[0]} resource "${wanted.resource}" at the cluster scope`,
    );
  if (fault?.kind === "deny" || !mayRead(served.objects.access, wanted.resource)) return forbidden();
  const wrong = fault === null ? null : broken(fault, request);
  if (wrong !== null) return wrong;
  const delayMs = fault?.kind === "slow" ? (fault.delayMs ?? 1000) : 0;
  if (wanted.name !== null) {
    const found = served.objects.configMaps.get(wanted.name);
    return found
      ? answer({ kind: "ConfigMap", apiVersion: "v1", ...found }, delayMs)
      : status(404, "NotFound", `configmaps "${wanted.name}" not found`);
  }
  const resource = wanted.resource as ResourceName;
  return page(resource, served.objects.lists[resource], request.query, delayMs);
}

/** null: go on as usual. */
function broken({ kind }: FaultRule, request: ApiRequest): ApiAnswer | "hang" | "reset" | null {
  switch (kind) {
    case "hang":
    case "reset":
      return kind;
    case "html":
      return { status: 502, type: "text/html", body: "<html><body><h1>502 Bad Gateway</h1></body></html>", delayMs: 0 };
    case "malformed":
      return { status: 200, type: "application/json", body: '{"kind":"List","items":[{"meta', delayMs: 0 };
    case "throttle":
      return status(429, "TooManyRequests", "too many requests, please try again later");
    case "fail":
      return status(500, "InternalError", "an internal error has occurred");
    case "expire-credentials":
      return status(401, "Unauthorized", "Unauthorized");
    case "not-found":
      // In the midst of a list: its snapshot has been compacted away.
      if (request.query.has("continue")) return expired();
      return request.query.has("limit") ? null : status(404, "NotFound", "not found");
    default:
      return null;
  }
}

function expired(): ApiAnswer {
  return status(410, "Expired", "The provided continue parameter is too old to display a consistent list result.");
}

function route(path: string): { readonly resource: string; readonly name: string | null } | null {
  const map = /^\/api\/v1\/namespaces\/kube-system\/configmaps\/([a-z0-9.-]{1,253})$/.exec(path)?.[1];
  if (map !== undefined) return { resource: "configmaps", name: map };
  for (const [resource, { group }] of Object.entries(RESOURCES)) {
    if (path === `${group === "v1" ? "/api/v1" : `/apis/${group}`}/${resource}`) return { resource, name: null };
  }
  return null;
}

function page(
  resource: ResourceName,
  all: readonly KubernetesObject[],
  query: URLSearchParams,
  delayMs: number,
): ApiAnswer {
  const token = query.get("continue");
  const from = token === null ? 0 : positionOf(token, resource);
  if (from === null) return expired();
  const asked = Number(query.get("limit") ?? "0");
  const limit = Number.isInteger(asked) && asked > 0 ? asked : all.length + HUNDRED;
  const items = all.slice(from, from + limit);
  const next = from + limit < all.length ? tokenFor(from + limit, resource) : undefined;
  const { group, kind } = RESOURCES[resource];
  const metadata = { resourceVersion: "1", ...(next === undefined ? {} : { continue: next }) };
  return answer({ kind, apiVersion: group, metadata, items }, delayMs);
}

function tokenFor(position: number, resource: string): string {
  return Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", start: position, resource })).toString("base64url");
}

function positionOf(token: string, resource: string): number | null {
  try {
    const read = JSON.parse(Buffer.from(token, "base64url").toString("utf8")) as {
      start?: unknown;
      resource?: unknown;
    };
    return read.resource === resource && Number.isInteger(read.start) ? (read.start as number) : null;
  } catch {
    return null;
  }
}
