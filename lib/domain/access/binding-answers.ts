/** A who-can answer by binding: the workload's own way in, and the best way on from there. */
import type { Binding } from "@/lib/domain/identity/binding";
import type { AccessIndex } from "./access-index";
import { type Certainty, LEVELS, levelOf } from "./levels";
import { bindingLevel, type Match, type Reach, reachOf, type WhoCan } from "./who-can";

export interface BindingAnswer {
  readonly binding: Binding;
  readonly verdict: Certainty;
  /** Of the best way. */
  readonly depth: number;
  /** What its own role gives; null where only an assumed role gives it. */
  readonly match: Match | null;
}

/** In the order of the bindings; those that can do none of it are not there. */
export function bindingAnswers(index: AccessIndex, answer: WhoCan): readonly BindingAnswer[] {
  const reach = reachOf(index, answer);
  const onward = onwardOnly(index, reach);
  const answers: BindingAnswer[] = [];
  for (const profile of reach.keys()) {
    for (const binding of index.bindingsOf(profile)) {
      const own = bindingLevel(binding);
      if (own === null) continue;
      const match = answer.matchOf(profile, binding);
      const far = onward(profile);
      const levels: Reach[] = match ? [{ level: levelOf(match.verdict), depth: 0 }] : [];
      if (far) levels.push(far);
      const best = levels.sort((a, b) => a.level - b.level || a.depth - b.depth)[0];
      if (!best) continue;
      answers.push({ binding, verdict: LEVELS[Math.max(own, best.level)]!, depth: best.depth, match });
    }
  }
  return answers;
}

/** The best way over at least one assumed role. */
function onwardOnly(index: AccessIndex, reach: ReadonlyMap<unknown, Reach>) {
  return (profile: Parameters<AccessIndex["edges"]>[0]): Reach | null => {
    let best: Reach | null = null;
    for (const edge of index.edges(profile)) {
      const next = edge.to && reach.get(edge.to);
      if (!next || edge.to === profile) continue;
      const found = { level: Math.max(levelOf(edge.verdict), next.level), depth: next.depth + 1 };
      if (!best || found.level < best.level || (found.level === best.level && found.depth < best.depth)) best = found;
    }
    return best;
  };
}
