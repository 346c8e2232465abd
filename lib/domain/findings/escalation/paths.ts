/** Where credentials lead in the end: steps put together, the worst end first. */
import { type Certainty, LEVELS, levelOf } from "@/lib/domain/access/levels";
import type { Edge } from "@/lib/domain/access/onward";
import type { Profile } from "@/lib/domain/access/profile";
import { statementEvidence } from "../evidence";
import type { FindingEvidence } from "../finding";
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
/** Roles that one role can assume, of which the strongest are followed. */
const MOST_EDGES = 60;

export class Paths {
  readonly #world: World;
  readonly #steps = new Map<Profile, readonly Step[]>();
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
    const steps = this.steps(profile);
    const byFamily = new Map<Family, Path[]>(
      families.map((family) => [
        family,
        this.#of(
          profile,
          steps.filter((step) => step.family === family),
        ),
      ]),
    );
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

  /** What begins with one of the steps, which are of one family. */
  #of(from: Profile, steps: readonly Step[]): Path[] {
    const paths: Path[] = [];
    for (const step of steps) {
      const gain = this.#world.gains.over(from, step.to);
      // Roles are there to be assumed: that alone is no escalation, unless it ends in everything.
      if (gain && (step.family !== "assume" || gain.level === "admin")) paths.push(pathOf([step], gain));
    }
    if (paths.some(({ gain, certainty }) => gain.level === "admin" && certainty === "allowed")) return paths;
    this.#further(from, steps, paths);
    return paths;
  }

  /** Several steps, nearest first; what is certain before what is not. Each state once. */
  #further(from: Profile, first: readonly Step[], paths: Path[]): void {
    const seen = new Set([keyOf({ kind: "role", profile: from })]);
    let states = 0;
    let layer: (readonly Step[])[] = [];
    for (const step of bySureness(first)) {
      if (seen.has(keyOf(step.to))) continue;
      seen.add(keyOf(step.to));
      if (step.to.kind === "role" && step.to.profile.role !== from.role) layer.push([step]);
    }
    for (let depth = 1; depth < DEPTH && layer.length > 0; depth++) {
      const next: typeof layer = [];
      for (const path of layer) {
        const at = path.at(-1)!.to;
        if (at.kind !== "role") continue;
        for (const step of this.steps(at.profile)) {
          const key = keyOf(step.to);
          if (seen.has(key)) continue;
          seen.add(key);
          if (step.to.kind === "role" && step.to.profile.role === from.role) continue;
          const longer = [...path, step];
          const gain = this.#world.gains.over(from, step.to);
          if (gain && (gain.level === "admin" || longer.some(({ family }) => family !== "assume")))
            paths.push(pathOf(longer, gain));
          if (++states >= STATES) return;
          if (step.to.kind === "role") next.push(longer);
        }
      }
      layer = next;
    }
  }
}

function bySureness(steps: readonly Step[]): readonly Step[] {
  return [...steps].sort((a, b) => levelOf(a.certainty) - levelOf(b.certainty));
}

/** sts:AssumeRole, as the access index has it. */
function* assumed(world: World, from: Profile): Iterable<Step> {
  const edges = world.index.edges(from).filter(({ to }) => to?.role && to.role !== from.role);
  const strongest = edges.length <= MOST_EDGES ? edges : strongestOf(world, edges);
  for (const edge of strongest) {
    if (!edge.to?.role) continue;
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
      evidence: () => trustOf(edge, name),
    };
  }
}

function trustOf({ assume, roleArn }: Edge, name: string): readonly FindingEvidence[] {
  const because = assume?.because.find((each) => each.layer === "resource" && each.statement !== null);
  if (!because) return [];
  const statement = { policy: "trust", sid: because.sid, index: because.statement ?? 0 };
  return [statementEvidence(`role ${name} trusts it`, roleArn, statement)];
}

function strongestOf(world: World, edges: readonly Edge[]): readonly Edge[] {
  return [...edges].sort((a, b) => world.rank(b.to!.role!) - world.rank(a.to!.role!)).slice(0, MOST_EDGES);
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
