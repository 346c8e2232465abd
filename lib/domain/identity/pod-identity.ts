/** One Pod Identity association judged: do the credentials come, whose are they, and do new pods get them. */
import { roleState } from "@/lib/domain/snapshot/estate";
import type { AssociationFacts, ClusterFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Gap } from "@/lib/domain/snapshot/part";
import { agentDelivers } from "./agent";
import type { Binding, Reason, Verdict } from "./binding";
import { bindingId } from "./binding-id";
import { computeDelivers } from "./compute";
import type { ResolveContext } from "./context";
import type { FirstHopAnswer, FirstHopAnswers } from "./first-hop-answers";
import { nodePermission } from "./node-permission";
import { type Hop, targetHop } from "./pod-identity-hops";
import { type PodIdentitySubject, subjectOf } from "./pod-identity-request";
import { scopeReasons } from "./trust-scope";
import { allOf, distinct, reason } from "./verdict";

export function podIdentityBinding(
  context: ResolveContext,
  firstHops: FirstHopAnswers,
  association: AssociationFacts,
  cluster: ClusterFacts,
): Binding {
  const subject = subjectOf(association, cluster);
  const credentials = judgeCredentials(context, firstHops, association, subject);
  const delivery = deliveryTo(context, cluster, association.namespace);
  const { delivers } = delivery;
  const verdict = delivery.verdict === null ? credentials.verdict : allOf(credentials.verdict, delivery.verdict);
  const roleArn = association.roleArn ?? "";
  return {
    id: bindingId({
      mechanism: "pod-identity",
      place: cluster.arn,
      namespace: association.namespace,
      serviceAccount: association.serviceAccount,
      roleArn,
    }),
    mechanism: "pod-identity",
    clusterArn: cluster.arn,
    issuer: null,
    namespace: association.namespace,
    serviceAccount: association.serviceAccount,
    pattern: false,
    associationArn: association.arn,
    roleArn,
    targetRoleArn: association.targetRoleArn,
    credentialRoleArn: association.targetRoleArn ?? roleArn,
    verdict,
    effective: effectiveOf(verdict, delivers),
    reasons: reasonsFor(credentials, delivery.reasons),
    evidence: association.roleArn === null ? LISTED : DESCRIBED,
    readAt: delivery.readAt,
  };
}

const LISTED: Binding["evidence"] = ["association"];
const DESCRIBED: Binding["evidence"] = ["association", "trust-policy"];

/** What is the same for all associations of a namespace. */
interface Delivery {
  readonly delivers: boolean | null;
  /** Whether nodes may ask for credentials; null = no node is known. */
  readonly verdict: Verdict | null;
  readonly reasons: readonly Reason[];
  readonly readAt: string;
}

const deliveries = new WeakMap<ClusterFacts, { readonly of: ResolveContext; readonly known: Map<string, Delivery> }>();

/** Kept for one context at a time: a cluster is judged in one, and then in the next. */
function deliveryTo(context: ResolveContext, cluster: ClusterFacts, namespace: string): Delivery {
  let kept = deliveries.get(cluster);
  if (kept?.of !== context) {
    kept = { of: context, known: new Map() };
    deliveries.set(cluster, kept);
  }
  const byNamespace = kept.known;
  let delivery = byNamespace.get(namespace);
  if (!delivery) {
    delivery = findDelivery(context, cluster, namespace);
    byNamespace.set(namespace, delivery);
  }
  return delivery;
}

const NONE: readonly Reason[] = [];

function findDelivery(context: ResolveContext, cluster: ClusterFacts, namespace: string): Delivery {
  const { estate } = context;
  const agent = agentDelivers(estate, cluster);
  const nodes = nodePermission(context, cluster);
  const compute = computeDelivers(estate, cluster, namespace);
  const reasons = [...compute.reasons, ...nodes.reasons, ...(agent.reason ? [agent.reason] : [])];
  return {
    delivers: leastOf(compute.delivers, agent.delivers, nodes.uniform ? true : null),
    verdict: nodes.verdict,
    reasons: reasons.length === 0 ? NONE : reasons,
    readAt:
      estate.readAt.get(`associations|${cluster.accountId}|${cluster.region}|${cluster.arn}`) ?? estate.meta.startedAt,
  };
}

/** For an answer that associations share: its reasons with those of what delivers the credentials. */
const SHARED_REASONS = new WeakMap<Hop, Map<readonly Reason[], readonly Reason[]>>();

function reasonsFor(credentials: Hop, delivery: readonly Reason[]): readonly Reason[] {
  const shared = SHARED_REASONS.get(credentials);
  let reasons = shared?.get(delivery);
  if (!reasons) {
    reasons = distinct([...credentials.reasons, ...delivery]);
    shared?.set(delivery, reasons);
  }
  return reasons;
}

