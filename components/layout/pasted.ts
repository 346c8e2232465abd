import { pageHref, resourcePath } from "@/lib/contracts/api/paths";

export interface PastedQuestion {
  readonly title: string;
  readonly href: string;
}

/** Ids of access keys and of roles, users and the like. Source: IAM User Guide, "Unique identifiers". */
const uniqueId = /^(A3T|ABIA|ACCA|AGPA|AIDA|AIPA|AKIA|ANPA|ANVA|APKA|AROA|ASCA|ASIA)[A-Z0-9]{8,}$/;
const action = /^[a-z0-9-]{2,}:[a-z0-9*?]+$/i;

/** What a text could be a question about: an ARN, an id, an action, an error message. Empty for a plain name. */
export function questionsOf(text: string): readonly PastedQuestion[] {
  const trimmed = text.trim();
  const questions: PastedQuestion[] = [];
  const isArn = /^arn:[a-z-]+:/.test(trimmed) && !/\s/.test(trimmed);
  if (isArn) questions.push({ title: "Who can do what with this resource", href: resourcePath(trimmed) });
  if (!isArn && action.test(trimmed))
    questions.push({ title: `Who can ${trimmed}`, href: pageHref("/ask", { action: trimmed }) });
  if (isArn || uniqueId.test(trimmed) || /not authorized|AccessDenied|"Arn"\s*:/i.test(trimmed))
    questions.push({ title: "What is this", href: pageHref("/ask", { tab: "paste", q: trimmed.slice(0, 6000) }) });
  return questions;
}
