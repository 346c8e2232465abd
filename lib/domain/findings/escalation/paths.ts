/** Where credentials lead in the end: steps put together, the worst end first. */
import { type Certainty, LEVELS, levelOf } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import { statementEvidence } from "../evidence";
import { type Gain, type Held, keyOf } from "./held";
import { type Family, families, type Step } from "./step";
import { CLUSTER_POWERS, clusterAccess } from "./techniques/clusters";
import { COMPUTE_POWERS, existingCompute } from "./techniques/existing-compute";
import { OTHER_ROLE_POWERS, otherRoles } from "./techniques/other-roles";
import { OWN_POWERS, ownPermissions } from "./techniques/own-permissions";
import { PASS_POWERS, passRole } from "./techniques/pass-role";
import { USER_POWERS, users } from "./techniques/users";
import type { World } from "./world";

/** Changes of identities; those that take a denial away are among them. */
export const IDENTITY_POWERS = [...OWN_POWERS, ...OTHER_ROLE_POWERS, ...USER_POWERS];

export const POWERS = [...IDENTITY_POWERS, ...PASS_POWERS, ...COMPUTE_POWERS, ...CLUSTER_POWERS];

export interface Path {
  readonly steps: readonly Step[];
  readonly certainty: Certainty;
  readonly gain: Gain;
}

/** Everything that one kind of technique opens to one holder. */
export interface Escalation {
  readonly from: Profile;
  readonly family: Family;
  /** The worst; then the most certain, then the shortest. */
  readonly path: Path;
  /** All techniques of the family that come to something, the path's own first. */
  readonly techniques: readonly string[];
  /** Role names and the like that they lead to, the path's own end first. */
  readonly ends: readonly string[];
}

const DEPTH = 5;
const STATES = 120;

export class Paths {
  readonly #world: World;
  readonly #steps = new Map<Profile, readonly Step[]>();
  readonly #ends = new Map<Profile, readonly Reached[]>();
  readonly #found = new Map<Profile, readonly Escalation[]>();

  constructor(world: World) {
    this.#world = world;
  }

  /** At most one of each family; none for administrators. */
  from(profile: Profile): readonly Escalation[] {
    let found = this.#found.get(profile);
    if (!found) {
      found = this.#find(profile);
      this.#found.set(profile, found);
    }
    return found;
  }

