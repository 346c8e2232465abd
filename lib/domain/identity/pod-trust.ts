/** Whether a trust policy lets pods in, told from its text alone: to choose roles before anything is parsed. */

/** True for every OIDC issuer: whose it is takes the clusters. False where neither Pod Identity nor an issuer is named. */
export function isPodTrust(text: string): boolean {
  return text.includes("pods.eks.") || text.includes(":oidc-provider/");
}
