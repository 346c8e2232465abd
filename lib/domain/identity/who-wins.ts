/**
 * Which of several bindings of one service account new pods get. The webhook injects Pod Identity where an association
 * exists and then ignores the IRSA annotation, whether or not the association works. Source: amazon-eks-pod-identity-webhook.
 */
import type { Binding } from "./binding";
import { reason } from "./verdict";

export function settleWhoWins(bindings: readonly Binding[]): readonly Binding[] {
  const associated = new Map<string, Binding>();
  for (const binding of bindings) if (binding.mechanism === "pod-identity") associated.set(keyOf(binding), binding);
  return bindings.map((binding) => {
    if (binding.mechanism !== "irsa" || binding.pattern || binding.verdict === "denied") return binding;
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

function keyOf(binding: Binding): string {
  return `${binding.clusterArn ?? binding.issuer}|${binding.namespace}|${binding.serviceAccount}`;
}
