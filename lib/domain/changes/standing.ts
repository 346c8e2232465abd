/** What a workload's credentials can do in one snapshot, as sets of actions by how certain it is. */
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { isAboutTheCaller, tellsSessionsApart } from "@/lib/domain/access/caller-keys";
import { levelOf } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import { projection } from "@/lib/domain/access/profile-book";
import { reachedFrom } from "@/lib/domain/access/ways";
import { bindingLevel } from "@/lib/domain/access/who-can";
import type { Binding } from "@/lib/domain/identity/binding";
import { ActionSet } from "@/lib/domain/policy/sets";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";

/** The three sets have nothing in common. */
export interface Standing {
  readonly allowed: ActionSet;
  readonly conditional: ActionSet;
  /** For want of a layer that was not read. */
  readonly unknown: ActionSet;
  /** A policy was not read: whatever is in none of the sets is unknown, too. */
  readonly open: boolean;
}

export const NOTHING: Standing = {
  allowed: ActionSet.EMPTY,
  conditional: ActionSet.EMPTY,
  unknown: ActionSet.EMPTY,
  open: false,
};

/** Roles that are reached from one set of credentials, at most. */
const REACHED = 100;

/** A way to hold credentials: which, and how sure it is that they can be had. */
export interface Held {
  readonly profile: Profile;
  /** 0 allowed, 1 conditional, 2 unknown. */
  readonly level: number;
}

/** Long texts that are compared often, as numbers. Both snapshots share them. */
export class SignatureNumbers {
  readonly #known = new Map<string, number>();

  of(text: string): number {
    let number = this.#known.get(text);
    if (number === undefined) {
      number = this.#known.size;
      this.#known.set(text, number);
    }
    return number;
  }
}

/** Standings and signatures of one snapshot's credentials, each worked out once. */
export class StandingBook {
  readonly index: AccessIndex;
  readonly #signatures: (number | undefined)[] = [];
  readonly #numbers: SignatureNumbers;
  readonly #own: (string | undefined)[] = [];
  readonly #standings = new Map<string, Standing>();

  constructor(index: AccessIndex, numbers: SignatureNumbers) {
    this.index = index;
    this.#numbers = numbers;
  }

  /** Credentials that a binding gives; null where they cannot be had. */
  held(binding: Binding): Held | null {
    const level = bindingLevel(binding);
    const profile = level === null ? null : this.index.profileOf(binding);
    return profile === null || level === null ? null : { profile, level };
  }

  /** Equal numbers: whatever these credentials can do in one snapshot, they can do in the other. */
  signature({ profile, level }: Held): number {
    let number = this.#signatures[profile.number];
    if (number === undefined) {
      number = this.#numbers.of(this.#withReach(profile));
      this.#signatures[profile.number] = number;
    }
    return number * 3 + level;
  }

  /** `alike`: what is in doubt here is in doubt on the other side as well, so that the doubt is no difference. */
  standing(held: Held, alike: boolean): Standing {
    const key = `${alike} ${held.level} ${held.profile.number}`;
    let found = this.#standings.get(key);
    if (!found) {
      found = this.#make(held, alike);
      this.#standings.set(key, found);
    }
    return found;
  }

  /** Limits that were not read, and whether the credentials can be had at all where that is not known. */
  doubts(held: readonly Held[]): string {
    const layers = new Set<string>();
    for (const { profile } of held)
      for (const layer of this.index.permissions(profile).notRead) if (layer !== "identity") layers.add(layer);
    const had = held.length > 0 && held.every(({ level }) => level === 2) ? ["credentials"] : [];
    return [...layers, ...had].sort().join(",");
  }

  #make({ profile, level }: Held, alike: boolean): Standing {
    const parts = [this.#of(profile, level, alike)];
    for (const { edge, level: way, cycle } of reachedFrom(this.index, profile, REACHED))
      if (edge.to && !cycle) parts.push(this.#of(edge.to, Math.max(level, way, levelOf(edge.verdict)), alike));
    return joined(parts);
  }

  #of(profile: Profile, level: number, alike: boolean): Standing {
    const { may, must, openEnded, notRead } = this.index.permissions(profile);
    const allowed = level === 0 ? must : ActionSet.EMPTY;
    const rest = may.subtract(allowed);
    const doubtful = !alike && (level === 2 || notRead.some((layer) => layer !== "identity"));
    return doubtful
      ? { allowed, conditional: ActionSet.EMPTY, unknown: rest, open: openEnded }
      : { allowed, conditional: rest, unknown: ActionSet.EMPTY, open: openEnded };
  }

