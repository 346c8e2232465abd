/** What somebody holds at a point of a path: the credentials of a role, or powers that they gave themselves. */
import { type Ability, beyond } from "@/lib/domain/access/abilities";
import type { Certainty } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import type { RolePolicySets } from "@/lib/domain/policy/sets";
import { STRENGTHS, type Strength, type StrengthBook } from "../reach/strength";

export type Held =
  | { readonly kind: "role"; readonly profile: Profile }
  /** `name` as a sentence goes on: "a new role", "role app with any policy". `key` tells it from others. */
  | {
      readonly kind: "powers";
      readonly key: string;
      readonly name: string;
      readonly accountId: string;
      readonly sets: RolePolicySets;
    }
  /** What it comes to cannot be read: an older version of a policy, a user. At worst everything. */
  | { readonly kind: "unread"; readonly key: string; readonly name: string; readonly accountId: string };

export function keyOf(held: Held): string {
  return held.kind === "role" ? `role ${held.profile.number}` : `${held.kind} ${held.key}`;
}

/** What one gets over what one had: its worst level, and how sure that is. */
export interface Gain {
  readonly level: "admin" | "data" | "write" | "read";
  readonly certainty: Certainty;
  /** Kinds of data that can be read without a limit to some resources. */
  readonly data: readonly string[];
}

export class Gains {
  readonly #book: StrengthBook;
  readonly #strengths = new Map<string, Strength>();
  readonly #known = new Map<Profile, Map<string, Gain | null>>();

  constructor(book: StrengthBook) {
    this.#book = book;
  }

  /** null = nothing that counts. */
  over(from: Profile, to: Held): Gain | null {
    let known = this.#known.get(from);
    if (!known) {
      known = new Map();
      this.#known.set(from, known);
    }
    const key = keyOf(to);
    let gain = known.get(key);
    if (gain === undefined) {
      gain = this.#compare(from, to);
      known.set(key, gain);
    }
    return gain;
  }

  #compare(from: Profile, to: Held): Gain | null {
    if (to.kind === "unread") return { level: "admin", certainty: "unknown", data: [] };
    const strength = this.strength(to);
    const own = this.#book.of(from);
    const { level, certainty, data } = strength;
    if (level === "none") return null;
    if (own.level === "admin" && own.certainty === "allowed") return null;
    if (level === "admin") {
      if (own.level !== "admin" || this.#accountOf(to) !== from.role?.accountId) return { level, certainty, data };
      return null;
    }
    if (!this.#isMore(from, to, strength)) return null;
    const higher = STRENGTHS.indexOf(level) > STRENGTHS.indexOf(own.level);
    if (level === "data" && (higher || data.some((kind) => !own.data.includes(kind))))
      return { level, certainty, data };
    const changes = strength.may.intersects(this.#book.classes.changes);
    return { level: changes ? "write" : "read", certainty, data: [] };
  }

  strength(held: Exclude<Held, { kind: "unread" }>): Strength {
    if (held.kind === "role") return this.#book.of(held.profile);
    let strength = this.#strengths.get(held.key);
    if (!strength) {
      strength = this.#book.ofSets(held.sets);
      this.#strengths.set(held.key, strength);
    }
    return strength;
  }

  #accountOf(held: Exclude<Held, { kind: "unread" }>): string {
    return held.kind === "role" ? (held.profile.role?.accountId ?? "") : held.accountId;
  }

  /** Something that counts, or some of it on more resources. */
  #isMore(from: Profile, to: Exclude<Held, { kind: "unread" }>, strength: Strength): boolean {
    const { significant } = this.#book.classes;
    const counts = strength.may.intersect(significant);
    if (counts.isEmpty) return false;
    if (this.#accountOf(to) !== from.role?.accountId) return true;
    if (!counts.isSubsetOf(this.#book.index.permissions(from).may)) return true;
    if (counts.isSubsetOf(this.#book.everywhere(from))) return false;
    const grants =
      to.kind === "role" ? this.#book.grants(to.profile) : this.#book.index.engine.plainGrants(to.sets, significant);
    return beyond(grants.map(ability), this.#book.grants(from).map(ability), false).length > 0;
  }
}

function ability(grant: Omit<Ability, "onward">): Ability {
  return { region: grant.region, may: grant.may, must: grant.must, onward: false };
}
