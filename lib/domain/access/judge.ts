/** One action of one set of credentials on one resource: everything that bears on it, put to the engine. */
import type { Verdict } from "@/lib/domain/identity/binding";
import { toFacts } from "@/lib/domain/identity/request-facts";
import { type AccessRequest, type Analysis, analyse, type Fact, type PolicyLayers } from "@/lib/domain/policy";
import type { AccessIndex } from "./access-index";
import { LayerCutter } from "./cut";
import { grantedBy, isGrantable } from "./key-grants";
import { LayeredFacts } from "./layered-facts";
import { atMost } from "./levels";
import type { CallerFacts, Profile } from "./profile";
import type { ResourceEnd } from "./resource-end";
import type { StateLimit } from "./resource-state";

/** Why an answer is less certain than what was read says. */
export type Doubt =
  /** The resource's own policy was not read: within the account it could deny, across accounts it has to allow. */
  | "resource-could-deny"
  | "resource-must-allow"
  | "resource-account-unknown"
  /** Whether Block Public Access keeps outsiders from a public bucket policy was not read. */
  | "public-block"
  /** Grants of the key were not read: one of them could allow it. */
  | "grants-could-allow";

export interface Judgement {
  readonly verdict: Verdict;
  readonly analysis: Analysis;
  readonly doubt: Doubt | null;
  /** What the resource's state takes away; counted in `verdict`. */
  readonly limit: StateLimit | null;
}

export interface JudgeOptions {
  /** Facts of the caller that stand for the profile's: of one of its bindings. */
  readonly about?: CallerFacts;
  /** By key in lower case; before all other facts. */
  readonly context?: ReadonlyMap<string, Fact>;
}

/** `action` is one action. `end` may be a pattern, or "*": what holds for a part of it only is then a condition. */
export function judge(
  index: AccessIndex,
  profile: Profile,
  action: string,
  end: ResourceEnd,
  options: JudgeOptions = {},
): Judgement {
  const request = requestOf(index, profile, action, end, options);
  const written = layersOf(profile, end);
  const several = !end.concrete && !request.wildcardOnly;
  const layers = several ? new LayerCutter(end.text).cut(written, request.context) : written;
  const analysis = analyse(request, layers);
  const policies = { analysis, ...settle(analysis, action, profile, end) };
  const judged = isGrantable(action) ? withKeyGrants(policies, request, layers, profile, end) : policies;
  const limit = judged.verdict === "denied" ? null : end.limit(action);
  return { ...judged, verdict: limited(judged.verdict, limit), limit };
}

export function limited(verdict: Verdict, limit: StateLimit | null): Verdict {
  if (verdict === "denied" || limit === null) return verdict;
  return limit.effect === "nothing" ? "denied" : atMost(verdict, "conditional");
}

type Judged = Omit<Judgement, "limit">;

/**
 * A grant suffices by itself, in whichever account its grantee is: what other policies allow does not matter, and what
 * they deny does. Within the account it stands in the key's policy already, where that was read.
 */
function withKeyGrants(
  judged: Judged,
  request: AccessRequest,
  layers: PolicyLayers,
  profile: Profile,
  end: ResourceEnd,
): Judged {
  if (judged.verdict === "allowed" || judged.analysis.explicit || end.facts?.kind !== "key") return judged;
  const at = { ...request, resourceAccount: profile.role?.accountId ?? null };
  if (end.facts.grants === null) {
    if (judged.verdict !== "denied") return judged;
    const operation = request.action.slice(request.action.indexOf(":") + 1);
    const grant = {
      id: "",
      granteePrincipal: profile.roleArn,
      operations: [operation],
      encryptionContextSubset: null,
      encryptionContextEquals: null,
      issuingAccount: null,
    };
    const read = end.policy.state === "read" ? end.policy.policy : null;
    const possible = analyse(at, { ...layers, resource: grantedBy(read, [grant]) }).may;
    return possible ? { ...judged, verdict: "unknown", doubt: "grants-could-allow" } : judged;
  }
  if (end.grants === null) return judged;
  const analysis = analyse(at, { ...layers, resource: end.grants });
  if (end.policy.state !== "read")
    return analysis.verdict === "denied" || analysis.verdict === "unknown"
      ? judged
      : { analysis, verdict: "conditional", doubt: "resource-could-deny" };
  return RANKS.indexOf(analysis.verdict) < RANKS.indexOf(judged.verdict)
    ? { analysis, verdict: analysis.verdict, doubt: null }
    : judged;
}

const RANKS: readonly Verdict[] = ["allowed", "conditional", "unknown", "denied"];

export function requestOf(
  index: AccessIndex,
  profile: Profile,
  action: string,
  end: ResourceEnd,
  { about, context }: JudgeOptions,
): AccessRequest {
  const id = index.table.actionId(action);
  const caller = (about ?? profile.about).caller;
  if (caller === null) throw new Error(`${profile.roleArn} is not the ARN of a role`);
  const base = new LayeredFacts(end.context, about ? toFacts(about.facts) : profile.context);
  return {
    caller,
    action,
    resource: end.text,
    resourceAccount: end.accountId ?? (belongsToNobody(end) ? null : "unknown"),
    context: context ? new LayeredFacts(context, base) : base,
    wildcardOnly: end.text === "*" && (id === null || index.table.wildcardOnly(id)),
    managementAccount: index.estate.organization?.managementAccountId ?? null,
    restrictPublicBuckets: end.restrictPublicBuckets,
  };
}

/** One resource that may be another account's as well as the caller's: there, its policy would have to allow. */
export function ownerUnknown(end: ResourceEnd): boolean {
  const several = end.policy.state === "unread" && end.policy.why === "pattern";
  return end.accountId === null && !belongsToNobody(end) && !several;
}

/** What is asked for is in the caller's own account: no resource, or one whose ARN names no account but in S3. */
function belongsToNobody({ text }: ResourceEnd): boolean {
  return !text.startsWith("arn:") || !/^arn:[^:]*:s3:/.test(text);
}

export function layersOf(profile: Profile, end: ResourceEnd): PolicyLayers {
  const resource = end.policy.state === "read" ? end.policy.policy : end.policy.state === "unread" ? "unknown" : null;
  return { ...profile.layers, resourceControl: end.control, resource };
}

/** An unread policy of the resource within the account can only deny what is allowed: the answer is conditional on that. */
function settle(
  analysis: Analysis,
  action: string,
  profile: Profile,
  end: ResourceEnd,
): { readonly verdict: Verdict; readonly doubt: Doubt | null } {
  const { verdict, notRead } = analysis;
  const cross = end.accountId !== null && end.accountId !== profile.role?.accountId;
  if (verdict === "allowed" && cross && end.publicBlockUnknown)
    return { verdict: "conditional", doubt: "public-block" };
  if (end.policy.state !== "unread" || !notRead.includes("resource")) return { verdict, doubt: null };
  const decides = action.toLowerCase().startsWith("kms:") || end.text.includes(":role/");
  if (decides || cross) return { verdict, doubt: "resource-must-allow" };
  const doubt = end.accountId === null && !belongsToNobody(end) ? "resource-account-unknown" : "resource-could-deny";
  // Whose it is, is not known: in another account it would have to allow it.
  if (ownerUnknown(end)) return { verdict, doubt };
  if (notRead.length > 1 || analysis.asRead === "denied") return { verdict, doubt };
  return { verdict: "conditional", doubt };
}
