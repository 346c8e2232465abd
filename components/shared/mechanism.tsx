import type { Mechanism } from "@/lib/domain/identity/binding";

const names: Record<Mechanism, string> = {
  "pod-identity": "Pod Identity",
  irsa: "IRSA",
  "node-role": "Node role",
  kube2iam: "kube2iam",
  "static-key": "Static key",
};

/** The name that AWS's and Kubernetes's documents use. */
export function mechanismName(mechanism: Mechanism): string {
  return names[mechanism];
}
