/**
 * Who can do ACTION on RESOURCE, patterns on both sides: sets find the profiles that may, the engine then judges each on
 * what was asked, where that is one resource; last, who leads to them.
 */
import type { Binding } from "@/lib/domain/identity/binding";
import { credentialFacts } from "@/lib/domain/identity/credential-facts";
import { toFacts } from "@/lib/domain/identity/request-facts";
import { ActionSet, type WhoCanMatch } from "@/lib/domain/policy/sets";
import type { AccessIndex } from "./access-index";
import { resourceAsked } from "./asked-resource";
import { type Doubt, limited, ownerUnknown } from "./judge";
import { atMost, type Certainty, LEVELS, levelOf } from "./levels";
import { judgeActions, type Match } from "./match";
import type { Profile } from "./profile";
import { projection } from "./profile-book";
import { unrefused } from "./refused";
import { namedBy } from "./resource-callers";
import { type ResourceEnd, resourceEnd } from "./resource-end";
import { limitOn } from "./resource-state";
import { addLetIn, isSeveral, settleAssuming } from "./several-resources";
import { shortcut } from "./shortcut";

export { bindingLevel } from "./levels";
export type { Match } from "./match";

export interface WhoCan {
  readonly action: string;
  readonly resource: ResourceEnd | null;
  /** null where the table has no such action. */
  readonly asked: ActionSet | null;
  readonly matches: ReadonlyMap<Profile, Match>;
  /** Sessions of one profile may differ; else `matchOf` says of each what `matches` says of the profile. */
  readonly apart: boolean;
  /** Where sessions of one profile differ. null = cannot. */
  matchOf(profile: Profile, binding: Binding | null): Match | null;
}

/** How many single judgements one question may cost; beyond, sets alone answer, and say less for certain. */
const JUDGEMENTS = 60_000;

/** `resource` "" or "*" = whatever the grants name. */
export function whoCan(index: AccessIndex, action: string, resource: string): WhoCan {
  const service = action.slice(0, Math.max(0, action.indexOf(":"))).toLowerCase();
  const named = resourceAsked(index, action, resource);
  const end = named === null ? null : resourceEnd(index.library, named, service);
  const context = end ? { context: end.context } : {};
  // Where each is judged, the judgement holds the owner's RCPs against it; those of the caller's own account do not bind.
  const owned = end?.accountId ? { ...context, resourceControl: [] } : context;
  let { asked, matches: found } = index.roles.whoCan(action, named, owned);
  const matches = new Map<Profile, Match>();
  let bySet = byProfile(index, found, named);
  const candidates = new Set(bySet.keys());
  if (end) for (const profile of namedBy(index, end)) candidates.add(profile);
  const actions = asked ? [...asked].map((id) => index.table.actionName(id)) : [action];
  const judged = end !== null && actions.length * candidates.size <= JUDGEMENTS;
  if (!judged && owned !== context) {
    ({ asked, matches: found } = index.roles.whoCan(action, named, context));
    bySet = byProfile(index, found, named);
  }
  const short = end ? shortcut(end, actions) : null;
  const withPolicies = end === null && mayHavePolicy(index, asked, service);
  for (const profile of candidates) {
    const set = bySet.get(profile) ?? null;
    if (set && short?.excludes(set)) continue;
    const match =
      end && judged && profile.role && !(set && short?.settles(set))
        ? judgeActions(index, profile, actions, asked, end, set)
        : set && fromSets(index, profile, set, end, withPolicies);
    if (match) matches.set(profile, match);
  }
  if (end === null || isSeveral(end)) addLetIn(index, actions, asked, service, named, matches);
  if (asked?.equals(index.assumeRole) && (end === null || !end.concrete)) settleAssuming(index, asked, named, matches);
  const matchOf = apart(index, actions, asked, end, judged, bySet, matches);
  // What the profile's first session is denied, another of its sessions may have.
  if (end && end.tellingKeys.length > 0)
    for (const profile of candidates) {
      if (matches.has(profile)) continue;
      for (const binding of index.bindingsOf(profile)) {
        const match = matchOf(profile, binding);
        if (!match) continue;
        matches.set(profile, match);
        break;
      }
    }
  return { action, resource: end, asked, matches, apart: isApart(end, judged), matchOf };
}

function byProfile(index: AccessIndex, found: readonly WhoCanMatch[], named: string | null) {
  return new Map(unrefused(index, found, named).map((match) => [index.book.profiles[Number(match.role)]!, match]));
}

function isApart(end: ResourceEnd | null, judged: boolean): end is ResourceEnd {
  return judged && end !== null && end.tellingKeys.length > 0;
}

