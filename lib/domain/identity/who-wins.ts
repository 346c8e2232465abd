/**
 * Which of several bindings of one service account new pods get. The webhook injects Pod Identity where an association
 * exists and then ignores the IRSA annotation, whether or not the association works. Source: amazon-eks-pod-identity-webhook.
 */
import type { Binding } from "./binding";
import { reason } from "./verdict";

export function settleWhoWins(bindings: readonly Binding[]): readonly Binding[] {
  const asked = new Set<string>();
  for (const binding of bindings) if (canBeShadowed(binding)) asked.add(nameOf(binding));
  if (asked.size === 0) return bindings;
  const associated = new Map<string, Binding>();
  // Few associations share their name with a service account that a trust policy names: only those are kept.
  for (const binding of bindings)
    if (binding.mechanism === "pod-identity" && asked.has(nameOf(binding))) associated.set(keyOf(binding), binding);
  return bindings.map((binding) => {
    if (!canBeShadowed(binding)) return binding;
    const winner = associated.get(keyOf(binding));
    if (winner) {
      const text = `New pods get the Pod Identity association instead (${winner.roleArn || winner.associationArn}); pods that are older than it keep IRSA until they are recreated.`;
      return { ...binding, effective: false, reasons: [...binding.reasons, reason("shadowed-by-association", text)] };
    }
    if (binding.evidence.includes("annotation") || binding.effective === false) return binding;
    const text =
      "Whether the service account exists and is annotated with this role was not read: that needs access to the Kubernetes API.";
    return { ...binding, reasons: [...binding.reasons, reason("annotation-not-read", text)] };
  });
}

function canBeShadowed({ mechanism, pattern, verdict }: Binding): boolean {
  return mechanism === "irsa" && !pattern && verdict !== "denied";
}

function nameOf(binding: Binding): string {
  return binding.serviceAccount ?? "";
}

function keyOf(binding: Binding): string {
  return `${binding.clusterArn ?? binding.issuer}|${binding.namespace}|${binding.serviceAccount}`;
}
