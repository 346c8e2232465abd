/**
 * First hops answered once for all associations that the trust policy cannot tell apart: a hundred thousand associations
 * share few trust policies, and most of those look at the namespace at most.
 */
import type { CompiledPolicy } from "@/lib/domain/policy";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { ResolveContext } from "./context";
import { firstHop, type Hop } from "./pod-identity-hops";
import type { PodIdentitySubject } from "./pod-identity-request";
import { type TrustScope, trustScope } from "./trust-scope";

export interface FirstHopAnswer {
  readonly hop: Hop;
  /** null where the role cannot be had. */
  readonly scope: TrustScope | null;
}

export type FirstHopAnswers = (subject: PodIdentitySubject, role: RoleFacts) => FirstHopAnswer;

/** What of a subject the conditions look at. */
interface Relevance {
  readonly cluster: boolean;
  readonly namespace: boolean;
  readonly serviceAccount: boolean;
  /** A control policy could tell roles apart by their ARN. */
  readonly role: boolean;
}

export function createFirstHopAnswers(context: ResolveContext): FirstHopAnswers {
  const answers = new Map<string, FirstHopAnswer>();
  const relevances = new Map<string, Relevance>();
  return (subject, role) => {
    const place = `${role.trustPolicy}|${role.accountId}`;
    let relevant = relevances.get(place);
    if (!relevant) {
      relevant = relevanceOf(context, role);
      relevances.set(place, relevant);
    }
    const key = JSON.stringify([
      place,
      subject.tags,
      subject.accountId,
      relevant.cluster ? subject.clusterArn : null,
      relevant.namespace ? subject.namespace : null,
      relevant.serviceAccount ? subject.serviceAccount : null,
      relevant.role || role.trustPolicy === null ? role.arn : null,
    ]);
    let answer = answers.get(key);
    if (!answer) {
      const hop = firstHop(context, subject, role);
      answer = { hop, scope: hop.verdict === "denied" ? null : trustScope(context, subject, role) };
      answers.set(key, answer);
    }
    return answer;
  };
}

function relevanceOf(context: ResolveContext, role: RoleFacts): Relevance {
  const trust = context.documents.compiled(role.trustPolicy);
  const control = context.resourceControl(role.accountId).levels.flatMap((level) => (level === "unknown" ? [] : level));
  const keys = new Set<string>();
  let variables = false;
  for (const policy of [...(trust ? [trust] : []), ...control]) {
    for (const statement of policy.document.statements) {
      for (const clause of statement.conditions) {
        keys.add(clause.key.toLowerCase());
        variables ||= clause.values.some((value) => value.includes("${"));
      }
    }
  }
  const looksAt = (pattern: RegExp) => variables || [...keys].some((key) => pattern.test(key));
  return {
    cluster: looksAt(
      /^aws:requesttag\/eks-cluster-|^aws:source(?:arn|vpc|ip)|^sts:rolesessionname|^aws:requestedregion/,
    ),
    namespace: looksAt(/^aws:requesttag\/kubernetes-namespace$/),
    serviceAccount: looksAt(/^aws:requesttag\/kubernetes-service-account$/),
    role: control.some(deniesSome),
  };
}

function deniesSome(policy: CompiledPolicy): boolean {
  return policy.document.statements.some((statement) => statement.effect === "Deny");
}
