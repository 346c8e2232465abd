/**
 * IRSA as service accounts ask for it: the annotation joined with the trust. Annotated and trusted works; annotated but
 * not trusted fails in the pod; trusted but not annotated gives new pods nothing.
 */
import { oidcProviderArn, parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import { issuerKey, roleState } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import { type AccountState, type Annotated, annotationOf, serviceAccountIndex } from "./annotations";
import type { Binding, Reason } from "./binding";
import { bindingId } from "./binding-id";
import type { ResolveContext } from "./context";
import { irsaBinding } from "./irsa";
import { statementsNaming } from "./irsa-candidates";
import { matchesGlob } from "./irsa-subject";
import { distinct, reason } from "./verdict";

/** Joins annotations into the bindings that trust policies gave; adds those that only an annotation names. */
export function joinAnnotations(context: ResolveContext, bindings: readonly Binding[]): readonly Binding[] {
  const { estate } = context;
  // No cluster's API was read: nothing is known of annotations, and a hundred thousand bindings stay as they are.
  if (estate.serviceAccounts.size === 0) return bindings;
  const added = new Map<string, Binding>();
  for (const [clusterArn, accounts] of estate.serviceAccounts) {
    const cluster = estate.clusterByArn.get(clusterArn);
    if (!cluster) continue;
    for (const account of accounts) {
      const annotated = annotationOf(account);
      if (!annotated) continue;
      const binding = annotatedBinding(context, cluster, annotated);
      added.set(binding.id, binding);
    }
  }
  const stateOf = serviceAccountIndex(estate);
  const known = new Set(bindings.map((binding) => binding.id));
  const settled = bindings.map((binding) => {
    if (binding.mechanism !== "irsa") return binding;
    const byAnnotation = added.get(binding.id);
    if (byAnnotation)
      return {
        ...byAnnotation,
        // What decided comes first: it is the because of lists.
        reasons: distinct([...byAnnotation.reasons, ...binding.reasons.filter(isTrustReason)]),
      };
    if (binding.pattern)
      return settlePattern(binding, [...added.values()], estate.serviceAccounts.has(binding.clusterArn ?? ""));
    return settleExact(binding, stateOf(binding.clusterArn, binding.namespace ?? "", binding.serviceAccount ?? ""));
  });
  return [...settled, ...[...added.values()].filter((binding) => !known.has(binding.id))];
}

/** How open the trust is stays true whatever the annotation says; verdict reasons are told anew. */
function isTrustReason(each: Reason): boolean {
  return /^(?:sub-|aud-missing|operator-|issuer-key-mismatch-open|rcps-)/.test(each.code);
}

function annotatedBinding(context: ResolveContext, cluster: ClusterFacts, annotated: Annotated): Binding {
  const { account, audience } = annotated;
  const base = { namespace: account.namespace, serviceAccount: account.name };
  const parsed = parseRoleArn(annotated.roleArn);
  const state = parsed ? roleState(context.estate, annotated.roleArn) : null;
  if (state?.kind === "present" && cluster.oidcIssuer !== null) {
    const issuer = issuerKey(cluster.oidcIssuer);
    const providerArn = oidcProviderArn(parsed?.partition ?? "aws", state.role.accountId, issuer);
    const trust = context.documents.compiled(state.role.trustPolicy);
    if (trust) {
      const candidate = {
        providerArn,
        issuer,
        subject: { ...base, pattern: false },
        statements: statementsNaming(trust.document, providerArn),
      };
      const binding = irsaBinding(context, state.role, trust, candidate, audience);
      const refused =
        binding.verdict === "denied"
          ? [
              reason(
                "annotated-but-not-trusted",
                `The service account is annotated with ${annotated.roleArn}, which does not let it in.`,
              ),
            ]
          : [];
      return {
        ...binding,
        effective: binding.verdict === "allowed" ? true : binding.effective,
        reasons: distinct([...binding.reasons, ...refused, ...partitionReasons(cluster, annotated)]),
        evidence: ["trust-policy", "annotation"],
      };
    }
  }
  const denied = state === null || state.kind === "missing";
  return {
    id: bindingId({ mechanism: "irsa", place: cluster.arn, ...base, roleArn: annotated.roleArn }),
    mechanism: "irsa",
    clusterArn: cluster.arn,
    issuer: null,
    ...base,
    pattern: false,
    associationArn: null,
    roleArn: annotated.roleArn,
    targetRoleArn: null,
    credentialRoleArn: annotated.roleArn,
    verdict: denied ? "denied" : "unknown",
    effective: denied ? false : null,
    reasons: [notJudged(annotated, state?.kind ?? "no-arn", cluster), ...partitionReasons(cluster, annotated)],
    evidence: ["annotation"],
    readAt:
      context.estate.readAt.get(`service-accounts|${cluster.accountId}|${cluster.region}|${cluster.arn}`) ??
      context.estate.meta.startedAt,
  };
}

function notJudged(
  annotated: Annotated,
  state: "no-arn" | "missing" | "unread" | "present",
  cluster: ClusterFacts,
): Reason {
  switch (state) {
    case "no-arn":
      return reason(
        "annotation-not-an-arn",
        `The annotation eks.amazonaws.com/role-arn holds ${annotated.roleArn}, which is not the ARN of a role.`,
      );
    case "missing":
      return reason("role-missing", `The role ${annotated.roleArn} that the annotation names does not exist.`);
    case "unread":
      return reason("role-not-read", `The role ${annotated.roleArn} that the annotation names was not read.`);
    case "present":
      return cluster.oidcIssuer === null
        ? reason("issuer-not-known", "The cluster's OIDC issuer is not known.")
        : reason("trust-not-read", "The role's trust policy could not be read.");
  }
}

function partitionReasons(cluster: ClusterFacts, annotated: Annotated): readonly Reason[] {
  const partition = parseArn(cluster.arn)?.partition;
  const annotatedPartition = parseArn(annotated.roleArn)?.partition;
  if (!annotatedPartition || annotatedPartition === partition) return [];
  return [
    reason(
      "partition-differs",
      `The annotation names a role in partition ${annotatedPartition}; the cluster is in ${partition}.`,
    ),
  ];
}

function settleExact(binding: Binding, state: AccountState): Binding {
  if (state.kind === "unread" || binding.verdict === "denied") return binding;
  const text =
    state.kind === "missing"
      ? reason("service-account-missing", "The service account does not exist: whoever may create it gets this role.")
      : state.annotated
        ? reason(
            "annotated-with-other-role",
            `The service account is annotated with another role: ${state.annotated.roleArn}.`,
          )
        : reason(
            "not-annotated",
            "The role trusts the service account, which is not annotated with it: new pods are not given its credentials.",
          );
  return {
    ...binding,
    effective: false,
    reasons: [...binding.reasons, text],
    evidence: [...binding.evidence, "annotation"],
  };
}

function settlePattern(pattern: Binding, annotated: readonly Binding[], read: boolean): Binding {
  if (!read || pattern.verdict === "denied") return pattern;
  const matching = annotated.filter(
    (binding) =>
      binding.clusterArn === pattern.clusterArn &&
      binding.roleArn === pattern.roleArn &&
      matchesGlob(pattern.namespace ?? "", binding.namespace ?? "") &&
      matchesGlob(pattern.serviceAccount ?? "", binding.serviceAccount ?? ""),
  );
  if (matching.length > 0) return { ...pattern, effective: true, evidence: [...pattern.evidence, "annotation"] };
  const text = reason("not-annotated", "No service account that matches is annotated with this role.");
  return {
    ...pattern,
    effective: false,
    reasons: [...pattern.reasons, text],
    evidence: [...pattern.evidence, "annotation"],
  };
}
