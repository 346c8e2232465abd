/** One action of one set of credentials on one resource: everything that bears on it, put to the engine. */
import type { Verdict } from "@/lib/domain/identity/binding";
import { toFacts } from "@/lib/domain/identity/request-facts";
import { type AccessRequest, type Analysis, analyse, type Fact, type PolicyLayers } from "@/lib/domain/policy";
import type { AccessIndex } from "./access-index";
import { LayeredFacts } from "./layered-facts";
import type { CallerFacts, Profile } from "./profile";
import type { ResourceEnd } from "./resource-end";

/** Why an answer is less certain than what was read says. */
export type Doubt =
  /** The resource's own policy was not read: within the account it could deny, across accounts it has to allow. */
  | "resource-could-deny"
  | "resource-must-allow"
  | "resource-account-unknown"
  /** Whether Block Public Access keeps outsiders from a public bucket policy was not read. */
  | "public-block";

export interface Judgement {
  readonly verdict: Verdict;
  readonly analysis: Analysis;
  readonly doubt: Doubt | null;
}

export interface JudgeOptions {
  /** Facts of the caller that stand for the profile's: of one of its bindings. */
  readonly about?: CallerFacts;
  /** By key in lower case; before all other facts. */
  readonly context?: ReadonlyMap<string, Fact>;
}

/** `action` is one action; `end` is one resource, or "*". */
export function judge(
  index: AccessIndex,
  profile: Profile,
  action: string,
  end: ResourceEnd,
  options: JudgeOptions = {},
): Judgement {
  const request = requestOf(index, profile, action, end, options);
  const layers = layersOf(profile, end);
  const analysis = analyse(request, layers);
  return { analysis, ...settle(analysis, action, profile, end) };
}

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
  if (notRead.length > 1 || analysis.asRead === "denied") return { verdict, doubt };
  return { verdict: "conditional", doubt };
}
