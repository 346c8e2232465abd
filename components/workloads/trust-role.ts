import type { BindingAnswer } from "@/lib/contracts/api";
import type { StatementRef } from "@/lib/domain/identity/binding";

const named = "trust of ";

/** ARN of the role whose trust policy a reason points at: the binding's first role unless the reason names another. */
export function trustRoleOf(binding: Pick<BindingAnswer, "role">, ref: StatementRef): string {
  return ref.policy.startsWith(named) ? ref.policy.slice(named.length) : binding.role.arn;
}
