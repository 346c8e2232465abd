/** What credentials can do in all, and how two of these differ. */
import { ActionSet } from "@/lib/domain/policy/sets";
import { elementCovers, ResourceElement, type ResourceRegion } from "@/lib/domain/policy/sets/resource-element";
import type { AccessIndex } from "./access-index";
import { levelOf } from "./levels";
import type { Profile } from "./profile";
import { reachedFrom } from "./ways";

export interface Ability {
  readonly region: ResourceRegion;
  readonly may: ActionSet;
  readonly must: ActionSet;
  readonly onward: boolean;
}

/** With what the roles give that they can assume. `level`: how sure it is that the credentials can be had. */
export function abilitiesOf(index: AccessIndex, profile: Profile, level: number): readonly Ability[] {
  const abilities: Ability[] = [];
  const add = (of: Profile, so: number, onward: boolean) => {
    for (const { region, may, must } of index.engine.plainGrants(of.sets, index.engine.compiler.matcher.everything))
      if (!may.isEmpty) abilities.push({ region, may, must: so === 0 ? must : ActionSet.EMPTY, onward });
  };
  add(profile, level, false);
  for (const { edge, level: way, cycle } of reachedFrom(index, profile, 100))
    if (edge.to && !cycle) add(edge.to, Math.max(level, way, levelOf(edge.verdict)), true);
  return abilities;
}

export interface Difference {
  readonly region: ResourceRegion;
  readonly actions: ActionSet;
  readonly onward: boolean;
}

/** What `of` has that nothing in `without` gives on all of the same resources. `certain`: for sure, and no longer so. */
export function beyond(of: readonly Ability[], without: readonly Ability[], certain: boolean): readonly Difference[] {
  const pick = ({ may, must }: Ability) => (certain ? must : may);
  return of.flatMap((ability) => {
    let left = pick(ability);
    for (const other of without) {
      if (left.isEmpty) return [];
      if (!pick(other).intersects(left)) continue;
      if (sameRegion(ability.region, other.region) || covers(other.region, ability.region))
        left = left.subtract(pick(other));
    }
    return left.isEmpty ? [] : [{ region: ability.region, actions: left, onward: ability.onward }];
  });
}

export interface AbilityDifference {
  readonly gained: readonly Difference[];
  readonly lost: readonly Difference[];
  /** Still possible, no longer certain. */
  readonly weakened: readonly Difference[];
  readonly strengthened: readonly Difference[];
}

export function compareAbilities(before: readonly Ability[], after: readonly Ability[]): AbilityDifference {
  const lost = beyond(before, after, false);
  const gained = beyond(after, before, false);
  return {
    gained,
    lost,
    weakened: without(beyond(before, after, true), lost),
    strengthened: without(beyond(after, before, true), gained),
  };
}

/** What is gone altogether is not told again as less certain. */
function without(differences: readonly Difference[], gone: readonly Difference[]): readonly Difference[] {
  return differences.flatMap((each) => {
    let { actions } = each;
    for (const other of gone) if (other.region === each.region) actions = actions.subtract(other.actions);
    return actions.isEmpty ? [] : [{ ...each, actions }];
  });
}

function sameRegion(a: ResourceRegion, b: ResourceRegion): boolean {
  return (
    a === b ||
    (a.negated === b.negated &&
      a.patterns.length === b.patterns.length &&
      a.patterns.every(({ text }, i) => text === b.patterns[i]!.text))
  );
}

function covers(cover: ResourceRegion, region: ResourceRegion): boolean {
  return elementCovers(new ResourceElement(cover.patterns, cover.negated), region) === "all";
}
