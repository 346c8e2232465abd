/** What a profile's own policies come to, all limits held against them: its place among others, and what it may do. */
import type { AccessIndex } from "@/lib/domain/access/access-index";
import type { Certainty } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import { ALLOW_ALL } from "@/lib/domain/policy";
import {
  ActionSet,
  type Grant,
  type PolicySets,
  type RolePermissions,
  type RolePolicySets,
} from "@/lib/domain/policy/sets";
import { type ActionClasses, actionClasses } from "./action-classes";
import { isBroad, isEverything } from "./breadth";

/** Worst last. What credentials lead on to is not in it. */
export const STRENGTHS = ["none", "read", "write", "data", "admin"] as const;

export interface Strength {
  readonly level: (typeof STRENGTHS)[number];
  /** How sure the level is. */
  readonly certainty: Certainty;
  /** Policies that were not read may allow more. */
  readonly openEnded: boolean;
  /** Kinds of data that it reads without a limit to some resources. */
  readonly data: readonly string[];
  readonly may: ActionSet;
}

export interface StrengthBook {
  readonly index: AccessIndex;
  readonly classes: ActionClasses;
  of(profile: Profile): Strength;
  /** Of policies as they would be. */
  ofSets(sets: RolePolicySets): Strength;
  /** Grants of what counts, of a profile. */
  grants(profile: Profile): readonly Grant[];
  /** Of what counts, what it may do on every resource. */
  everywhere(profile: Profile): ActionSet;
  /** A policy that allows everything. */
  readonly everything: PolicySets;
}

export function createStrengths(index: AccessIndex): StrengthBook {
  const { engine, table } = index;
  const classes = actionClasses(table, engine.compiler.matcher);
  const known = new Map<Profile, Strength>();
  const grants = new Map<Profile, readonly Grant[]>();
  const everywhere = new Map<Profile, ActionSet>();
  const ceilings = new Map<unknown, ActionSet>();
  const everything = engine.compiler.compile("everything allowed", ALLOW_ALL);

  const ceiling = (serviceControl: RolePolicySets["serviceControl"]): ActionSet => {
    let known = ceilings.get(serviceControl);
    if (!known) {
      known = engine.permissions({
        ...NOTHING,
        identity: [{ name: "everything", sets: everything }],
        serviceControl,
      }).may;
      ceilings.set(serviceControl, known);
    }
    return known;
  };

  const judge = (sets: RolePolicySets, permissions: RolePermissions): Strength => {
    const { may, must, openEnded, notRead } = permissions;
    const base = { openEnded, may, data: [] as readonly string[] };
    const unsure: Certainty | null = notRead.length > 0 ? "unknown" : null;
    if (may.isEmpty) return { ...base, level: "none", certainty: openEnded ? "unknown" : "allowed" };
    const most = ceiling(sets.serviceControl);
    if (may.intersects(classes.identityPower) && share(may, most) >= ADMIN_SHARE) {
      const wide = engine
        .plainGrants(sets, engine.compiler.matcher.everything)
        .filter(({ region }) => isEverything(region));
      const everywhere = ActionSet.unionOf(wide.map((grant) => grant.may));
      if (share(everywhere, most) >= ADMIN_SHARE && share(everywhere, classes.identityPower) >= POWER_SHARE) {
        const sure = ActionSet.unionOf(wide.map((grant) => grant.must));
        const certain = share(sure, classes.identityPower) >= POWER_SHARE;
        return {
          ...base,
          level: "admin",
          certainty: unsure ?? (certain ? "allowed" : "conditional"),
          data: classes.data.map(({ name }) => name),
        };
      }
    }
    if (may.intersects(classes.allData)) {
      const wide = engine.plainGrants(sets, classes.allData).filter(({ region }) => isBroad(region));
      const reads = ActionSet.unionOf(wide.map((grant) => grant.may));
      if (!reads.isEmpty) {
        const sure = ActionSet.unionOf(wide.map((grant) => grant.must));
        return {
          ...base,
          level: "data",
          certainty: unsure ?? (sure.isEmpty ? "conditional" : "allowed"),
          data: classes.data.filter(({ actions }) => actions.intersects(reads)).map(({ name }) => name),
        };
      }
    }
    const level = may.intersects(classes.changes) ? "write" : "read";
    const sure = level === "write" ? must.intersects(classes.changes) : !must.isEmpty;
    return { ...base, level, certainty: unsure ?? (sure ? "allowed" : "conditional") };
  };

  return {
    index,
    classes,
    of(profile) {
      let strength = known.get(profile);
      if (!strength) {
        strength = judge(profile.sets, index.permissions(profile));
        known.set(profile, strength);
      }
      return strength;
    },
    ofSets: (sets) => judge(sets, engine.permissions(sets)),
    grants(profile) {
      let found = grants.get(profile);
      if (!found) {
        found = engine.plainGrants(profile.sets, classes.significant).filter(({ may }) => !may.isEmpty);
        grants.set(profile, found);
      }
      return found;
    },
    everywhere(profile) {
      let found = everywhere.get(profile);
      if (!found) {
        const wide = this.grants(profile).filter(({ region }) => !region.negated && isEverything(region));
        found = ActionSet.unionOf(wide.map((grant) => grant.may));
        everywhere.set(profile, found);
      }
      return found;
    },
    everything,
  };
}

/** Of what the account's organization lets anybody do, on everything: guard rails may take a few actions away. */
const ADMIN_SHARE = 0.7;
const POWER_SHARE = 0.6;

const NOTHING: RolePolicySets = {
  identity: [],
  permissionsBoundary: null,
  session: null,
  serviceControl: [],
  resourceControl: [],
};

/** How much of `whole` is in `part`, 0 to 1. */
function share(part: ActionSet, whole: ActionSet): number {
  const { size } = whole;
  return size === 0 ? 0 : part.intersect(whole).size / size;
}
