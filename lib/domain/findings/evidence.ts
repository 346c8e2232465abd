/** What findings rest on, as it is linked to. */
import type { Binding, Reason, StatementRef } from "@/lib/domain/identity/binding";
import type { Gap } from "@/lib/domain/snapshot/part";
import type { FindingEvidence } from "./finding";
import { holderName } from "./subjects";

/** A statement of a role's trust (`policy: "trust"`) or of one of its policies (name or ARN). */
export function statementEvidence(text: string, roleArn: string | null, statement: StatementRef): FindingEvidence {
  return { kind: "statement", text, roleArn, statement };
}

export function bindingEvidence(binding: Binding, text: string = holderName(binding)): FindingEvidence {
  return { kind: "binding", text, bindingId: binding.id };
}

/** `thing`: an ARN, or what it is in words where it has none. */
export function factEvidence(text: string, thing: string, readAt: string | null = null): FindingEvidence {
  return { kind: "fact", text, thing, readAt };
}

export function gapEvidence(text: string, gap: Gap | null): FindingEvidence {
  return { kind: "gap", text, missingPermission: gap?.missingPermission ?? null };
}

/** A reason of a binding: the statement where it names one, else the binding itself. */
export function reasonEvidence(binding: Binding, reason: Reason): FindingEvidence {
  return reason.statement
    ? statementEvidence(reason.text, binding.roleArn, reason.statement)
    : bindingEvidence(binding, reason.text);
}
