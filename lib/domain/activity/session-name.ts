/**
 * Names that EKS gives to the sessions of Pod Identity: `eks-CLUSTER-POD-UUID`, cluster and pod each cut to ten
 * characters. Source: EKS User Guide, "How EKS Pod Identity works"; the cut is read from recorded sessions.
 */
const FORM = /^eks-(.{1,41})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isPodIdentitySession(name: string | null): boolean {
  return name !== null && name.length <= 64 && FORM.test(name);
}

/** Could a session of this name belong to a pod of the cluster? The middle is ambiguous, so names are compared, not split. */
export function sessionFitsCluster(sessionName: string, clusterName: string): boolean {
  const middle = FORM.exec(sessionName)?.[1];
  if (middle === undefined || clusterName === "") return false;
  const short = clusterName.slice(0, 10);
  // Whether a hyphen in the tenth place is kept is not documented: both are taken.
  return middle.startsWith(`${short}-`) || middle.startsWith(`${short.replace(/-+$/, "")}-`);
}

/** What is left of the pod's name, at most ten characters; null where the session is not of this cluster. */
export function podPartOf(sessionName: string, clusterName: string): string | null {
  const middle = FORM.exec(sessionName)?.[1];
  if (middle === undefined || !sessionFitsCluster(sessionName, clusterName)) return null;
  const short = clusterName.slice(0, 10);
  const from = middle.startsWith(`${short}-`) ? short.length + 1 : short.replace(/-+$/, "").length + 1;
  return middle.slice(from) || null;
}
