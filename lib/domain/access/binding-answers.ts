/** A who-can answer by binding: the workload's own way in, and the best way on from there. */
import type { Binding } from "@/lib/domain/identity/binding";
import type { AccessIndex } from "./access-index";
import { type Certainty, LEVELS, levelOf, NO_LEVEL } from "./levels";
import type { Profile } from "./profile";
import { type Match, type Reach, reachOf, type WhoCan } from "./who-can";

export interface BindingAnswer {
  readonly binding: Binding;
  readonly verdict: Certainty;
  /** Of the best way. */
  readonly depth: number;
  /** What its own role gives; null where only an assumed role gives it. */
  readonly match: Match | null;
}

/** One binding's answer; `level` is the verdict as a number, `at` its place in `index.bindingsOf(profile)`. */
export type VisitBinding = (profile: Profile, at: number, level: number, depth: number, match: Match | null) => void;

/** In no order that means anything; those that can do none of it are not visited. */
export function visitBindings(index: AccessIndex, answer: WhoCan, visit: VisitBinding): void {
  const reach = reachOf(index, answer);
  for (const profile of reach.keys()) {
    const far = onwardOnly(index, reach, profile);
    const bindings = index.bindingsOf(profile);
    const levels = index.bindingLevels(profile);
    const common = answer.apart ? null : (answer.matches.get(profile) ?? null);
    for (let at = 0; at < levels.length; at++) {
      const own = levels[at]!;
      if (own === NO_LEVEL) continue;
      const match = answer.apart ? answer.matchOf(profile, bindings[at]!) : common;
      const near = match ? levelOf(match.verdict) : null;
      // One's own way is the shorter one.
      if (near !== null && (far === null || near <= far.level)) visit(profile, at, Math.max(own, near), 0, match);
      else if (far) visit(profile, at, Math.max(own, far.level), far.depth, match);
    }
  }
}

/** In the order in which profiles were reached. */
export function bindingAnswers(index: AccessIndex, answer: WhoCan): readonly BindingAnswer[] {
  const answers: BindingAnswer[] = [];
  visitBindings(index, answer, (profile, at, level, depth, match) => {
    answers.push({ binding: index.bindingsOf(profile)[at]!, verdict: LEVELS[level]!, depth, match });
  });
  return answers;
}

/** The best way over at least one assumed role. */
function onwardOnly(index: AccessIndex, reach: ReadonlyMap<Profile, Reach>, profile: Profile): Reach | null {
  let best: Reach | null = null;
  for (const edge of index.edges(profile)) {
    const next = edge.to && reach.get(edge.to);
    if (!next || edge.to === profile) continue;
    const found = { level: Math.max(levelOf(edge.verdict), next.level), depth: next.depth + 1 };
    if (!best || found.level < best.level || (found.level === best.level && found.depth < best.depth)) best = found;
  }
  return best;
}
