/** Statements of two documents side by side: which came, which went, and which of the others says more than before. */
import type { ConditionClause, PatternElement, PolicyDocument, PrincipalElement, Statement } from "@/lib/domain/policy";

/** wider: whatever the one covers the other does, and more. other: which of them covers more cannot be told. */
export type Width = "same" | "wider" | "narrower" | "other";

export interface StatementPair {
  readonly before: Statement;
  readonly after: Statement;
  readonly width: Width;
  /** The conditions alone. */
  readonly conditions: Width;
  readonly principals: Width;
}

export interface StatementDifference {
  readonly added: readonly Statement[];
  readonly removed: readonly Statement[];
  /** Those that are not the same any more. */
  readonly altered: readonly StatementPair[];
}

/** Documents with more statements than this are matched by their identity alone: no policy of AWS holds so many. */
const MATCHED = 400;

export function compareDocuments(before: PolicyDocument, after: PolicyDocument): StatementDifference {
  const left = new Map<string, Statement[]>();
  for (const statement of before.statements) {
    const key = statementKey(statement, before.version);
    const known = left.get(key);
    if (known) known.push(statement);
    else left.set(key, [statement]);
  }
  const added: Statement[] = [];
  for (const statement of after.statements)
    if (left.get(statementKey(statement, after.version))?.shift() === undefined) added.push(statement);
  const removed = [...left.values()].flat().sort((a, b) => a.index - b.index);
  return matched(removed, added);
}

function matched(removed: readonly Statement[], added: readonly Statement[]): StatementDifference {
  const open = new Set(added);
  const altered: StatementPair[] = [];
  const gone: Statement[] = [];
  for (const before of removed) {
    const after = removed.length * added.length <= MATCHED * MATCHED ? bestMatch(before, open) : null;
    if (!after) {
      gone.push(before);
      continue;
    }
    open.delete(after);
    altered.push(pairOf(before, after));
  }
  return { added: added.filter((each) => open.has(each)), removed: gone, altered };
}

/** The same name, else the one with most in common. */
function bestMatch(before: Statement, open: ReadonlySet<Statement>): Statement | null {
  let best: Statement | null = null;
  let most = 0;
  for (const after of open) {
    if (after.effect !== before.effect) continue;
    const alike =
      (before.sid !== null && before.sid === after.sid ? 8 : 0) +
      (sameList(before.action.patterns, after.action.patterns) ? 2 : 0) +
      (sameList(before.resource?.patterns ?? [], after.resource?.patterns ?? []) ? 1 : 0) +
      (sameList(principalTexts(before.principal), principalTexts(after.principal)) ? 2 : 0);
    // A principal alone, or everything but one element: the rest is too little to call it the same statement.
    if (alike >= 3 && alike > most) [best, most] = [after, alike];
  }
  return best;
}

function pairOf(before: Statement, after: Statement): StatementPair {
  const conditions = conditionWidth(before.conditions, after.conditions);
  const principals = principalWidth(before.principal, after.principal);
  const parts = [
    elementWidth(before.action, after.action, true),
    before.resource && after.resource ? elementWidth(before.resource, after.resource, false) : "same",
    principals,
    conditions,
  ] as const;
  return { before, after, width: together(parts), conditions, principals };
}

export function together(parts: readonly Width[]): Width {
  const said = new Set(parts.filter((part) => part !== "same"));
  if (said.size === 0) return "same";
  return said.size === 1 ? [...said][0]! : "other";
}

function elementWidth(before: PatternElement, after: PatternElement, anyCase: boolean): Width {
  if (before.negated !== after.negated) return "other";
  const fold = (text: string) => (anyCase ? text.toLowerCase() : text);
  const width = listWidth(before.patterns.map(fold), after.patterns.map(fold));
  return before.negated ? opposite(width) : width;
}

function principalWidth(before: PrincipalElement | null, after: PrincipalElement | null): Width {
  if (before === null || after === null) return before === after ? "same" : "other";
  if (before.negated !== after.negated) return "other";
  const [was, is] = [principalTexts(before), principalTexts(after)];
  const width = isAnyone(was) ? (isAnyone(is) ? "same" : "narrower") : isAnyone(is) ? "wider" : listWidth(was, is);
  return before.negated ? opposite(width) : width;
}

function isAnyone(texts: readonly string[]): boolean {
  return texts.some((text) => text === "*" || text === "AWS *");
}

export function principalTexts(principal: PrincipalElement | null): readonly string[] {
  return principal?.entries.map(({ kind, value }) => (kind === "*" ? "*" : `${kind} ${value}`)) ?? [];
}

/** Clauses must all hold: more of them is narrower. Of the values of one clause, one must: more of them is wider. */
function conditionWidth(before: readonly ConditionClause[], after: readonly ConditionClause[]): Width {
  const name = ({ operator, key }: ConditionClause) => `${operator.toLowerCase()} ${key.toLowerCase()}`;
  const was = new Map(before.map((clause) => [name(clause), clause]));
  const is = new Map(after.map((clause) => [name(clause), clause]));
  const widths: Width[] = [];
  for (const [key, clause] of was) {
    const now = is.get(key);
    if (!now) widths.push("wider");
    else {
      const width = listWidth(clause.values, now.values);
      // "Not" compares with none of its values; "ForAllValues" with an absent key is true: both turn it around or leave it.
      widths.push(
        /not|null|bool/i.test(clause.operator)
          ? /not/i.test(clause.operator)
            ? opposite(width)
            : plain(width)
          : width,
      );
    }
  }
  for (const key of is.keys()) if (!was.has(key)) widths.push("narrower");
  return together(widths);
}

/** What is no list of alternatives: another value is another condition. */
function plain(width: Width): Width {
  return width === "same" ? "same" : "other";
}

function listWidth(before: readonly string[], after: readonly string[]): Width {
  const covered = (texts: readonly string[], by: readonly string[]) => {
    const all = new Set(by);
    return texts.every((text) => all.has(text) || by.some((pattern) => covers(pattern, text)));
  };
  const grew = covered(before, after);
  const shrank = covered(after, before);
  if (grew && shrank) return "same";
  return grew ? "wider" : shrank ? "narrower" : "other";
}

/** Only a star at the end: enough for what people write, and never wrong. */
function covers(pattern: string, text: string): boolean {
  return pattern.endsWith("*") && !/[*?]/.test(pattern.slice(0, -1)) && text.startsWith(pattern.slice(0, -1));
}

function opposite(width: Width): Width {
  return width === "wider" ? "narrower" : width === "narrower" ? "wider" : width;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().join("\n") === [...b].sort().join("\n");
}

/** Equal for statements that say the same, however their lists are ordered and whatever they are called. */
export function statementKey(statement: Statement, version: string): string {
  const element = (each: PatternElement | null, anyCase: boolean) =>
    each && [each.negated, each.patterns.map((text) => (anyCase ? text.toLowerCase() : text)).sort()];
  return JSON.stringify([
    version,
    statement.effect,
    statement.principal && [statement.principal.negated, [...principalTexts(statement.principal)].sort()],
    element(statement.action, true),
    element(statement.resource, false),
    statement.conditions
      .map(({ operator, key, values }) =>
        JSON.stringify([operator.toLowerCase(), key.toLowerCase(), [...values].sort()]),
      )
      .sort(),
  ]);
}
