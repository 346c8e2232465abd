/** Layers of a decision as people call them; what is not known is shown as it came. */
const names = new Map([
  ["identity", "policies of the role"],
  ["permissionsBoundary", "permissions boundary"],
  ["session", "session policy"],
  ["serviceControl", "service control policies"],
  ["resourceControl", "resource control policies"],
  ["resource", "policy of the resource"],
  ["trust", "trust policy"],
  ["vpcEndpoint", "policy of the VPC endpoint"],
]);

export function layerName(layer: string): string {
  return names.get(layer) ?? layer;
}