/** All of them must deliver: one that does not decides, one that is not known leaves it open. */
function leastOf(...delivers: readonly (boolean | null)[]): boolean | null {
  if (delivers.includes(false)) return false;
  return delivers.includes(null) ? null : true;
}

/** Credentials that cannot be had reach no pod; whether a conditional grant reaches one is not known beforehand. */
function effectiveOf(verdict: Verdict, delivers: boolean | null): boolean | null {
  if (verdict === "denied" || delivers === false) return false;
  return verdict === "allowed" ? delivers : null;
}

function judgeCredentials(
  context: ResolveContext,
  firstHops: FirstHopAnswers,
  association: AssociationFacts,
  subject: PodIdentitySubject,
): Hop {
  if (association.roleArn === null) {
    return {
      verdict: "unknown",
      reasons: [
        reason(
          "association-not-described",
          "The association was listed but could not be described: its role is not known.",
        ),
      ],
    };
  }
  const source = findRole(context, association.roleArn, "role");
  if (!source.role) return source.hop;
  const first = sourceHop(context, firstHops(subject, source.role), source.role);
  if (association.targetRoleArn === null && association.policy === null) return first;
  const reasons: Reason[] = [...first.reasons];
  let verdict = first.verdict;
  if (association.targetRoleArn !== null) {
    const second = judgeTarget(context, association, subject, source.role, association.targetRoleArn);
    verdict = allOf(verdict, second.verdict);
    reasons.push(...second.reasons);
  }
  if (association.policy !== null) {
    reasons.push(
      reason(
        "session-policy",
        `The association's session policy limits what ${association.targetRoleArn ? "the target role" : "the role"} may do for this workload.`,
      ),
    );
  }
  return { verdict, reasons };
}

/** By the answer that associations share, so that they share its words as well. */
const SOURCE_HOPS = new WeakMap<FirstHopAnswer, Hop>();

function sourceHop(context: ResolveContext, answer: FirstHopAnswer, role: RoleFacts): Hop {
  let hop = SOURCE_HOPS.get(answer);
  if (!hop) {
    const { hop: first, scope } = answer;
    const reasons = [...first.reasons, ...(scope ? scopeReasons(scope) : []), ...unreadLimits(context, role)];
    hop = { verdict: first.verdict, reasons };
    SOURCE_HOPS.set(answer, hop);
    SHARED_REASONS.set(hop, new Map());
  }
  return hop;
}

function judgeTarget(
  context: ResolveContext,
  association: AssociationFacts,
  subject: PodIdentitySubject,
  source: RoleFacts,
  targetArn: string,
): Hop {
  const target = findRole(context, targetArn, "target role");
  if (!target.role) return target.hop;
  const hop = targetHop(context, association, subject, source, target.role);
  const limits = context.serviceControl(source.accountId).read ? [] : [controlReason("SCP", source.accountId)];
  return { verdict: hop.verdict, reasons: [...hop.reasons, ...limits, ...unreadLimits(context, target.role)] };
}

type Found = { readonly role: RoleFacts; readonly hop?: never } | { readonly role: null; readonly hop: Hop };

function findRole(context: ResolveContext, arn: string, words: "role" | "target role"): Found {
  const state = roleState(context.estate, arn);
  const code = words === "role" ? "role" : "target-role";
  switch (state.kind) {
    case "present":
      return { role: state.role };
    case "missing":
      return {
        role: null,
        hop: { verdict: "denied", reasons: [reason(`${code}-missing`, `The ${words} ${arn} does not exist.`)] },
      };
    case "unread":
      return {
        role: null,
        hop: {
          verdict: "unknown",
          reasons: [reason(`${code}-not-read`, `The ${words} ${arn} was not read: ${gapWords(state.gap)}.`)],
        },
      };
  }
}

function gapWords(gap: Gap | null): string {
  if (gap === null) return "its account is not in scope";
  return gap.missingPermission
    ? `${gap.missingPermission} is missing`
    : `${gap.service} ${gap.operation} failed with ${gap.error}`;
}

/** RCPs that may exist and were not read cannot be ruled out: the answer says so. */
export function unreadLimits(context: ResolveContext, role: RoleFacts): readonly Reason[] {
  return context.resourceControl(role.accountId).read ? [] : [controlReason("RCP", role.accountId)];
}

function controlReason(type: "SCP" | "RCP", accountId: string): Reason {
  const name = type === "SCP" ? "Service" : "Resource";
  return reason(
    `${type.toLowerCase()}s-not-read`,
    `${name} control policies of account ${accountId} were not read: one of them could still deny this.`,
  );
}
