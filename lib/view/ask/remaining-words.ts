/** What still has to hold for an answer, as a list of conditions and as keys that could be filled in. */
import type { OpenKey, StatementEvidence } from "@/lib/contracts/api";
import { PART_KEY } from "@/lib/domain/access/cut";
import type { Analysis, Atom, Expression } from "@/lib/domain/policy";
import { inWords } from "@/lib/domain/policy/words";
import { conditionSentence } from "../condition-words";

/** Each to hold; in words. Layers that were not read are no conditions: they are told apart. */
export function conditionsOf({ remaining }: Analysis): readonly string[] {
  if (remaining === null || remaining.kind === "true") return [];
  const parts = remaining.kind === "all" ? remaining.of : [remaining];
  return parts
    .filter((part) => !atomsOf(part).every(({ kind }) => kind === "layer"))
    .map((part) => inWords(part).replace(/^only if /, ""))
    .slice(0, 20);
}

export function atomsOf(expression: Expression): readonly Atom[] {
  switch (expression.kind) {
    case "true":
    case "false":
      return [];
    case "all":
    case "any":
      return expression.of.flatMap(atomsOf);
    case "not":
      return [expression.of];
    default:
      return [expression];
  }
}

/** Condition keys on which the answer rests. */
export function openKeys(
  { remaining }: Analysis,
  evidence: (atom: Extract<Atom, { kind: "condition" }>) => StatementEvidence | null,
): readonly OpenKey[] {
  const keys = new Map<
    string,
    { key: string; values: Set<string>; sentences: Set<string>; statements: Map<string, StatementEvidence> }
  >();
  for (const atom of remaining ? atomsOf(remaining) : []) {
    if (atom.kind !== "condition") continue;
    const { clause } = atom;
    if (clause.key === PART_KEY) continue;
    const lower = clause.key.toLowerCase();
    let entry = keys.get(lower);
    if (!entry) {
      entry = { key: clause.key, values: new Set(), sentences: new Set(), statements: new Map() };
      keys.set(lower, entry);
    }
    for (const value of clause.values.slice(0, 20)) entry.values.add(value);
    entry.sentences.add(conditionSentence(clause));
    const statement = evidence(atom);
    if (statement) entry.statements.set(`${statement.layer}|${statement.policy}|${statement.index}`, statement);
  }
  return [...keys.values()].slice(0, 50).map(({ key, values, sentences, statements }) => ({
    key,
    values: [...values],
    sentences: [...sentences],
    statements: [...statements.values()],
  }));
}
