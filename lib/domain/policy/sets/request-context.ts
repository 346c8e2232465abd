/** What is known of a request, held against the conditions of statements: the same for all who make it. */
import type { Statement } from "@/lib/domain/policy/ast";
import { type CompiledClause, compileClause, evaluateClause } from "@/lib/domain/policy/condition";
import { type Fact, type Facts, unknownFact } from "@/lib/domain/policy/facts";
import { MAYBE, NO, YES } from "@/lib/domain/policy/tri";

/** undecided: with what is known of the caller, the conditions may be settled; not with this alone. */
export type Held = "holds" | "never" | "open" | "undecided";

export class RequestContext {
  readonly #context: ReadonlyMap<string, Fact>;
  readonly #facts: Facts;

  /** By key in lower case. */
  constructor(context: ReadonlyMap<string, Fact>) {
    this.#context = context;
    this.#facts = { complete: false, get: (key) => context.get(key) ?? unknownFact };
  }

  /** For statements with conditions. */
  reads(statement: Statement): Held {
    let all = true;
    let undecided = false;
    for (const { clause, variables } of clausesOf(statement)) {
      const result = variables ? MAYBE : evaluateClause(clause, this.#facts, MAYBE);
      if (result === NO) return "never";
      if (result === YES) continue;
      all = false;
      undecided ||= variables || this.#context.has(clause.key);
    }
    return all ? "holds" : undecided ? "undecided" : "open";
  }
}

/** A question is put to the same statements again and again. */
const compiled = new WeakMap<Statement, readonly Prepared[]>();

interface Prepared {
  readonly clause: CompiledClause;
  /** Its values may be filled by what the request alone does not tell. */
  readonly variables: boolean;
}

function clausesOf(statement: Statement): readonly Prepared[] {
  let clauses = compiled.get(statement);
  if (!clauses) {
    // The version tells whether variables are filled: what has one is not evaluated here.
    clauses = statement.conditions.map((clause) => ({
      clause: compileClause(clause, "2012-10-17"),
      variables: clause.values.some((value) => value.includes("${")),
    }));
    compiled.set(statement, clauses);
  }
  return clauses;
}
