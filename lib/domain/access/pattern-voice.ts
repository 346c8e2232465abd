/**
 * What a resource's policy says on a pattern of resources (a bucket's objects): its statements, cut to the pattern. One
 * that is about a part of it counts as conditional. The roles' own side comes from the sets.
 */

import type { Verdict } from "@/lib/domain/identity/binding";
import {
  ALLOW_ALL,
  type Analysis,
  analyse,
  type CompiledPolicy,
  compilePolicy,
  type Layer,
  noLayers,
  type PolicyLayers,
} from "@/lib/domain/policy";
import type { Statement } from "@/lib/domain/policy/ast";
import type { PolicyKind } from "@/lib/domain/policy/parse";
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
  const control = cutLevels(end.control, end.text);
  const whole = wholeVoice(end.text, cut, control);
  return (profile, action, set, id, options) => {
    const request = requestOf(index, profile, action, end, options);
    const layers = layersOf(profile, end);
    if (set === null) return voiceOf(whole(request, layers));
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
      const other = voiceOf(whole(request, layers));
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
  };
}

function voiceOf({ verdict, notRead }: Analysis): Voice {
  return { verdict, doubt: null, notRead };
}

/** Every layer cut to the pattern: what the resource's policy gives by itself has the role's denials and limits against it. */
function wholeVoice(
  pattern: string,
  resource: CompiledPolicy | null,
  resourceControl: PolicyLayers["resourceControl"],
) {
  const known = new Map<CompiledPolicy, CompiledPolicy>();
  const cutLayer = (layer: Layer): Layer =>
    layer === "unknown"
      ? layer
      : layer.map((policy) => {
          let found = known.get(policy);
          if (!found) {
            found = cutTo(policy, pattern, "identity");
            known.set(policy, found);
          }
          return found;
        });
  const cutOrNone = (layer: Layer | null) => layer && cutLayer(layer);
  return (request: Parameters<typeof analyse>[0], layers: PolicyLayers): Analysis =>
    analyse(request, {
      identity: cutLayer(layers.identity),
      permissionsBoundary: cutOrNone(layers.permissionsBoundary),
      session: cutOrNone(layers.session),
      serviceControl: layers.serviceControl === "unknown" ? "unknown" : layers.serviceControl.map(cutLayer),
      resourceControl,
      resource: resource ?? layers.resource,
    });
}

function cutLevels(levels: readonly Layer[], pattern: string): readonly Layer[] {
  return levels.map((level) => (level === "unknown" ? level : level.map((policy) => cutTo(policy, pattern, "rcp"))));
}

/** `heard`: the resource's policy is part of the answer, so that its absence from the sets is no doubt. */
function ownSide(set: WhoCanMatch, id: number | null, heard: boolean): Certainty {
  const missing = set.notRead.filter((layer) => !heard || layer !== "resource");
  if (missing.length > 0) return "unknown";
  const certain = id === null ? set.verdict === "allowed" : set.must.has(id);
  // Where the key's policy has to allow it as well, nothing stands in `must`: whether it is certain is not known.
  return certain ? "allowed" : "conditional";
}

function cutTo(policy: CompiledPolicy, pattern: string, kind: PolicyKind = "resource"): CompiledPolicy {
  const { version, statements: written } = policy.document;
  if (written.every(({ resource }) => namesEverything(resource))) return policy;
  const region = resourcePattern(pattern, "2008-10-17");
  const statements: Statement[] = [];
  for (const statement of written) {
    const { resource } = statement;
    const covers = (resource?.patterns ?? ["*"]).map((text) => overlap(resourcePattern(text, version), region));
    const best = covers.includes("all") ? "all" : covers.includes("part") ? "part" : "none";
    const found = !resource?.negated ? best : best === "all" ? "none" : best === "none" ? "all" : "part";
    if (found === "none") continue;
    const conditions = found === "part" ? [...statement.conditions, A_PART] : statement.conditions;
    statements.push({ ...statement, resource: { negated: false, patterns: ["*"] }, conditions });
  }
  return compilePolicy({ ...policy.document, statements }, policy.name, kind);
}

function namesEverything(resource: Statement["resource"]): boolean {
  return resource === null || (!resource.negated && resource.patterns.includes("*"));
}
