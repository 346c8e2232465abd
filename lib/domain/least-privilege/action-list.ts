/** Actions of a narrowed statement as text: as written where all of a pattern stays, by name else. */
import type { PatternElement } from "@/lib/domain/policy/ast";
import { ActionSet } from "@/lib/domain/policy/sets";
import { actionCovers } from "@/lib/domain/policy/sets/action-element";
import type { ActionMatcher } from "@/lib/domain/policy/sets/action-pattern";
import { setOfIds } from "@/lib/domain/policy/sets/set-builder";

export interface ActionToken {
  /** One entry of Action. */
  readonly text: string;
  /** Empty for what the table does not know. */
  readonly actions: ActionSet;
}

/** More names than these of one service are drawn together, where a pattern takes in nothing else. */
const MANY = 12;

/**
 * `element`: of the present statement, not negated. `candidates`: what it can be about; `kept`: of these, what stays;
 * `unknown`: patterns and names that the table does not know and that stay. Everything in the result is within the
 * element.
 */
export function actionTokens(
  element: PatternElement,
  candidates: ActionSet,
  kept: ActionSet,
  unknown: readonly string[],
  matcher: ActionMatcher,
): ActionToken[] {
  const tokens: ActionToken[] = unknown.map((text) => ({ text, actions: ActionSet.EMPTY }));
  let left = kept;
  if (!element.negated) {
    for (const pattern of element.patterns) {
      const about = matcher.match(pattern).actions.intersect(candidates);
      if (about.isEmpty || !about.isSubsetOf(kept)) continue;
      tokens.push({ text: pattern, actions: about });
      left = left.subtract(about);
    }
  }
  for (const [service, ids] of byService(left, matcher)) {
    const names =
      ids.length > MANY ? drawnTogether(element, service, ids, candidates, left, matcher) : ids.map(nameOf(matcher));
    for (const text of names)
      tokens.push({ text, actions: matcher.match(text).actions.intersect(candidates).intersect(kept) });
  }
  return tokens;
}

function byService(set: ActionSet, matcher: ActionMatcher): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const id of set) {
    const service = matcher.table.serviceOf(id);
    const ids = found.get(service);
    if (ids) ids.push(id);
    else found.set(service, [id]);
  }
  return found;
}

function nameOf(matcher: ActionMatcher): (id: number) => string {
  return (id) => matcher.table.actionName(id);
}

/**
 * `s3:Get*` for all actions that begin so, where each of them stays and the present statement allows whatever else may
 * come to begin so.
 */
function drawnTogether(
  element: PatternElement,
  service: string,
  ids: readonly number[],
  candidates: ActionSet,
  kept: ActionSet,
  matcher: ActionMatcher,
): string[] {
  const texts: string[] = [];
  let left = setOfIds([...ids]);
  for (const id of ids) {
    if (left.isEmpty) break;
    if (!setOfIds([id]).isSubsetOf(left)) continue;
    const pattern = widest(matcher.table.actionName(id), service).find((text) => {
      if (actionCovers(element, text) !== "all") return false;
      const about = matcher.match(text).actions;
      return about.intersect(candidates).isSubsetOf(kept) && about.isSubsetOf(kept) && about.size > 2;
    });
    const text = pattern ?? matcher.table.actionName(id);
    texts.push(text);
    left = left.subtract(matcher.match(text).actions);
  }
  return texts;
}

/** "s3:GetObjectAcl" → "s3:*", "s3:Get*", "s3:GetObject*". */
function widest(action: string, service: string): string[] {
  const name = action.slice(service.length + 1);
  const ends = [...name.matchAll(/[A-Z][a-z0-9]+/g)].map(({ index, 0: word }) => index + word.length);
  return [`${service}:*`, ...ends.filter((end) => end < name.length).map((end) => `${service}:${name.slice(0, end)}*`)];
}
