/** Which profiles need no judgement of their own: what the sets say of them is all that there is to say. */
import { type Fact, type Facts, unknownFact } from "@/lib/domain/policy";
import { compileClause, evaluateClause } from "@/lib/domain/policy/condition";
import type { StatementSets, WhoCanMatch } from "@/lib/domain/policy/sets";
import { MAYBE, NO } from "@/lib/domain/policy/tri";
import { LayeredFacts } from "./layered-facts";
import type { ResourceEnd } from "./resource-end";

export interface Shortcut {
  /** No statement that lets it can hold for this resource. */
  excludes(match: WhoCanMatch): boolean;
  /** A judgement would find nothing that the sets did not. */
  settles(match: WhoCanMatch): boolean;
}

const NOTHING_KNOWN: Facts = { complete: false, get: (): Fact => unknownFact };

export function shortcut(end: ResourceEnd, actions: readonly string[]): Shortcut {
  const facts = new LayeredFacts(end.context, NOTHING_KNOWN);
  const known = new Map<StatementSets, boolean>();
  const never = (statement: StatementSets): boolean => {
    if (!statement.conditional || end.context.size === 0) return false;
    let found = known.get(statement);
    if (found === undefined) {
      const version = "2012-10-17";
      found = statement.statement.conditions.some(
        (clause) => evaluateClause(compileClause(clause, version), facts, MAYBE) === NO,
      );
      known.set(statement, found);
    }
    return found;
  };
  const heard = end.policy.state === "read" || end.grants !== null || controlDenies(end, actions);
  return {
    excludes: ({ statements, notRead }) =>
      !heard &&
      !notRead.includes("identity") &&
      statements.length > 0 &&
      statements.every(({ statement }) => never(statement)),
    settles: ({ verdict, notRead, statements, undecided }) => {
      if (heard || statements.length === 0) return false;
      // A key's policy that was not read leaves it open, whatever the role's side says.
      if (notRead.length > 0) return end.policy.state === "unread" && notRead.length === 1 && notRead[0] === "resource";
      // Conditions that what is known of the request leaves open, a judgement leaves open, too.
      return verdict === "allowed" || !undecided || !end.concrete;
    },
  };
}

/** Some RCP of the resource's account denies one of the actions, to somebody. */
function controlDenies({ control }: ResourceEnd, actions: readonly string[]): boolean {
  return control.some(
    (level) =>
      level === "unknown" ||
      level.some((policy) =>
        actions.some((action) => {
          const lower = action.toLowerCase();
          const colon = lower.indexOf(":");
          return policy.candidates(lower, lower.slice(0, colon), lower.slice(colon + 1)).denies.length > 0;
        }),
      ),
  );
}
