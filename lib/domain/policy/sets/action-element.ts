/** Action and NotAction of a statement as sets over the table, and how they stand to actions that it does not have. */
import type { PatternElement } from "@/lib/domain/policy/ast";
import type { ActionMatcher } from "./action-pattern";
import { ActionSet } from "./action-set";
import { type Glob, parseGlob } from "./glob";
import { globContains, globsIntersect } from "./glob-overlap";
import type { Overlap } from "./resource-pattern";

export interface ActionElement {
  readonly element: PatternElement;
  /** Every action that the element may be about. */
  readonly possible: ActionSet;
  /** Those that it is about under any reading of a wildcard in the service prefix. */
  readonly certain: ActionSet;
  /** Those that a pattern names without wildcards; none under NotAction. */
  readonly explicit: ActionSet;
  /** Patterns as written that name nothing in the table. Kept for NotAction too, where they take nothing away. */
  readonly unknown: readonly string[];
}

export function actionElement(element: PatternElement, matcher: ActionMatcher): ActionElement {
  const matches = element.patterns.map((pattern) => matcher.match(pattern));
  const wide = ActionSet.unionOf(matches.map(({ actions }) => actions));
  const strict = matches.some(({ contested }) => contested)
    ? ActionSet.unionOf(matches.filter(({ contested }) => !contested).map(({ actions }) => actions))
    : wide;
  const all = matcher.everything;
  return {
    element,
    possible: element.negated ? all.subtract(strict) : wide,
    certain: element.negated ? all.subtract(wide) : strict,
    get explicit() {
      const named = matches.filter(({ literal }) => literal && !element.negated);
      return ActionSet.unionOf(named.map(({ actions }) => actions));
    },
    unknown: matches.some(({ unknown }) => unknown) ? element.patterns.filter((_, i) => matches[i]!.unknown) : [],
  };
}

/** How much of what `pattern` names does the element name: for actions that no table lists. */
export function actionCovers(element: PatternElement, pattern: string): Overlap {
  const asked = lowerGlob(pattern);
  const service = literalService(pattern);
  let found: Overlap = "none";
  for (const own of element.patterns) {
    // Most patterns name another service.
    const other = service === null ? null : literalService(own);
    if (other !== null && other !== service) continue;
    if (!own.includes(":") && !/^\*+$/.test(own)) continue;
    const glob = lowerGlob(own);
    if (globContains(glob, asked) === true) {
      found = "all";
      break;
    }
    if (globsIntersect(glob, asked) !== false) found = "part";
  }
  if (!element.negated) return found;
  return found === "all" ? "none" : found === "none" ? "all" : "part";
}

function lowerGlob(pattern: string): Glob {
  return parseGlob(pattern.toLowerCase());
}

/** The service prefix in lower case; null where it has wildcards or there is none. */
function literalService(pattern: string): string | null {
  const colon = pattern.indexOf(":");
  const service = colon < 0 ? "*" : pattern.slice(0, colon);
  return /[*?]/.test(service) ? null : service.toLowerCase();
}
