/**
 * What a resource's policy says on a pattern of resources (a bucket's objects): its statements, cut to the pattern. One
 * that is about a part of it counts as conditional. The roles' own side comes from the sets.
 */

import type { Verdict } from "@/lib/domain/identity/binding";
import { ALLOW_ALL, analyse, type CompiledPolicy, compilePolicy, noLayers } from "@/lib/domain/policy";
import type { Statement } from "@/lib/domain/policy/ast";
import { overlap, resourcePattern, type WhoCanMatch } from "@/lib/domain/policy/sets";
import type { AccessIndex } from "./access-index";
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
/** No request carries it: what rests on it is open. */
const A_PART = { operator: "StringEquals", key: "podlens:part-of-the-resource", values: ["true"] };

export function patternVoice(index: AccessIndex, end: ResourceEnd): AskVoice {
  const cut = end.policy.state === "read" ? cutTo(end.policy.policy, end.text) : null;
  return (profile, action, set, id, options) => {
    const request = requestOf(index, profile, action, end, options);
    const layers = layersOf(profile, end);
    // The role's own side counts as granted here: the sets have judged it.
    const resource = cut ?? layers.resource;
    const base = { ...noLayers, resourceControl: layers.resourceControl, resource };
    if (set === null) {
      // Nothing but the resource's policy can grant it.
      const { verdict, notRead } = analyse(request, { ...layers, identity: [], resource });
      return { verdict, doubt: null, notRead };
    }
    const analysis = analyse(request, { ...base, identity: [ALLOWED] });
    if (analysis.verdict === "denied") return { verdict: "denied", doubt: null, notRead: [] };
    const own: Certainty = ownSide(set, id, cut !== null);
    const notRead = new Set([...set.notRead, ...analysis.notRead]);
    if (cut !== null) notRead.delete("resource");
    if (end.policy.state !== "unread" || !analysis.notRead.includes("resource"))
      return { verdict: atMost(own, analysis.verdict as Certainty), doubt: null, notRead: [...notRead] };
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
  };
}

/** `heard`: the resource's policy is part of the answer, so that its absence from the sets is no doubt. */
function ownSide(set: WhoCanMatch, id: number | null, heard: boolean): Certainty {
  const missing = set.notRead.filter((layer) => !heard || layer !== "resource");
  if (missing.length > 0) return "unknown";
  const certain = id === null ? set.verdict === "allowed" : set.must.has(id);
  // Where the key's policy has to allow it as well, nothing stands in `must`: whether it is certain is not known.
  return certain ? "allowed" : "conditional";
}

function cutTo(policy: CompiledPolicy, pattern: string): CompiledPolicy {
  const region = resourcePattern(pattern, "2008-10-17");
  const { version } = policy.document;
  const statements: Statement[] = [];
  for (const statement of policy.document.statements) {
    const { resource } = statement;
    const covers = (resource?.patterns ?? ["*"]).map((text) => overlap(resourcePattern(text, version), region));
    const best = covers.includes("all") ? "all" : covers.includes("part") ? "part" : "none";
    const found = !resource?.negated ? best : best === "all" ? "none" : best === "none" ? "all" : "part";
    if (found === "none") continue;
    const conditions = found === "part" ? [...statement.conditions, A_PART] : statement.conditions;
    statements.push({ ...statement, resource: { negated: false, patterns: ["*"] }, conditions });
  }
  return compilePolicy({ ...policy.document, statements }, policy.name, "resource");
}
