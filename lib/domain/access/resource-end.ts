/** The resource's side of a question: whose it is, and what its own policy says, as far as that was read. */
import { parseArn } from "@/lib/domain/aws/arn";
import { organizationFacts } from "@/lib/domain/identity/pod-identity-request";
import type { FactMap } from "@/lib/domain/identity/request-facts";
import { type CompiledPolicy, compilePolicy, type Fact, type Layer } from "@/lib/domain/policy";
import { roleState } from "@/lib/domain/snapshot/estate";
import type { Gap } from "@/lib/domain/snapshot/part";
import type { ResourceFacts } from "@/lib/domain/snapshot/resource-facts";
import { policyBearer, restrictsPublicPolicies, type UnreadReason } from "@/lib/domain/snapshot/resource-side";
import { tellsSessionsApart } from "./caller-keys";
import { grantsAlone, withGrants } from "./key-grants";
import { overlay } from "./layered-facts";
import type { PolicyLibrary } from "./policy-library";
import { type LimitOf, stateLimit } from "./resource-state";

/** none: the resource has no policy. no-layer: nothing of its kind has one. */
export type ResourcePolicyRead =
  | { readonly state: "read"; readonly policy: CompiledPolicy; readonly hash: string; readonly name: string }
  | { readonly state: "none" }
  | { readonly state: "no-layer" }
  | { readonly state: "unread"; readonly why: UnreadReason; readonly gap: Gap | null };

export interface ResourceEnd {
  readonly text: string;
  /** No wildcards: one resource. */
  readonly concrete: boolean;
  /** null = not known, or of several accounts. */
  readonly accountId: string | null;
  readonly facts: ResourceFacts | null;
  /** Of a KMS key, with its grants. */
  readonly policy: ResourcePolicyRead;
  /** What a key's grants alone let in; null = none. */
  readonly grants: CompiledPolicy | null;
  /** What its state takes away, by action. */
  readonly limit: LimitOf;
  readonly restrictPublicBuckets: boolean;
  /** Its policy is public, and whether that counts for outsiders was not read. */
  readonly publicBlockUnknown: boolean;
  /** RCPs of its account; [] where that is not known (`controlRead` false). */
  readonly control: readonly Layer[];
  readonly controlRead: boolean;
  /** Context of a request on it, by key in lower case. */
  readonly context: ReadonlyMap<string, Fact>;
  /** Keys of its policy and of its account's RCPs in which sessions of one role can differ. */
  readonly tellingKeys: readonly string[];
}

const ACCOUNT = /^\d{12}$/;

/** `service`: prefix of the action. For `sts` and a role, its trust policy is the policy. */
export function resourceEnd(library: PolicyLibrary, text: string, service: string): ResourceEnd {
  const { estate } = library.context;
  const concrete = text !== "*" && !/[*?]/.test(text);
  const arn = parseArn(text);
  const written = policyOf(library, text, service);
  const bearer = policyBearer(text);
  const facts = (bearer === null ? undefined : estate.resources.get(bearer)) ?? keyOfAlias(library, text);
  const key = facts?.kind === "key" ? facts : null;
  const policy: ResourcePolicyRead =
    key && written.state === "read" ? { ...written, policy: withGrants(written.policy, key) } : written;
  const stated = arn && ACCOUNT.test(arn.accountId) ? arn.accountId : null;
  const accountId = facts?.accountId ?? stated;
  const over: FactMap = new Map();
  const region = facts?.region ?? arn?.region ?? "";
  if (region !== "" && !/[*?]/.test(region)) over.set("aws:RequestedRegion", region);
  if (accountId !== null) {
    over.set("aws:ResourceAccount", accountId);
    organizationFacts(over, estate, "aws:Resource", accountId);
  }
  const keys = new Set<string>();
  if (policy.state === "read")
    for (const key of library.document(policy.hash)?.keys ?? []) if (tellsSessionsApart(key)) keys.add(key);
  if (accountId !== null)
    for (const key of library.controlKeys(accountId, "RCP")) if (tellsSessionsApart(key)) keys.add(key);
  const control = accountId === null ? null : library.context.resourceControl(accountId);
  const restricted =
    facts?.kind === "bucket" ? restrictsPublicPolicies(facts, estate.s3Accounts.get(facts.accountId)) : false;
  return {
    text,
    concrete,
    accountId,
    facts,
    policy,
    grants: key && grantsAlone(written.state === "read" ? written.policy : null, key),
    limit: stateLimit(estate, text, facts),
    restrictPublicBuckets: restricted === true,
    publicBlockUnknown: restricted === null && policy.state === "read" && policy.policy.isPublic(),
    control: control?.levels ?? [],
    controlRead: control?.read ?? false,
    context: overlay(over),
    tellingKeys: [...keys].sort(),
  };
}

function keyOfAlias({ context }: PolicyLibrary, text: string): ResourceFacts | null {
  const alias = /^(arn:[^:]+:kms:[^:]+:\d{12}:)(alias\/.+)$/.exec(text);
  if (!alias) return null;
  const state = context.estate.resourcePolicyOf(text);
  return state.state === "unread" ? null : state.resource;
}

/** Services whose policies on resources only share them: none of them can deny what an identity policy allows. */
const SHARING_ONLY: ReadonlySet<string> = new Set(["iam", "ssm", "ram", "organizations", "logs", "sts"]);

function policyOf(library: PolicyLibrary, text: string, service: string): ResourcePolicyRead {
  const { estate } = library.context;
  const arn = parseArn(text);
  if (service === "sts" && arn?.service === "iam" && arn.resource.startsWith("role/")) {
    const state = roleState(estate, text);
    // Nobody can assume what does not exist.
    if (state.kind === "missing" && !/[*?]/.test(text)) return { state: "none" };
    const hash = state.kind === "present" ? state.role.trustPolicy : null;
    return found(library, hash, "trust") ?? { state: "unread", why: "account-not-read", gap: null };
  }
  if (arn === null || SHARING_ONLY.has(arn.service)) return { state: "no-layer" };
  const state = estate.resourcePolicyOf(text);
  if (state.state === "read")
    return found(library, state.document, "resource policy") ?? { state: "unread", why: "gap", gap: null };
  if (state.state === "none") return { state: state.resource === null ? "no-layer" : "none" };
  return state;
}

const compiled = new WeakMap<PolicyLibrary, Map<string, CompiledPolicy>>();

function found(library: PolicyLibrary, hash: string | null, name: string): ResourcePolicyRead | null {
  const document = library.parsed(hash)?.document;
  if (hash === null || !document) return null;
  let known = compiled.get(library);
  if (!known) {
    known = new Map();
    compiled.set(library, known);
  }
  let policy = known.get(hash);
  if (!policy) {
    policy = compilePolicy(document, name, name === "trust" ? "trust" : "resource");
    known.set(hash, policy);
  }
  return { state: "read", policy, hash, name };
}
