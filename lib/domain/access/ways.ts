/** The single ways from a profile to what allows it: over which roles, in which order. */
import type { AccessIndex } from "./access-index";
import { levelOf } from "./levels";
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

/** Every role that the credentials lead to, nearest first, each once; and steps that lead back. */
export function reachedFrom(index: AccessIndex, from: Profile, most = 500): readonly Reached[] {
  const reached: Reached[] = [];
  const seen = new Set<string>([from.roleArn]);
  let layer: { readonly at: Profile; readonly way: Way; readonly level: number }[] = [{ at: from, way: [], level: 0 }];
  while (layer.length > 0 && reached.length < most) {
    const next: typeof layer = [];
    for (const { at, way, level } of layer) {
      for (const edge of index.edges(at)) {
        const onTheWay = edge.roleArn === from.roleArn || way.some(({ roleArn }) => roleArn === edge.roleArn);
        if (seen.has(edge.roleArn) && !onTheWay) continue;
        if (edge.roleArn === at.roleArn) continue;
        const longer = [...way, edge];
        const so = Math.max(level, levelOf(edge.verdict));
        reached.push({ edge, way: longer, level: so, cycle: onTheWay });
        if (reached.length >= most) return reached;
        if (onTheWay || !edge.to) continue;
        seen.add(edge.roleArn);
        next.push({ at: edge.to, way: longer, level: so });
      }
    }
    layer = next;
  }
  return reached;
}