  #find(profile: Profile): readonly Escalation[] {
    const world = this.#world;
    if (profile.role === null) return [];
    const own = world.book.of(profile);
    if (own.level === "admin" && own.certainty === "allowed") return [];
    const byFamily = new Map<Family, Path[]>();
    for (const step of this.steps(profile)) {
      const path = this.#best(profile, step);
      if (!path) continue;
      const known = byFamily.get(step.family);
      if (known) known.push(path);
      else byFamily.set(step.family, [path]);
    }
    return families.flatMap((family): Escalation[] => {
      const paths = (byFamily.get(family) ?? []).sort(worstFirst);
      const [path] = paths;
      if (!path) return [];
      return [
        {
          from: profile,
          family,
          path,
          techniques: [...new Set(paths.map(({ steps }) => steps[0]!.technique))],
          ends: [...new Set(paths.map(({ steps }) => nameOf(steps.at(-1)!.to)))],
        },
      ];
    });
  }

  /** Every step from these credentials, whether it comes to more or not. */
  steps(profile: Profile): readonly Step[] {
    let steps = this.#steps.get(profile);
    if (!steps) {
      const world = this.#world;
      const found = world.hasPower(profile)
        ? [ownPermissions, otherRoles, users, passRole, existingCompute].flatMap((find) => [...find(world, profile)])
        : [];
      found.push(...clusterAccess(world, profile), ...assumed(world, profile));
      steps = found;
      this.#steps.set(profile, steps);
    }
    return steps;
  }

  /** The worst that begins with the step; null where it comes to nothing more than `from` has. */
  #best(from: Profile, step: Step): Path | null {
    const paths: Path[] = [];
    const gain = this.#world.gains.over(from, step.to);
    // Roles are there to be assumed: that alone is no escalation, unless it ends in everything.
    if (gain && (step.family !== "assume" || gain.level === "admin")) paths.push(pathOf([step], gain));
    if (step.to.kind === "role" && gain?.level !== "admin") {
      for (const { steps, held } of this.#reach(step.to.profile)) {
        const further = this.#world.gains.over(from, held);
        if (!further || steps.some(({ from: at }) => at.role === from.role)) continue;
        const onward = [step, ...steps];
        if (onward.every(({ family }) => family === "assume") && further.level !== "admin") continue;
        paths.push(pathOf(onward, further));
      }
    }
    return paths.sort(worstFirst)[0] ?? null;
  }

  /** What the credentials lead to in several steps, nearest first. */
  #reach(profile: Profile): readonly Reached[] {
    const known = this.#ends.get(profile);
    if (known) return known;
    const reached: Reached[] = [];
    const seen = new Set([keyOf({ kind: "role", profile })]);
    let layer: { readonly at: Profile; readonly steps: readonly Step[] }[] = [{ at: profile, steps: [] }];
    for (let depth = 1; depth < DEPTH && layer.length > 0; depth++) {
      const next: typeof layer = [];
      for (const { at, steps } of layer) {
        for (const step of this.steps(at)) {
          const key = keyOf(step.to);
          if (seen.has(key)) continue;
          seen.add(key);
          const longer = [...steps, step];
          reached.push({ steps: longer, held: step.to });
          if (reached.length >= STATES) break;
          if (step.to.kind === "role") next.push({ at: step.to.profile, steps: longer });
        }
      }
      layer = reached.length >= STATES ? [] : next;
    }
    this.#ends.set(profile, reached);
    return reached;
  }
}

interface Reached {
  readonly steps: readonly Step[];
  readonly held: Held;
}

/** sts:AssumeRole, as the access index has it. */
function* assumed(world: World, from: Profile): Iterable<Step> {
  for (const edge of world.index.edges(from)) {
    if (!edge.to?.role || edge.to.role === from.role) continue;
    const because = edge.assume?.because.find((each) => each.layer === "resource" && each.statement !== null);
    const name = edge.to.role.name;
    yield {
      technique: "assume-role",
      family: "assume",
      text: `assume role ${name}`,
      from,
      to: { kind: "role", profile: edge.to },
      certainty: edge.verdict,
      conditions: edge.assume?.words ? [`sts:AssumeRole ${edge.assume.words}`] : [],
      answers: edge.assume
        ? [
            {
              profile: from,
              action: "sts:AssumeRole",
              resource: edge.roleArn,
              certainty: edge.verdict,
              words: edge.assume.words,
              analysis: edge.assume,
            },
          ]
        : [],
      evidence: because
        ? [
            statementEvidence(`role ${name} trusts it`, edge.roleArn, {
              policy: "trust",
              sid: because.sid,
              index: because.statement ?? 0,
            }),
          ]
        : [],
    };
  }
}

function pathOf(steps: readonly Step[], gain: Gain): Path {
  const level = Math.max(levelOf(gain.certainty), ...steps.map(({ certainty }) => levelOf(certainty)));
  return { steps, gain, certainty: LEVELS[level]! };
}

const GAINS: readonly Gain["level"][] = ["admin", "data", "write", "read"];

function worstFirst(a: Path, b: Path): number {
  return score(a) - score(b) || a.steps.length - b.steps.length;
}

/** What is certain to end in data comes before what ends in everything for want of what was not read. */
function score({ gain, certainty }: Path): number {
  return GAINS.indexOf(gain.level) + levelOf(certainty) * 1.1;
}

export function nameOf(held: Held): string {
  return held.kind === "role" ? `role ${held.profile.role?.name ?? held.profile.roleArn}` : held.name;
}
