/** What the policy of a resource leaves of a grant on it, or of a row: action by action, for every session of a profile. */

import type { Verdict } from "@/lib/domain/identity/binding";
import { credentialFacts } from "@/lib/domain/identity/credential-facts";
import { toFacts } from "@/lib/domain/identity/request-facts";
import type { Layer } from "@/lib/domain/policy";
import { ActionSet, type WhoCanMatch } from "@/lib/domain/policy/sets";
import type { AccessIndex } from "./access-index";
import { ownerUnknown } from "./judge";
import { atMost, type Certainty } from "./levels";
import { patternVoice } from "./pattern-voice";
import type { CallerFacts, Profile } from "./profile";
import { projection } from "./profile-book";
import type { ResourceEnd } from "./resource-end";

/** More actions than these are not held against a resource's policy one by one. */
const ACTIONS = 256;
/** More sessions of a role than these, and what their tags make of it stays open. */
const SESSIONS = 16;

export interface ResourceSide {
  /** Of what was asked, what the resource's side does not deny for certain. */
  readonly left: ActionSet;
  /** Of what is left, what it takes nothing from. */
  readonly whole: ActionSet;
  /** Of all that is left. */
  readonly verdict: Certainty;
  /** The policy was not read. */
  readonly unread: boolean;
}

/** null where the resource's side has no say. The caller's own side counts as granted. */
export function resourceSide(
  index: AccessIndex,
  profile: Profile,
  end: ResourceEnd,
  actions: ActionSet,
): ResourceSide | null {
  if (end.policy.state === "no-layer") return null;
  const cross = end.accountId !== null && end.accountId !== profile.role?.accountId;
  // Without a policy there is nobody to be kept out of the resource's own account, unless an RCP does.
  if (end.policy.state === "none" && end.accountId !== null && !cross && !end.control.some(denies))
    return { left: actions, whole: actions, verdict: "allowed", unread: false };
  if (end.policy.state === "unread" || actions.size > ACTIONS) {
    const verdict: Certainty = cross || ownerUnknown(end) ? "unknown" : "conditional";
    return { left: actions, whole: ActionSet.EMPTY, verdict, unread: true };
  }
  const sessions = sessionsOf(index, profile, end);
  const voice = patternVoice(index, end);
  const left: number[] = [];
  const whole: number[] = [];
  let worst: Certainty = "allowed";
  for (const id of actions) {
    const verdict = inAll(
      (sessions ?? [null]).map(
        (about) => voice(profile, index.table.actionName(id), granted(id), id, about ? { about } : {}).verdict,
      ),
    );
    if (verdict === "denied" && sessions !== null) continue;
    const certainty = verdict === "denied" || sessions === null ? "conditional" : verdict;
    left.push(id);
    if (certainty === "allowed") whole.push(id);
    worst = atMost(worst, certainty);
  }
  return { left: setOf(left), whole: setOf(whole), verdict: worst, unread: false };
}

function denies(level: Layer): boolean {
  return (
    level === "unknown" || level.some(({ document }) => document.statements.some(({ effect }) => effect === "Deny"))
  );
}

function inAll(verdicts: readonly Verdict[]): Verdict {
  const [first = "denied"] = verdicts;
  return verdicts.every((each) => each === first) ? first : "conditional";
}

/** One for each set of tags that the resource tells apart; null = too many to ask. */
function sessionsOf(index: AccessIndex, profile: Profile, { tellingKeys }: ResourceEnd): readonly CallerFacts[] | null {
  if (tellingKeys.length === 0) return [profile.about];
  if (profile.chained) return null;
  const sessions = new Map<string, CallerFacts>();
  for (const binding of index.bindingsOf(profile)) {
    const key = projection(tellingKeys, toFacts(credentialFacts(index.estate, binding).facts));
    if (!sessions.has(key)) sessions.set(key, index.book.callerFacts(binding));
    if (sessions.size > SESSIONS) return null;
  }
  return sessions.size > 0 ? [...sessions.values()] : null;
}

function granted(id: number): WhoCanMatch {
  const only = ActionSet.of(id);
  const set = { role: "", may: only, must: only, statements: [], notRead: [] } as const;
  return { ...set, verdict: "allowed", actions: "all", resource: "all" };
}

function setOf(ids: readonly number[]): ActionSet {
  return ActionSet.unionOf(ids.map((id) => ActionSet.of(id)));
}