/** Where the resource's side looks at what tells sessions of one role apart, each binding is judged by its own facts. */
function apart(
  index: AccessIndex,
  actions: readonly string[],
  asked: ActionSet | null,
  end: ResourceEnd | null,
  judged: boolean,
  bySet: ReadonlyMap<Profile, WhoCanMatch>,
  matches: ReadonlyMap<Profile, Match>,
): WhoCan["matchOf"] {
  if (!isApart(end, judged)) return (profile) => matches.get(profile) ?? null;
  const known = new Map<string, Match | null>();
  return (profile, binding) => {
    const common = matches.get(profile) ?? null;
    if (binding === null || profile.role === null || profile.chained) return common;
    const { facts } = credentialFacts(index.estate, binding);
    const key = `${profile.number}|${projection(end.tellingKeys, toFacts(facts))}`;
    let match = known.get(key);
    if (match === undefined) {
      const set = bySet.get(profile) ?? null;
      match = judgeActions(index, profile, actions, asked, end, set, binding);
      known.set(key, match);
    }
    return match;
  };
}

/** What the sets say, with what is not known of the resource's side. */
function fromSets(
  index: AccessIndex,
  profile: Profile,
  set: WhoCanMatch,
  end: ResourceEnd | null,
  withPolicies: boolean,
): Match | null {
  // Across accounts somebody has to let the caller in, and here nothing can.
  if (end && (end.policy.state === "none" || end.policy.state === "no-layer") && isCross(end, profile)) return null;
  const doubt = end
    ? unjudged(end, profile)
    : withPolicies && set.may.intersects(index.engine.compiler.support.typed)
      ? "resource-could-deny"
      : null;
  const decides = doubt === "resource-must-allow" || (doubt !== null && end !== null && ownerUnknown(end));
  const limit: Certainty = doubt === null ? "allowed" : decides ? "unknown" : "conditional";
  const waiting = set.notRead.length === 1 && set.notRead[0] === "resource";
  // Of many actions, only those of keys and roles wait for the resource's policy.
  const own: Certainty = waiting && !set.may.isSubsetOf(index.engine.resourceDecides) ? "conditional" : set.verdict;
  const state = end ? limitOn(end, set.may, (id) => index.table.actionName(id)) : null;
  const verdict = limited(atMost(own, limit), state);
  if (verdict === "denied") return null;
  const inTable = set.may !== null && profile.sets.identity !== "unknown";
  return {
    profile,
    verdict,
    may: inTable ? set.may : null,
    must: inTable ? (doubt === null && state === null ? set.must : ActionSet.EMPTY) : null,
    actions: set.actions === "all" ? "full" : "partial",
    resource: end !== null && set.resource === "part" ? "partial" : "full",
    statements: set.statements,
    notRead: set.notRead,
    doubt,
    limit: state,
  };
}

function isCross(end: ResourceEnd, profile: Profile): boolean {
  return end.accountId !== null && end.accountId !== profile.role?.accountId;
}

function unjudged(end: ResourceEnd, profile: Profile): Doubt | null {
  const { state } = end.policy;
  if (state === "no-layer" || state === "none") return null;
  if (isCross(end, profile)) return "resource-must-allow";
  return end.accountId === null ? "resource-account-unknown" : "resource-could-deny";
}

/** Resources of the service can have policies, and the actions are about resources. */
export function mayHavePolicy(index: AccessIndex, asked: ActionSet | null, service: string): boolean {
  if (service === "sts" || !asked?.intersects(index.engine.compiler.support.typed)) return false;
  return resourceEnd(index.library, `arn:aws:${service}:*:*:*`, service).policy.state !== "no-layer";
}

export interface Reach {
  readonly level: number;
  /** Roles assumed on the way. */
  readonly depth: number;
}

/** The best way from each profile to a match, over roles that it can assume; each profile is walked through once. */
export function reachOf(index: AccessIndex, answer: WhoCan): ReadonlyMap<Profile, Reach> {
  const best = new Map<Profile, Reach>();
  for (let level = 0; level < LEVELS.length; level++) {
    for (const { profile, verdict } of answer.matches.values())
      if (levelOf(verdict) <= level && !best.has(profile)) best.set(profile, { level, depth: 0 });
    // What was reached with more certainty leads on through less certain steps. Most profiles nobody assumes.
    let queue: { profile: Profile; depth: number }[] = [];
    for (const [profile, { depth }] of best) if (index.callers(profile).length > 0) queue.push({ profile, depth });
    queue.sort((a, b) => a.depth - b.depth);
    while (queue.length > 0) {
      const next: { profile: Profile; depth: number }[] = [];
      for (const { profile, depth } of queue) {
        if (!best.has(profile)) best.set(profile, { level, depth });
        for (const edge of index.callers(profile)) {
          if (levelOf(edge.verdict) <= level && !best.has(edge.from))
            next.push({ profile: edge.from, depth: depth + 1 });
        }
      }
      queue = next.filter(({ profile }) => !best.has(profile));
    }
  }
  return best;
}
