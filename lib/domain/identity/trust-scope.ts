/** How tightly a working Pod Identity trust is scoped, found by asking again as another cluster, namespace or account. */
import {
  absentFact,
  type CompiledPolicy,
  type Fact,
  type Facts,
  knownFact,
  parseCaller,
  patternFact,
} from "@/lib/domain/policy";
import { actionNames } from "@/lib/domain/policy/match/action-pattern";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Reason } from "./binding";
import type { ResolveContext } from "./context";
import { FIRST_HOP_ABSENT, firstHopFacts, POD_IDENTITY_SERVICE, type PodIdentitySubject } from "./pod-identity-request";
import { toFacts } from "./request-facts";
import { askTrust } from "./trust-request";
import { reason } from "./verdict";

export interface TrustScope {
  readonly cluster: boolean;
  readonly namespace: boolean;
  readonly serviceAccount: boolean;
  /** Refused only to associations with session tags: one with tags disabled gets around it. */
  readonly evadable: boolean;
}

/** A name that no real cluster, namespace or service account is likely to have, and that is a valid one of each. */
const STRANGER = "zz-podlens-other";

/**
 * For each of the three, whether another one would be refused. Works on any way of writing the condition. `facts` are
 * those of the subject's own request; a stranger's differ in a few keys.
 */
export function trustScope(
  context: ResolveContext,
  subject: PodIdentitySubject,
  role: RoleFacts,
  facts: Facts,
): TrustScope {
  const tagged = subject.tags
    ? facts
    : toFacts(firstHopFacts(context, { ...subject, tags: true }, role), FIRST_HOP_ABSENT);
  const arn = subject.clusterArn.replace(/cluster\/.*$/, `cluster/${STRANGER}`);
  const elsewhere = overlaid(tagged, [
    ["aws:sourcearn", knownFact(arn)],
    ["aws:requesttag/eks-cluster-arn", knownFact(arn)],
    ["aws:requesttag/eks-cluster-name", knownFact(STRANGER)],
    ["sts:rolesessionname", patternFact(`eks-${STRANGER.slice(0, 10)}-*`)],
  ]);
  // Without tags only the cluster can tell one association from another.
  let untaggedHere: boolean | null = null;
  const here = () => {
    untaggedHere ??= mayUse(context, withoutTags(tagged), role, false);
    return untaggedHere;
  };
  const refused = (stranger: Facts, untagged: () => boolean) =>
    mayUse(context, stranger, role, true) ? "no" : untagged() ? "with-tags" : "always";
  const named = (key: string) => overlaid(tagged, [[`aws:requesttag/${key}`, knownFact(STRANGER)]]);
  // Whoever makes the other association chooses whether it has session tags: both ways must be refused.
  const cluster = refused(elsewhere, () => mayUse(context, withoutTags(elsewhere), role, false));
  const namespace = refused(named("kubernetes-namespace"), here);
  const serviceAccount = refused(named("kubernetes-service-account"), here);
  return {
    cluster: cluster === "always",
    namespace: namespace === "always",
    serviceAccount: serviceAccount === "always",
    evadable: [cluster, namespace, serviceAccount].includes("with-tags"),
  };
}

function overlaid(facts: Facts, changes: readonly (readonly [lowerKey: string, Fact])[]): Facts {
  const changed = new Map(changes);
  return { complete: false, get: (lowerKey) => changed.get(lowerKey) ?? facts.get(lowerKey) };
}

/** The same request of an association with session tags disabled. */
function withoutTags(facts: Facts): Facts {
  const isTag = (key: string) =>
    key.startsWith("aws:requesttag/") || key === "aws:tagkeys" || key === "sts:transitivetagkeys";
  return { complete: false, get: (lowerKey) => (isTag(lowerKey) ? absentFact : facts.get(lowerKey)) };
}

function mayUse(context: ResolveContext, facts: Facts, role: RoleFacts, tags: boolean): boolean {
  const caller = parseCaller(POD_IDENTITY_SERVICE);
  if (!caller) return true;
  const question = { caller, role, facts };
  if (!askTrust(context, { ...question, action: "sts:AssumeRole" }).may) return false;
  return !tags || tagsAlike(context, role) || askTrust(context, { ...question, action: "sts:TagSession" }).may;
}

const alike = new WeakMap<CompiledPolicy, boolean>();

/** True where every statement of the trust is about both actions or neither, as most are: one answer then does for both. */
function tagsAlike(context: ResolveContext, role: RoleFacts): boolean {
  const trust = context.documents.compiled(role.trustPolicy);
  if (!trust) return true;
  let known = alike.get(trust);
  if (known === undefined) {
    known = trust.document.statements.every(({ action }) => {
      const names = (name: string) => action.patterns.some((pattern) => actionNames(pattern, "sts", name));
      return names("assumerole") === names("tagsession");
    });
    alike.set(trust, known);
  }
  return known;
}

/** One reason that says each of the three by itself, and one where it does not hold for everybody. */
export function scopeReasons(scope: TrustScope): readonly Reason[] {
  const evadable = scope.evadable
    ? [
        reason(
          "trust-scope-evadable",
          "The trust policy tests session tags only where there are any: an association with session tags disabled gets around it.",
        ),
      ]
    : [];
  return [scopeReason(scope), ...evadable];
}

function scopeReason(scope: TrustScope): Reason {
  const limited = (["cluster", "namespace", "serviceAccount"] as const)
    .filter((each) => scope[each])
    .map((each) => WORDS[each]);
  const open = (["cluster", "namespace", "serviceAccount"] as const)
    .filter((each) => !scope[each])
    .map((each) => WORDS[each]);
  if (limited.length === 0) {
    return reason(
      "trust-unscoped",
      "The trust policy limits neither cluster, namespace nor service account: any association of the account may use the role.",
    );
  }
  const code = open.length === 0 ? "trust-scoped" : "trust-partly-scoped";
  const rest = open.length === 0 ? "" : `, not by ${open.join(" or ")}`;
  return reason(code, `The trust policy is limited by ${limited.join(", ")}${rest}.`);
}

const WORDS = { cluster: "cluster", namespace: "namespace", serviceAccount: "service account" } as const;
