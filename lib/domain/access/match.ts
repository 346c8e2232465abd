/** What a profile can do of what was asked, judged action by action. */
import type { Binding } from "@/lib/domain/identity/binding";
import { unknownFact } from "@/lib/domain/policy";
import { ActionSet, type MatchedStatement, type WhoCanMatch } from "@/lib/domain/policy/sets";
import type { AccessIndex } from "./access-index";
import { type Doubt, type Judgement, judge, limited } from "./judge";
import { atMost, type Certainty } from "./levels";
import { patternVoice, type Voice } from "./pattern-voice";
import type { Profile } from "./profile";
import type { ResourceEnd } from "./resource-end";
import type { StateLimit } from "./resource-state";

export interface Match {
  readonly profile: Profile;
  readonly verdict: Certainty;
  /** null where the action is not in the table. */
  readonly may: ActionSet | null;
  readonly must: ActionSet | null;
  readonly actions: "full" | "partial";
  readonly resource: "full" | "partial";
  /** Of the role's own policies. */
  readonly statements: readonly MatchedStatement[];
  readonly notRead: WhoCanMatch["notRead"];
  readonly doubt: Doubt | null;
  /** What the resource's state takes away. */
  readonly limit: StateLimit | null;
  /** Of several resources, the one whose own policy lets it in: the role's say nothing. */
  readonly through?: ResourceEnd;
}

/** null where it can do none of them. */
export function judgeActions(
  index: AccessIndex,
  profile: Profile,
  actions: readonly string[],
  asked: ActionSet | null,
  end: ResourceEnd,
  set: WhoCanMatch | null,
  binding?: Binding,
): Match | null {
  // Whose tags came along to an assumed role, its profile does not tell.
  const open = profile.chained && end.tellingKeys.length > 0;
  const options = {
    ...(binding ? { about: index.book.callerFacts(binding) } : {}),
    ...(open ? { context: new Map(end.tellingKeys.map((key) => [key, unknownFact])) } : {}),
  };
  const voice = end.concrete ? null : patternVoice(index, end);
  const may: number[] = [];
  const must: number[] = [];
  const notRead = new Set<WhoCanMatch["notRead"][number]>();
  let worst: Certainty = "allowed";
  let doubt: Doubt | null = null;
  let limit: StateLimit | null = null;
  let any = false;
  const ids = asked ? [...asked] : [null];
  actions.forEach((action, i) => {
    const id = ids[i] ?? null;
    if (voice && id !== null && set && !set.may?.has(id)) return;
    const judgement = voice
      ? withLimit(voice(profile, action, set, id, options), end.limit(action))
      : single(judge(index, profile, action, end, options));
    if (judgement.verdict === "denied") return;
    any = true;
    if (id !== null) {
      may.push(id);
      if (judgement.verdict === "allowed") must.push(id);
    }
    worst = atMost(worst, judgement.verdict);
    doubt ??= judgement.doubt;
    limit ??= judgement.limit;
    for (const layer of judgement.notRead) notRead.add(layer);
  });
  if (!any) return null;
  return {
    profile,
    verdict: worst,
    may: asked && setOf(may),
    must: asked && setOf(must),
    actions: asked && may.length < asked.size ? "partial" : "full",
    resource: end.concrete || set?.resource !== "part" ? "full" : "partial",
    statements: set?.statements ?? [],
    notRead: [...notRead],
    doubt,
    limit,
  };
}

function withLimit(voice: Voice, limit: StateLimit | null) {
  return { ...voice, verdict: limited(voice.verdict, limit), limit };
}

function single({ verdict, doubt, limit, analysis }: Judgement) {
  return { verdict, doubt, limit, notRead: verdict === "unknown" ? analysis.notRead : NONE };
}

export const NONE: WhoCanMatch["notRead"] = [];

function setOf(ids: readonly number[]): ActionSet {
  return ActionSet.unionOf(ids.map((id) => ActionSet.of(id)));
}
