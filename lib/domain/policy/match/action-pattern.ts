import { completeFacts } from "../facts";
import { YES } from "../tri";
import { compileText, matchText, type TextPattern } from "./text-pattern";
import { hasWildcard } from "./units";

/** An entry of Action or NotAction: `service:name` in lower case, each part with wildcards. */
export interface ActionPattern {
  readonly service: TextPattern;
  readonly name: TextPattern;
}

const NO_FACTS = completeFacts([]);
/** Variables do not exist in actions. */
const OPTIONS = { version: "2008-10-17", wildcards: true, fold: true } as const;
const ONLY_STARS = /^\*+$/;

/** null = no action can match: there is no colon, and it is not "*". */
export function compileAction(text: string): ActionPattern | null {
  if (ONLY_STARS.test(text)) return { service: { kind: "any" }, name: { kind: "any" } };
  const colon = text.indexOf(":");
  if (colon < 0) return null;
  return { service: compileText(text.slice(0, colon), OPTIONS), name: compileText(text.slice(colon + 1), OPTIONS) };
}

/** `text` in lower case. */
export function matchActionPart(pattern: TextPattern, text: string): boolean {
  return matchText(pattern, text, NO_FACTS) === YES;
}

export function matchAction(pattern: ActionPattern, service: string, name: string): boolean {
  return matchActionPart(pattern.service, service) && matchActionPart(pattern.name, name);
}

/** The same for an entry as written, without compiling those that are plainly about something else. */
export function actionNames(text: string, service: string, name: string): boolean {
  const colon = text.indexOf(":");
  const own = text.slice(0, Math.max(colon, 0));
  if (colon >= 0 && !hasWildcard(own) && own.toLowerCase() !== service) return false;
  const pattern = compileAction(text);
  return pattern !== null && matchAction(pattern, service, name);
}