  #withReach(profile: Profile): string {
    const own = this.#ownSignature(profile);
    const reached = this.index.edges(profile).length === 0 ? [] : reachedFrom(this.index, profile, REACHED);
    if (reached.length === 0) return own;
    const texts = reached.flatMap(({ edge, level, cycle }) =>
      edge.to && !cycle ? [`${Math.max(level, levelOf(edge.verdict))}${this.#ownSignature(edge.to)}`] : [],
    );
    return `${own}>${texts.sort().join(">")}`;
  }

  #ownSignature(profile: Profile): string {
    let text = this.#own[profile.number];
    if (text === undefined) {
      text = this.#writeSignature(profile);
      this.#own[profile.number] = text;
    }
    return text;
  }

  /** Everything that `Profile.sets` is made from. */
  #writeSignature(profile: Profile): string {
    const { role, session, state } = profile;
    if (role === null) return `|${profile.roleArn}|${state.kind}`;
    const { library } = this.index;
    const boundary = library.boundary(role);
    const hashes = library.identity(role).map(({ hash }) => this.#numbers.of(hash ?? "unread"));
    const limit =
      boundary === null || boundary === "unknown" ? String(boundary) : this.#numbers.of(boundary.hash ?? "unread");
    const text = session.kind === "policy" ? this.#numbers.of(session.text) : session.kind;
    const controls = `${this.#controls(role.accountId, "SCP")},${this.#controls(role.accountId, "RCP")}`;
    const open = library.identityOpen(role) ? "open" : "";
    return `|${role.arn}|${open}|${hashes.sort().join()}|${limit}|${text}|${controls}|${this.#factsOf(profile, role)}`;
  }

  readonly #controlTexts = new Map<string, number>();

  #controls(accountId: string, type: "SCP" | "RCP"): number {
    const key = `${type}${accountId}`;
    let text = this.#controlTexts.get(key);
    if (text === undefined) {
      const { levels, read } = this.index.library.control(accountId, type);
      const each = levels.map((level) =>
        level
          .map(({ name, hash }) => `${name}=${hash ?? "unread"}`)
          .sort()
          .join(","),
      );
      text = this.#numbers.of(`${read ? "" : "unread"}${each.join("/")}`);
      this.#controlTexts.set(key, text);
    }
    return text;
  }

  /** What its documents look at of the caller. Most of that follows from the role, and costs no more than its name. */
  #factsOf(profile: Profile, role: RoleFacts): string {
    const { library } = this.index;
    const { session } = profile;
    const keys = new Set<string>();
    const tags = { looked: false };
    let organization = false;
    let time = false;
    const add = (all: Iterable<string> | undefined) => {
      for (const key of all ?? []) {
        if (!isAboutTheCaller(key) || OF_THE_ROLE.has(key)) continue;
        if (tellsSessionsApart(key)) keys.add(key);
        else if (key.startsWith("aws:principaltag/")) tags.looked = true;
        else if (key.startsWith("aws:principalorg")) organization = true;
        else if (TIME.has(key)) time = true;
        else keys.add(key);
      }
    };
    for (const { hash } of library.identity(role)) add(library.document(hash)?.keys);
    const boundary = library.boundary(role);
    if (boundary !== null && boundary !== "unknown") add(library.document(boundary.hash)?.keys);
    if (session.kind === "policy") add(library.document(library.keepText(session.text))?.keys);
    add(library.controlKeys(role.accountId, "SCP"));
    add(library.controlKeys(role.accountId, "RCP"));
    if (!tags.looked && !organization && !time && keys.size === 0) return "";
    return [
      tags.looked ? JSON.stringify(role.tags) : "",
      organization ? projection(ORGANIZATION, library.organizationOf(role.accountId)) : "",
      time ? this.index.estate.meta.startedAt : "",
      keys.size > 0 ? projection([...keys].sort(), profile.context) : "",
    ].join("|");
  }
}

/** The same for the same role, whenever it is asked about. */
const OF_THE_ROLE: ReadonlySet<string> = new Set([
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principalisawsservice",
  "aws:principaltype",
]);
const ORGANIZATION = ["aws:principalorgid", "aws:principalorgpaths"];
const TIME: ReadonlySet<string> = new Set(["aws:currenttime", "aws:epochtime"]);

/** The best of each action. */
export function joined(parts: readonly Standing[]): Standing {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const allowed = ActionSet.unionOf(parts.map((each) => each.allowed));
  const conditional = ActionSet.unionOf(parts.map((each) => each.conditional)).subtract(allowed);
  const unknown = ActionSet.unionOf(parts.map((each) => each.unknown))
    .subtract(allowed)
    .subtract(conditional);
  return { allowed, conditional, unknown, open: parts.some(({ open }) => open) };
}

export interface StandingDifference {
  /** Not possible before, allowed or conditional now. */
  readonly gained: ActionSet;
  readonly lost: ActionSet;
  /** Conditional before, certain now. */
  readonly strengthened: ActionSet;
  readonly weakened: ActionSet;
  readonly becameKnown: ActionSet;
  readonly becameUnknown: ActionSet;
  /** Whether anything else is possible could be told before and cannot now, or the other way round. */
  readonly open: "same" | "opened" | "closed";
}

/** Each action by its state on both sides; what is unknown on either of them is never gained and never lost. */
export function compareStandings(before: Standing, after: Standing): StandingDifference {
  const was = before.allowed.union(before.conditional);
  const is = after.allowed.union(after.conditional);
  const all = ActionSet.unionOf([was, is, before.unknown, after.unknown]);
  const wasUnknown = before.open ? all.subtract(was) : before.unknown;
  const isUnknown = after.open ? all.subtract(is) : after.unknown;
  return {
    gained: is.subtract(was).subtract(wasUnknown),
    lost: was.subtract(is).subtract(isUnknown),
    strengthened: before.conditional.intersect(after.allowed),
    weakened: before.allowed.intersect(after.conditional),
    becameKnown: wasUnknown.subtract(isUnknown),
    becameUnknown: isUnknown.subtract(wasUnknown),
    open: before.open === after.open ? "same" : after.open ? "opened" : "closed",
  };
}
