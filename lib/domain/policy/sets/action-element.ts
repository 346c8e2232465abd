/** Action and NotAction of a statement as sets over the table, and how they stand to actions that it does not have. */
import type { PatternElement } from "@/lib/domain/policy/ast";
import type { ActionMatch, ActionMatcher } from "./action-pattern";
import { ActionSet } from "./action-set";
import { type Glob, parseGlob } from "./glob";
import { globContains, globsIntersect } from "./glob-overlap";
import type { Overlap } from "./resource-pattern";
import { SetBuilder } from "./set-builder";

export interface ActionElement {
  /** Every action that the element may be about. */
  readonly possible: ActionSet;
  /** Those that it is about under any reading of a wildcard in the service prefix. */
  readonly certain: ActionSet;
  /** Patterns as written that name nothing in the table. Kept for NotAction too, where they take nothing away. */
  readonly unknown: readonly string[];
}

const NONE: readonly string[] = [];
const builder = new SetBuilder();

export function actionElement({ negated, patterns }: PatternElement, matcher: ActionMatcher): ActionElement {
  let unknown: string[] | null = null;
  let contested = false;
  builder.start();
  for (const pattern of patterns) {
    const match = matcher.match(pattern);
    builder.add(match.actions);
    contested ||= match.contested;
    if (match.unknown) {
      unknown ??= [];
      unknown.push(pattern);
    }
  }
  const wide = builder.finish();
  const strict = contested ? setOfMatches(patterns, matcher, (match) => !match.contested) : wide;
  const all = matcher.everything;
  return {
    possible: negated ? all.subtract(strict) : wide,
    certain: negated ? all.subtract(wide) : strict,
    unknown: unknown ?? NONE,
  };
}

/** The actions that a pattern names without wildcards; none under NotAction. */
export function literalActions({ negated, patterns }: PatternElement, matcher: ActionMatcher): ActionSet {
  return negated ? ActionSet.EMPTY : setOfMatches(patterns, matcher, (match) => match.literal);
}

function setOfMatches(
  patterns: readonly string[],
  matcher: ActionMatcher,
  counts: (match: ActionMatch) => boolean,
): ActionSet {
  builder.start();
  for (const pattern of patterns) {
    const match = matcher.match(pattern);
    if (counts(match)) builder.add(match.actions);
  }
  return builder.finish();
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
