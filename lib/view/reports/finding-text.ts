/** What findings rest on and what ends them, in a line each. */
import type { Finding, FindingEvidence } from "@/lib/domain/findings/finding";

export function stepsText({ steps }: Finding): string {
  return steps
    .map(({ text, condition }, index) => `${index + 1}. ${text}${condition === null ? "" : ` (if ${condition})`}`)
    .join("\n");
}

export function evidenceLines({ evidence }: Finding): string {
  return evidence.map(evidenceText).join("\n");
}

export function remedyText({ remediation }: Finding): string {
  return remediation.map(({ format, title }) => `${title} (${format})`).join("\n");
}

function evidenceText(evidence: FindingEvidence): string {
  switch (evidence.kind) {
    case "statement":
      return `${evidence.text} [${evidence.statement.policy} statement ${evidence.statement.sid ?? evidence.statement.index}]`;
    case "binding":
      return `${evidence.text} [binding ${evidence.bindingId}]`;
    case "event":
      return `${evidence.text} [event ${evidence.eventId}, ${evidence.time}]`;
    case "fact":
      return `${evidence.text} [${evidence.thing}${evidence.readAt === null ? "" : `, read ${evidence.readAt}`}]`;
    default:
      return `${evidence.text}${evidence.missingPermission === null ? "" : ` [needs ${evidence.missingPermission}]`}`;
  }
}
