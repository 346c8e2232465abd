/** What stands out in a stretch of time: every rule over the summed-up facts, newest first. */
import { changedBindings } from "./binding-changed";
import { deletedAssociations } from "./deleted-association";
import { denialBursts } from "./denial-burst";
import type { Unexpected, UnexpectedContext, UnexpectedFacts } from "./facts";
import { firstUses } from "./first-use";
import { bindingBook } from "./known-bindings";
import { newActions } from "./new-actions";
import { newAddresses } from "./new-address";
import { nodeRoleWork } from "./node-role-work";
import { unexplainedAssumptions } from "./unexplained-assumption";

export type { KnownBinding, Unexpected, UnexpectedContext, UnexpectedFacts, Who } from "./facts";

export function findUnexpected(facts: UnexpectedFacts, context: UnexpectedContext): readonly Unexpected[] {
  const book = bindingBook(context);
  return [
    ...unexplainedAssumptions(facts, context, book),
    ...newAddresses(facts, context, book),
    ...firstUses(facts),
    ...deletedAssociations(facts),
    ...nodeRoleWork(facts, book),
    ...denialBursts(facts),
    ...changedBindings(facts, book),
    ...newActions(facts),
  ].sort((a, b) => b.at - a.at || (a.key < b.key ? -1 : 1));
}
