/**
 * First hops answered once for all associations that the trust policy cannot tell apart: a hundred thousand associations
 * share few trust policies, and most of those look at the namespace at most.
 */
import type { Statement } from "@/lib/domain/policy/ast";
import { actionNames } from "@/lib/domain/policy/match/action-pattern";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { ResolveContext } from "./context";
import { firstHop, type Hop } from "./pod-identity-hops";
import { FIRST_HOP_ABSENT, firstHopFacts, type PodIdentitySubject } from "./pod-identity-request";
import { toFacts } from "./request-facts";
import { type TrustScope, trustScope } from "./trust-scope";

export interface FirstHopAnswer {
  readonly hop: Hop;
  /** null where the role cannot be had. */
  readonly scope: TrustScope | null;
}

export type FirstHopAnswers = (subject: PodIdentitySubject, role: RoleFacts) => FirstHopAnswer;

/** What of a request the policies look at that bear on one trust policy in one account. */
interface Relevance {
  readonly cluster: boolean;
  readonly namespace: boolean;
  readonly serviceAccount: boolean;
  /** A control policy tells roles apart by their ARN, or a condition by their tags. */
  readonly role: boolean;
  readonly answers: Map<string, FirstHopAnswer>;
  /** Where nothing of the above is looked at and no role is named: by account, without session tags and with them. */
  readonly plain: readonly [Map<string, FirstHopAnswer>, Map<string, FirstHopAnswer>];
}

export function createFirstHopAnswers(context: ResolveContext): FirstHopAnswers {
  const byTrust = new Map<string | null, Map<string, Relevance>>();
  const relevanceTo = (role: RoleFacts): Relevance => {
    let byAccount = byTrust.get(role.trustPolicy);
    if (!byAccount) {
      byAccount = new Map();
      byTrust.set(role.trustPolicy, byAccount);
    }
    let relevance = byAccount.get(role.accountId);
    if (!relevance) {
      relevance = relevanceOf(context, role);
      byAccount.set(role.accountId, relevance);
    }
    return relevance;
  };
  // Associations of an account name the same roles again and again.
  const byRole = new Map<RoleFacts, Relevance>();
  return (subject, role) => {
    let relevant = byRole.get(role);
    if (!relevant) {
      relevant = relevanceTo(role);
      byRole.set(role, relevant);
    }
    const plain = relevant.plain[subject.tags ? 1 : 0];
    const known = plain.get(subject.accountId);
    if (known) return known;
    const { answers } = relevant;
    const key = keyOf(relevant, subject, role);
    // An answer that names the role is that role's alone.
    const own = `${key}|${role.arn}`;
    let answer = answers.get(key) ?? answers.get(own);
    if (!answer) {
      const facts = toFacts(firstHopFacts(context, subject, role), FIRST_HOP_ABSENT);
      const hop = firstHop(context, subject, role, facts);
      answer = { hop, scope: hop.verdict === "denied" ? null : trustScope(context, subject, role, facts) };
      const named = hop.reasons.some((each) => each.text.includes(role.arn));
      answers.set(named ? own : key, answer);
      if (!named && !looksCloser(relevant, role)) plain.set(subject.accountId, answer);
    }
    return answer;
  };
}

function looksCloser({ cluster, namespace, serviceAccount, role: each }: Relevance, role: RoleFacts): boolean {
  return cluster || namespace || serviceAccount || each || role.trustPolicy === null;
}

/** Lengths keep names apart, whatever stands in them. */
function keyOf(relevant: Relevance, subject: PodIdentitySubject, role: RoleFacts): string {
  let key = `${subject.tags}|${subject.accountId}`;
  if (relevant.cluster) key += `|${subject.clusterArn}`;
  if (relevant.namespace) key += `|${subject.namespace.length}:${subject.namespace}`;
  if (relevant.serviceAccount) key += `|${subject.serviceAccount.length}:${subject.serviceAccount}`;
  if (relevant.role || role.trustPolicy === null) key += `|${role.arn}`;
  return key;
}

function relevanceOf(context: ResolveContext, role: RoleFacts): Relevance {
  const trust = context.documents.compiled(role.trustPolicy);
  const control = context
    .resourceControl(role.accountId)
    .levels.flatMap((level) => (level === "unknown" ? [] : level.flatMap(({ document }) => document.statements)))
    .filter(bearsOnSts);
  const keys = new Set<string>();
  for (const statement of [...(trust?.document.statements ?? []), ...control]) {
    for (const clause of statement.conditions) {
      keys.add(clause.key.toLowerCase());
      for (const value of clause.values) for (const name of variablesOf(value)) keys.add(name);
    }
  }
  const looksAt = (pattern: RegExp) => [...keys].some((key) => pattern.test(key));
  return {
    cluster: looksAt(
      /^aws:requesttag\/eks-cluster-|^aws:source(?:arn|vpc|ip)|^sts:rolesessionname|^aws:requestedregion/,
    ),
    namespace: looksAt(/^aws:requesttag\/kubernetes-namespace$/),
    serviceAccount: looksAt(/^aws:requesttag\/kubernetes-service-account$/),
    role:
      looksAt(/^(?:aws|iam):resourcetag\//) ||
      control.some(({ resource }) => resource !== null && (resource.negated || !resource.patterns.includes("*"))),
    answers: new Map(),
    plain: [new Map(), new Map()],
  };
}

function bearsOnSts({ action }: Statement): boolean {
  return action.negated || action.patterns.some((text) => ACTIONS.some((name) => actionNames(text, "sts", name)));
}

const ACTIONS = ["assumerole", "tagsession"];

/** Keys of the policy variables in a value, in lower case, without their defaults. */
function variablesOf(value: string): readonly string[] {
  return [...value.matchAll(/\$\{([^},]+)/g)].map(([, name = ""]) => name.trim().toLowerCase());
}
