/** What credentials come to at worst: by their own policies, and by those of the roles that they lead to. */
import { type Certainty, LEVELS, levelOf } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import { reachedFrom } from "@/lib/domain/access/ways";
import { bindingLevel } from "@/lib/domain/access/who-can";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { type Path, pathsOf } from "../escalation";
import { STRENGTHS, type Strength, type StrengthBook } from "./strength";
import { type ReachFacts, strengthsOf } from "./strengths-of";

export type { ReachFacts };

export type ReachLevel = "admin" | "escalation" | "data" | "write" | "read" | "none" | "unknown";

export interface Reach {
  readonly level: ReachLevel;
  /** How sure it is. */
  readonly certainty: Certainty;
  /** A clause that follows "could": "do anything in account 111122223333". */
  readonly text: string;
}

/** Of a role by itself, whoever has its credentials. */
export function reachOfRole(facts: ReachFacts, roleArn: string): Reach {
  const known = facts.kept("reach of roles", () => new Map<string, Reach>());
  let reach = known.get(roleArn);
  if (!reach) {
    const book = strengthsOf(facts);
    reach = parseRoleArn(roleArn) ? reachOfProfile(facts, book.index.book.ofRole(roleArn)) : NOT_READ;
    known.set(roleArn, reach);
  }
  return reach;
}

/** Of the credentials that a binding gives: its session policy and tags count. Those that cannot be had reach nothing. */
export function reachOfBinding(facts: ReachFacts, binding: Binding): Reach {
  const level = bindingLevel(binding);
  if (level === null) return { level: "none", certainty: "allowed", text: "not get these credentials" };
  const profile = strengthsOf(facts).index.profileOf(binding) ?? null;
  if (profile === null) return NOT_READ;
  const reach = reachOfProfile(facts, profile);
  const certainty = LEVELS[Math.max(level, levelOf(reach.certainty))]!;
  return certainty === reach.certainty ? reach : { ...reach, certainty };
}

/** @internal */
export function reachOfProfile(facts: ReachFacts, profile: Profile): Reach {
  const known = facts.kept("reach of profiles", () => new Map<Profile, Reach>());
  let reach = known.get(profile);
  if (!reach) {
    reach = withEscalation(facts, profile, worstOf(strengthsOf(facts), profile));
    known.set(profile, reach);
  }
  return reach;
}

/** What ends in everything counts before what the policies themselves give, but for administrators. */
function withEscalation(facts: ReachFacts, profile: Profile, reach: Reach): Reach {
  if (reach.level === "admin") return reach;
  const paths = pathsOf(facts)
    .from(profile)
    .map(({ path }) => path)
    .filter(({ gain, certainty }) => gain.level === "admin" && certainty !== "unknown");
  const [path] = paths.sort((a, b) => levelOf(a.certainty) - levelOf(b.certainty) || a.steps.length - b.steps.length);
  return path ? { level: "escalation", certainty: path.certainty, text: becomes(path) } : reach;
}

function becomes({ steps }: Path): string {
  const last = steps.at(-1)!.to;
  const account = last.kind === "role" ? (last.profile.role?.accountId ?? "") : last.accountId;
  const [first] = steps;
  return `become administrator of account ${account}, first of all ${first!.text}`;
}

function worstOf(book: StrengthBook, profile: Profile): Reach {
  if (profile.state.kind === "unread") return NOT_READ;
  let worst = { strength: book.of(profile), certainty: book.of(profile).certainty, through: null as string | null };
  let unread: string | null = null;
  if (worst.strength.level !== "admin") {
    for (const { edge, level, cycle } of reachedFrom(book.index, profile, MOST_ROLES)) {
      if (!edge.to) unread ??= edge.roleArn;
      if (!edge.to || cycle) continue;
      const strength = book.of(edge.to);
      const certainty = LEVELS[Math.max(level, levelOf(strength.certainty))]!;
      const more = rank(strength) - rank(worst.strength);
      if (more > 0 || (more === 0 && levelOf(certainty) < levelOf(worst.certainty) && worst.through !== null))
        worst = { strength, certainty, through: edge.roleArn };
    }
  }
  const { strength, certainty, through } = worst;
  if (strength.level === "none" && (strength.openEnded || unread !== null)) return NOT_READ;
  return { level: strength.level, certainty, text: inWords(strength, through ?? profile.roleArn, through) };
}

const MOST_ROLES = 200;
const NOT_READ: Reach = { level: "unknown", certainty: "unknown", text: "do what was not read" };

function rank({ level }: Strength): number {
  return STRENGTHS.indexOf(level);
}

function inWords({ level, data, openEnded }: Strength, roleArn: string, through: string | null): string {
  const account = parseRoleArn(roleArn)?.accountId ?? "";
  const said =
    level === "admin"
      ? `do anything in account ${account}`
      : level === "data"
        ? `read all ${list(data)} of account ${account} that its policies let in`
        : level === "write"
          ? `change resources in account ${account}`
          : level === "read"
            ? `read settings, and data of single resources, in account ${account}`
            : "do nothing in AWS";
  const by = through === null ? "" : ` through role ${parseRoleArn(through)?.name ?? through}`;
  return `${said}${by}${openEnded ? ", or more: a policy was not read" : ""}`;
}

const SHOWN = 3;

function list(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more kinds of data`;
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
