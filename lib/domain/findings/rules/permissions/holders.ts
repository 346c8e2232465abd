/** Roles whose credentials pods can have, directly or by assuming them, and the pods' ways to them. */
import { type Certainty, LEVELS, levelOf } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import { bindingLevel } from "@/lib/domain/access/who-can";
import type { Binding } from "@/lib/domain/identity/binding";
import { strengthsOf } from "../../reach/strengths-of";
import type { FindingFacts } from "../../rule";

export interface Holder {
  readonly profile: Profile;
  /** Bindings whose credentials can be had and are the profile's, or lead to it over other roles. */
  readonly bindings: readonly Binding[];
  /** Of `bindings`, those that give the profile itself. */
  readonly direct: readonly Binding[];
  /** How surely somebody has the credentials. */
  readonly certainty: Certainty;
}

/** Profiles beyond these on the way back are more of the same. */
const MOST_CALLERS = 2_000;

/** Every profile that pods' credentials come to, those of bindings first. */
export function holdersOf(facts: FindingFacts): readonly Profile[] {
  return facts.kept("profiles that pods come to", () => {
    const { index } = strengthsOf(facts);
    return index.book.profiles.filter(
      (profile) => profile.role !== null && (profile.number < index.directCount || index.callers(profile).length > 0),
    );
  });
}

/** null where nobody can have the credentials. `past`: roles that are no news on the way, such as administrators. */
export function holderOf(facts: FindingFacts, profile: Profile, past: (profile: Profile) => boolean): Holder | null {
  const { index } = strengthsOf(facts);
  const usable = (of: Profile) => index.bindingsOf(of).filter((binding) => bindingLevel(binding) !== null);
  const direct = usable(profile);
  const bindings = [...direct];
  let level = Math.min(LEVELS.length, ...direct.map((binding) => bindingLevel(binding)!));
  const seen = new Map<Profile, number>([[profile, 0]]);
  for (const [at, so] of seen) {
    if (seen.size > MOST_CALLERS) break;
    for (const edge of index.callers(at)) {
      if (seen.has(edge.from) || past(edge.from)) continue;
      const way = Math.max(so, levelOf(edge.verdict));
      seen.set(edge.from, way);
      const more = usable(edge.from);
      bindings.push(...more);
      level = Math.min(level, ...more.map((binding) => Math.max(way, bindingLevel(binding)!)));
    }
  }
  const certainty = LEVELS[level];
  return certainty === undefined ? null : { profile, bindings, direct, certainty };
}
