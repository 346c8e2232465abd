/** Path and method → operation. Source: Amazon EKS API Reference. */
import { pathParameters } from "../../protocol/parameters";
import type { HttpRequest, RoutedRequest } from "../../protocol/service";

/** Folder below a cluster → what lists it, what describes one, and the name of the path member. */
const COLLECTIONS: Readonly<Record<string, readonly [list: string, noun: string, member: string]>> = {
  addons: ["ListAddons", "Addon", "addonName"],
  "pod-identity-associations": ["ListPodIdentityAssociations", "PodIdentityAssociation", "associationId"],
  "access-entries": ["ListAccessEntries", "AccessEntry", "principalArn"],
  "fargate-profiles": ["ListFargateProfiles", "FargateProfile", "fargateProfileName"],
  "node-groups": ["ListNodegroups", "Nodegroup", "nodegroupName"],
  capabilities: ["ListCapabilities", "Capability", "capabilityName"],
};

// Writes are routed too: they must be denied by name, not be unknown.
const VERBS: Readonly<Record<string, string>> = { GET: "Describe", DELETE: "Delete", POST: "Update", PUT: "Update" };

export function routeEks(request: HttpRequest): RoutedRequest | null {
  const segments = decodeSegments(request.path);
  if (segments === null || segments[0] !== "clusters" || segments.length > 5) return null;
  const [, clusterName, collection, item, below] = segments;
  const routed = (operation: string, path: Record<string, string>): RoutedRequest => ({
    operation,
    parameters: pathParameters(path, new URLSearchParams(request.query)),
  });
  const reading = request.method === "GET";
  if (clusterName === undefined) return routed(reading ? "ListClusters" : "CreateCluster", {});
  const verb = VERBS[request.method];
  if (verb === undefined) return null;
  if (collection === undefined) return routed(`${verb}Cluster`, { clusterName });
  const known = Object.hasOwn(COLLECTIONS, collection) ? COLLECTIONS[collection] : undefined;
  if (known === undefined) return null;
  const [list, noun, member] = known;
  if (item === undefined) return routed(reading ? list : `Create${noun}`, { clusterName });
  if (below === undefined) return routed(`${verb}${noun}`, { clusterName, [member]: item });
  if (collection !== "access-entries" || below !== "access-policies") return null;
  return routed(reading ? "ListAssociatedAccessPolicies" : "AssociateAccessPolicy", { clusterName, [member]: item });
}

function decodeSegments(path: string): string[] | null {
  try {
    return path
      .split("/")
      .slice(1)
      .filter((segment, i, all) => segment !== "" || i < all.length - 1)
      .map(decodeURIComponent);
  } catch {
    return null;
  }
}
