/** One statement of a present policy, cut down to what stays. Never wider: actions and resources are those of the statement. */
import type { PatternElement, Statement } from "@/lib/domain/policy/ast";
import { ActionSet, type SetCompiler, type StatementSets } from "@/lib/domain/policy/sets";
import { actionCovers, actionElement, literalActions } from "@/lib/domain/policy/sets/action-element";
import { setOfIds } from "@/lib/domain/policy/sets/set-builder";
import { type ActionToken, actionTokens } from "./action-list";
import type { ActionJudge } from "./judge-action";
import type { RoleUse } from "./use";

export interface NarrowedStatement {
  /** What takes its place: none, one, or one for each part of its resources. Denials stay as they are. */
  readonly statements: readonly Statement[];
  /** Nothing is taken from it. */
  readonly unchanged: boolean;
  /** What it can be about, and of that what stays. Empty for a Deny. */
  readonly candidates: ActionSet;
  readonly kept: ActionSet;
  /** Entries that the action table does not know: they stay. */
  readonly unknown: readonly string[];
}

export interface NarrowParts {
  readonly compiler: SetCompiler;
  readonly judge: ActionJudge;
  readonly use: RoleUse;
}

export function narrowStatement(sets: StatementSets, parts: NarrowParts): NarrowedStatement {
  const { statement } = sets;
  const none = { candidates: ActionSet.EMPTY, kept: ActionSet.EMPTY, unknown: [] };
  if (statement.effect === "Deny") return { statements: [statement], unchanged: true, ...none };
  const { compiler, judge, use } = parts;
  const { matcher, table } = compiler;
  // The table says which actions can be about such resources; that one is named and was called counts for more.
  const named = literalActions(statement.action, matcher);
  const called = setOfIds(
    [...use.actions.values()].flatMap(({ name }) => table.actionId(name) ?? []).sort((a, b) => a - b),
  );
  const candidates = sets.possible.union(named.intersect(called));
  const kept = setOfIds([...candidates].filter((id) => judge.judge(id).keep));
  const unknown = [...sets.unknown, ...calledBeyondTable(statement.action, sets.unknown, use, parts)];
  const whole = kept.equals(candidates) && unknown.length === sets.unknown.length;
  // What a wildcard in the service prefix matches is not documented: a name in its place might allow more.
  const element = actionElement(statement.action, matcher);
  const contested = element.possible.subtract(element.certain).intersects(kept);
  // Also where the table knows of nothing that it could be about: that is no reason to take it away.
  if (whole || contested) return { statements: [statement], unchanged: true, candidates, kept: candidates, unknown };
  if (statement.action.negated && kept.isEmpty && unknown.length === 0)
    return { statements: [], unchanged: false, candidates, kept, unknown };
  const tokens = actionTokens(statement.action, candidates, kept, unknown, matcher);
  const statements = byResources(sets, tokens, compiler);
  const unchanged = statements.length === 1 && sameAs(statements[0]!, statement);
  return { statements, unchanged, candidates, kept, unknown };
}

/** Actions that were called, that the table does not have, and that the statement allows by a wildcard or by NotAction. */
function calledBeyondTable(
  element: PatternElement,
  present: readonly string[],
  use: RoleUse,
  { compiler: { table } }: NarrowParts,
): string[] {
  const names = [...use.actions.values()].filter(({ name }) => table.actionId(name) === null && use.used(name));
  return names
    .map(({ name }) => name)
    .filter((name) => actionCovers(element, name) === "all")
    .filter((name) => !present.some((pattern) => covers(pattern, name)))
    .sort();
}

function covers(pattern: string, name: string): boolean {
  return actionCovers({ negated: false, patterns: [pattern] }, name) === "all";
}

/** An action goes with the resources of the services that it can be about; where that parts them, the statement is parted. */
function byResources(sets: StatementSets, tokens: readonly ActionToken[], compiler: SetCompiler): Statement[] {
  const { statement, resource } = sets;
  if (tokens.length === 0) return [];
  const { patterns } = resource;
  const whole = statement.resource === null || resource.negated || resource.any || patterns.length < 2;
  const groups = new Map<string, { resources: readonly string[] | null; actions: string[] }>();
  for (const { text, actions } of tokens) {
    const fitting =
      whole || actions.isEmpty || actions.intersects(sets.unlisted)
        ? null
        : patterns.filter((pattern) => compiler.support.onPattern(pattern).possible.intersects(actions));
    const resources =
      fitting === null || fitting.length === 0 || fitting.length === patterns.length
        ? null
        : fitting.map((pattern) => pattern.text);
    const key = resources === null ? "" : JSON.stringify(resources);
    const group = groups.get(key);
    if (group) group.actions.push(text);
    else groups.set(key, { resources, actions: [text] });
  }
  return [...groups.values()].map(({ resources, actions }, at) => ({
    ...statement,
    sid: statement.sid === null || at === 0 ? statement.sid : `${statement.sid}${at + 1}`,
    action: { negated: false, patterns: inOrder(actions, statement.action) },
    resource: resources === null ? statement.resource : { negated: false, patterns: resources },
  }));
}

/** As written where it was written, then by name. */
function inOrder(actions: readonly string[], { patterns }: PatternElement): string[] {
  const written = patterns.filter((pattern) => actions.includes(pattern));
  return [...new Set([...written, ...[...actions].sort()])];
}

function sameAs(a: Statement, b: Statement): boolean {
  return (
    a.action.negated === b.action.negated && a.resource === b.resource && same(a.action.patterns, b.action.patterns)
  );
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}
