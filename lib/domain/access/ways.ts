/** The single ways from a profile to what allows it: over which roles, in which order. */
import type { AccessIndex } from "./access-index";
import { LEVELS, levelOf } from "./levels";
import type { Edge } from "./onward";
import type { Profile } from "./profile";

/** Steps from the pod's credentials; empty = they can do it themselves. */
export type Way = readonly Edge[];

/** How many steps are looked at for one answer: a mesh of roles has more ways than anyone reads. */
const STEPS = 2_000;
const DEPTH = 12;

/**
 * Shortest first, at most `most`, none through a role twice. `ends`: what the way must lead to; null = anything.
 */
export function waysFrom(
  index: AccessIndex,
  from: Profile,
  ends: (profile: Profile) => boolean,
  most: number,
): readonly Way[] {
  const ways: Way[] = [];
  if (ends(from)) ways.push([]);
  let steps = 0;
  let layer: Way[] = [[]];
  for (let depth = 1; depth <= DEPTH && layer.length > 0 && ways.length < most; depth++) {
    const next: Way[] = [];
    for (const way of layer) {
      const at = way.at(-1)?.to ?? from;
      for (const edge of index.edges(at)) {
        if (++steps > STEPS) return ways;
        if (!edge.to || edge.roleArn === from.roleArn || way.some(({ roleArn }) => roleArn === edge.roleArn)) continue;
        const longer = [...way, edge];
        next.push(longer);
        if (ways.length < most && ends(edge.to)) ways.push(longer);
      }
    }
    layer = next;
  }
  return ways;
}

export interface Reached {
  readonly edge: Edge;
  /** Edges from the pod's credentials to the role, `edge` the last. */
  readonly way: Way;
  readonly level: number;
  /** The role is already on the way: it is not followed again. */
  readonly cycle: boolean;
}

/**
 * Every role that the credentials lead to, nearest first, each once and by its most certain way; and steps that lead back.
 */
export function reachedFrom(index: AccessIndex, from: Profile, most = 500): readonly Reached[] {
  const found = new Map<string, Reached>();
  for (let level = 0; level < LEVELS.length; level++) if (!walk(index, from, level, most, found)) break;
  return [...found.values()].sort((a, b) => a.way.length - b.way.length);
}

/**
 * Steps of at least this certainty only. What an earlier walk found is kept, and walked through again. True where steps of
 * less certainty are left.
 */
function walk(index: AccessIndex, from: Profile, level: number, most: number, found: Map<string, Reached>): boolean {
  let left = false;
  const seen = new Set<string>([from.roleArn]);
  let layer: { readonly at: Profile; readonly way: Way; readonly level: number }[] = [{ at: from, way: [], level: 0 }];
  while (layer.length > 0 && found.size < most) {
    const next: typeof layer = [];
    for (const { at, way, level: before } of layer) {
      for (const edge of index.edges(at)) {
        if (edge.roleArn === at.roleArn) continue;
        if (levelOf(edge.verdict) > level) {
          left = true;
          continue;
        }
        const cycle = edge.roleArn === from.roleArn || way.some(({ roleArn }) => roleArn === edge.roleArn);
        if (seen.has(edge.roleArn) && !cycle) continue;
        const longer = [...way, edge];
        const so = Math.max(before, levelOf(edge.verdict));
        const key = cycle ? `${at.roleArn}>${edge.roleArn}` : edge.roleArn;
        if (!found.has(key)) found.set(key, { edge, way: longer, level: so, cycle });
        if (found.size >= most) return false;
        if (cycle) continue;
        seen.add(edge.roleArn);
        if (edge.to) next.push({ at: edge.to, way: longer, level: so });
      }
    }
    layer = next;
  }
  return left;
}
