/** Finds the bindings that lead a workload to a role. Linear to build; a look-up is a few of one role's bindings. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { matchesGlob } from "@/lib/domain/identity/irsa-subject";
import type { KnownBinding, UnexpectedContext, Who } from "./facts";

export interface BindingBook {
  /** Whether any binding leads anybody to the role. */
  isPodRole(roleArn: string): boolean;
  isNodeRole(roleArn: string): boolean;
  /** The role of that name in the account, where a binding leads to it: records of IAM name roles without path. */
  roleNamed(accountId: string, name: string): string | null;
  /** Whether a binding leads this workload to the role; patterns count. */
  leads(who: Who, roleArn: string): boolean;
}

export function bindingBook(context: UnexpectedContext): BindingBook {
  const byRole = new Map<string, KnownBinding[]>();
  const nodeRoles = new Set<string>();
  for (const binding of context.bindings) {
    for (const arn of binding.roleArns) {
      if (binding.mechanism === "node-role") {
        nodeRoles.add(arn);
        continue;
      }
      const held = byRole.get(arn);
      if (held) held.push(binding);
      else byRole.set(arn, [binding]);
    }
  }
  const byName = new Map<string, string>();
  for (const arn of byRole.keys()) {
    const role = parseRoleArn(arn);
    if (role !== null) byName.set(`${role.accountId}|${role.name}`, arn);
  }
  return {
    roleNamed: (accountId, name) => byName.get(`${accountId}|${name}`) ?? null,
    isPodRole: (arn) => byRole.has(arn),
    isNodeRole: (arn) => nodeRoles.has(arn),
    leads: (who, arn) => (byRole.get(arn) ?? []).some((binding) => fits(binding, who)),
  };
}

function fits(binding: KnownBinding, who: Who): boolean {
  const samePlace =
    (binding.clusterArn !== null && binding.clusterArn === who.clusterArn) ||
    (binding.issuer !== null && who.issuer !== null && hostPath(binding.issuer) === hostPath(who.issuer));
  if (!samePlace) return false;
  if (!binding.pattern) return binding.namespace === who.namespace && binding.serviceAccount === who.serviceAccount;
  return (
    matchesGlob(binding.namespace ?? "", who.namespace ?? "") &&
    matchesGlob(binding.serviceAccount ?? "", who.serviceAccount ?? "")
  );
}

function hostPath(issuer: string): string {
  return issuer.replace(/^https:\/\//, "");
}
