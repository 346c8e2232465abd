/**
 * What a resource's policy says on a pattern of resources (a bucket's objects): its statements, cut to the pattern. One
 * that is about a part of it counts as conditional. The roles' own side comes from the sets.
 */

import type { Verdict } from "@/lib/domain/identity/binding";
import { ALLOW_ALL, type Analysis, analyse, compilePolicy, noLayers } from "@/lib/domain/policy";
import type { WhoCanMatch } from "@/lib/domain/policy/sets";
import type { AccessIndex } from "./access-index";
import { cutLevels, cutTo, LayerCutter } from "./cut";
import { type Doubt, type JudgeOptions, layersOf, ownerUnknown, requestOf } from "./judge";
import { atMost, type Certainty } from "./levels";
import type { Profile } from "./profile";
import type { ResourceEnd } from "./resource-end";

export interface Voice {
  readonly verdict: Verdict;
  readonly doubt: Doubt | null;
  readonly notRead: WhoCanMatch["notRead"];
}

export type AskVoice = (
  profile: Profile,
  action: string,
  set: WhoCanMatch | null,
  id: number | null,
  options: JudgeOptions,
) => Voice;

const ALLOWED = compilePolicy(ALLOW_ALL);

export function patternVoice(index: AccessIndex, end: ResourceEnd): AskVoice {
  const cut = end.policy.state === "read" ? cutTo(end.policy.policy, end.text, "resource") : null;
  const control = cutLevels(end.control, end.text, "rcp");
  const cutter = new LayerCutter(end.text);
  return (profile, action, set, id, options) => {
    const voice = hear(profile, action, set, id, options);
    const cross = end.accountId !== null && end.accountId !== profile.role?.accountId;
    return voice.verdict === "allowed" && cross && end.publicBlockUnknown
      ? { ...voice, verdict: "conditional", doubt: "public-block" }
      : voice;
  };

  function hear(...[profile, action, set, id, options]: Parameters<AskVoice>): Voice {
    const request = requestOf(index, profile, action, end, options);
    const layers = layersOf(profile, end);
    // What the resource's policy gives by itself has the role's denials and limits against it.
    const whole = () => voiceOf(analyse(request, cutter.cut(layers, request.context)));
    if (set === null) return whole();
    // The role's own side counts as granted here: the sets have judged it.
    const base = { ...noLayers, resourceControl: control, resource: cut ?? layers.resource };
    const analysis = analyse(request, { ...base, identity: [ALLOWED] });
    if (analysis.verdict === "denied") return { verdict: "denied", doubt: null, notRead: [] };
    const own: Certainty = ownSide(set, id, cut !== null);
    const notRead = new Set([...set.notRead, ...analysis.notRead]);
    if (cut !== null) notRead.delete("resource");
    if (end.policy.state !== "unread" || !analysis.notRead.includes("resource")) {
      const verdict = atMost(own, analysis.verdict as Certainty);
      // What the role may do of it in part, the resource's policy may give as a whole.
      if (verdict === "allowed" || cut === null || !analyse(request, base).may)
        return { verdict, doubt: null, notRead: [...notRead] };
      const other = whole();
      const better = other.verdict !== "denied" && atMost(other.verdict, verdict) === verdict;
      return better ? other : { verdict, doubt: null, notRead: [...notRead] };
    }
    const cross = end.accountId !== null && end.accountId !== profile.role?.accountId;
    const decides = set.notRead.includes("resource");
    if (ownerUnknown(end)) return { verdict: "unknown", doubt: "resource-account-unknown", notRead: [...notRead] };
    return cross || decides
      ? { verdict: "unknown", doubt: "resource-must-allow", notRead: [...notRead] }
      : {
          verdict: atMost(own, "conditional"),
          doubt: end.accountId === null ? "resource-account-unknown" : "resource-could-deny",
          notRead: [...notRead],
        };
  }
}

function voiceOf({ verdict, notRead }: Analysis): Voice {
  return { verdict, doubt: null, notRead };
}

/** `heard`: the resource's policy is part of the answer, so that its absence from the sets is no doubt. */
function ownSide(set: WhoCanMatch, id: number | null, heard: boolean): Certainty {
  const missing = set.notRead.filter((layer) => !heard || layer !== "resource");
  if (missing.length > 0) return "unknown";
  const certain = id === null ? set.verdict === "allowed" : set.must.has(id);
  // Where the key's policy has to allow it as well, nothing stands in `must`: whether it is certain is not known.
  return certain ? "allowed" : "conditional";
}
