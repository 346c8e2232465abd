/** Bindings that give nothing, each filed under the one rule that tells of its cause. */
import type { Binding, Reason } from "@/lib/domain/identity/binding";
import { reasonOf } from "./pod-roles";
import type { FindingFacts } from "./rule";

export type BrokenRule =
  | "dangling-role"
  | "tag-session-missing"
  | "trust-never-holds"
  | "target-chain-broken"
  | "oidc-provider-missing"
  | "audience-not-listed"
  | "subject-and-audience-swapped"
  | "https-in-condition-key"
  | "wildcard-in-string-equals"
  | "issuer-key-mismatch"
  | "binding-broken";

export interface Broken {
  readonly binding: Binding;
  /** The reason that decides. */
  readonly reason: Reason;
}

/** Bindings by the rule that tells of them. */
export function brokenBindings(facts: FindingFacts, rule: BrokenRule): readonly Broken[] {
  const filed = facts.kept("broken bindings", () => {
    const found = new Map<BrokenRule, Broken[]>();
    for (const binding of facts.model.bindings) {
      if (binding.verdict !== "denied") continue;
      const cause = causeOf(binding);
      if (!cause) continue;
      const known = found.get(cause.rule);
      if (known) known.push({ binding, reason: cause.reason });
      else found.set(cause.rule, [{ binding, reason: cause.reason }]);
    }
    return found;
  });
  return filed.get(rule) ?? [];
}

const NOT_OF_TRUST = new Set(["rcp-denies", "scp-denies", "boundary-denies", "target-rcp-denies"]);
const OF_TRUST = new Set([
  "tags-disabled-but-required",
  "trust-denies",
  "trust-action-missing",
  "trust-condition-never-holds",
  "trust-wrong-service",
  "trust-principal-deleted",
  "trust-principal-missing",
  "not-allowed",
]);
const OF_TARGET = new Set([
  "target-trust-condition-never-holds",
  "target-trust-action-missing",
  "target-trust-denies",
  "target-trust-principal-missing",
  "target-trust-principal-deleted",
  "target-trust-wrong-service",
  "target-source-not-permitted",
  "target-scp-denies",
  "target-boundary-denies",
  "target-not-allowed",
]);

/** The most telling reason first: what has to be mended before anything else can be seen. */
const ORDER: readonly (readonly [codes: ReadonlySet<string>, rule: BrokenRule])[] = [
  [new Set(["partition-differs", "annotation-not-an-arn"]), "binding-broken"],
  [new Set(["role-missing", "target-role-missing"]), "dangling-role"],
  [new Set(["provider-missing", "provider-other-account", "provider-other-partition"]), "oidc-provider-missing"],
  [new Set(["aud-holds-subject", "sub-holds-audience"]), "subject-and-audience-swapped"],
  [new Set(["https-in-key"]), "https-in-condition-key"],
  [new Set(["wildcard-in-stringequals"]), "wildcard-in-string-equals"],
  [new Set(["issuer-key-mismatch"]), "issuer-key-mismatch"],
  [new Set(["audience-not-listed"]), "audience-not-listed"],
  [NOT_OF_TRUST, "binding-broken"],
  [OF_TRUST, "trust-never-holds"],
  [OF_TARGET, "target-chain-broken"],
  [new Set(["node-role-may-not-ask", "namespace-not-permitted", "node-role-may-assume"]), "binding-broken"],
];

function causeOf(binding: Binding): { rule: BrokenRule; reason: Reason } | null {
  // A node's role that no pod reaches is as it should be; of a deleted role something has to be said.
  if (binding.mechanism === "node-role") {
    const gone = binding.reasons.find(({ code }) => code === "role-missing");
    return gone ? { rule: "dangling-role", reason: gone } : null;
  }
  for (const [codes, rule] of ORDER) {
    const reason = reasonOf(binding, codes);
    if (!reason) continue;
    // What kube2iam hands out is assumed by nodes: nothing that is told of pods' own trust is meant.
    if (rule === "trust-never-holds" && binding.mechanism === "kube2iam") return { rule: "binding-broken", reason };
    return {
      rule: rule === "trust-never-holds" && isAboutTags(binding, reason) ? "tag-session-missing" : rule,
      reason,
    };
  }
  const [first] = binding.reasons;
  return first ? { rule: "binding-broken", reason: first } : null;
}

/** The role can be assumed, but not with session tags, for which its trust names no action. */
function isAboutTags({ mechanism }: Binding, { code, text }: Reason): boolean {
  return mechanism === "pod-identity" && code === "trust-action-missing" && text.includes("sts:TagSession");
}

/** Groups in the order in which they are first met. */
export function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known) known.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
