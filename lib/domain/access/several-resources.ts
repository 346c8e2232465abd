/** What who-can has to look at besides the roles' own policies where a question is about several resources. */
import { credentialFacts } from "@/lib/domain/identity/credential-facts";
import { toFacts } from "@/lib/domain/identity/request-facts";
import { ActionSet } from "@/lib/domain/policy/sets";
import type { AccessIndex } from "./access-index";
import { assumable, rolesAllRead } from "./assumable";
import { letIn } from "./let-in";
import { atMost } from "./levels";
import { judgeActions, type Match, NONE } from "./match";
import type { Profile } from "./profile";
import { projection } from "./profile-book";
import type { ResourceEnd } from "./resource-end";

/** How many single judgements those whom single resources let in may cost. */
const LET_IN = 10_000;

/** Each may have a policy of its own. */
export function isSeveral({ policy }: ResourceEnd): boolean {
  return policy.state === "unread" && policy.why === "pattern";
}

/** Those whom nothing but the policies of single resources lets in. */
export function addLetIn(
  index: AccessIndex,
  actions: readonly string[],
  asked: ActionSet | null,
  service: string,
  pattern: string | null,
  matches: Map<Profile, Match>,
): void {
  // Every profile that something leads to is there once the roles were asked.
  let left = LET_IN / actions.length;
  for (const { end, profiles } of letIn(index, service, pattern)) {
    for (const profile of profiles) {
      const known = matches.get(profile);
      if (known && known.verdict !== "unknown") continue;
      const match = left-- > 0 ? bestOfSessions(index, profile, actions, asked, end) : unjudgedMatch(profile, asked);
      if (!match || (known && match.verdict === "unknown")) continue;
      const verdict = pattern === null ? match.verdict : atMost(match.verdict, "conditional");
      const statements = known?.statements ?? match.statements;
      const resource = pattern === null ? "full" : "partial";
      matches.set(profile, { ...match, verdict, statements, resource, through: end });
    }
  }
}

/** Which of several roles can be assumed is known from their trust policies, as far as these were read. */
export function settleAssuming(
  index: AccessIndex,
  asked: ActionSet,
  pattern: string | null,
  matches: Map<Profile, Match>,
): void {
  const found = assumable(index, pattern);
  for (const [profile, best] of found) {
    const verdict = pattern === null ? best : atMost(best, "conditional");
    const known = matches.get(profile) ?? { ...unjudgedMatch(profile, asked), doubt: null };
    const settled = { may: asked, must: verdict === "allowed" ? asked : ActionSet.EMPTY, notRead: NONE, doubt: null };
    matches.set(profile, { ...known, ...settled, verdict, resource: pattern === null ? "full" : "partial" });
  }
  if (!rolesAllRead(index, pattern)) return;
  for (const profile of matches.keys()) if (profile.role !== null && !found.has(profile)) matches.delete(profile);
}

/** Where the resource tells sessions of the profile apart, what only some of them may is conditional for all. */
function bestOfSessions(
  index: AccessIndex,
  profile: Profile,
  actions: readonly string[],
  asked: ActionSet | null,
  end: ResourceEnd,
): Match | null {
  const bindings = profile.chained || end.tellingKeys.length === 0 ? [] : index.bindingsOf(profile);
  if (bindings.length === 0) return judgeActions(index, profile, actions, asked, end, null);
  const sessions = new Map(
    bindings.map((binding) => [
      projection(end.tellingKeys, toFacts(credentialFacts(index.estate, binding).facts)),
      binding,
    ]),
  );
  let best: Match | null = null;
  const verdicts = new Set<string>();
  for (const binding of sessions.values()) {
    const match = judgeActions(index, profile, actions, asked, end, null, binding);
    verdicts.add(match?.verdict ?? "denied");
    if (match && (best === null || atMost(match.verdict, best.verdict) === best.verdict)) best = match;
  }
  return best && verdicts.size > 1 ? { ...best, verdict: atMost(best.verdict, "conditional") } : best;
}

/** There are more of them than one question may cost: what is left is not known, and not left out. */
function unjudgedMatch(profile: Profile, asked: ActionSet | null): Match {
  return {
    profile,
    verdict: "unknown",
    may: asked,
    must: asked && ActionSet.EMPTY,
    actions: "full",
    resource: "partial",
    statements: [],
    notRead: NONE,
    doubt: "resource-must-allow",
    limit: null,
  };
}
