/**
 * Roles handed out by kube2iam or kiam: where one of them runs, a pod's annotation decides which role its calls to the
 * metadata service give it, assumed with the node's own role. Where none runs the annotation does nothing. Needs the
 * Kubernetes API. Source: kube2iam and kiam READMEs.
 */
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import { absentFact, patternFact, sessionOf } from "@/lib/domain/policy";
import { type Estate, roleState } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import type { DaemonSetFacts, PodFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import type { Binding, Reason, Verdict } from "./binding";
import { bindingId } from "./binding-id";
import type { ResolveContext } from "./context";
import { addChainedTagFacts, mergeTags, sessionFacts } from "./credential-facts";
import { withoutToken } from "./issuer-keys";
import { nodeKinds } from "./node-kinds";
import { type Hop, reasonsOf } from "./pod-identity-hops";
import { roleFacts } from "./pod-identity-request";
import { askTrust, type TrustQuestion } from "./trust-request";
import { allOf, distinct, reason } from "./verdict";

type Server = DaemonSetFacts["role"] & ("kube2iam" | "kiam");

/** One for each service account and role that a pod of it is annotated with. */
export function kube2iamBindings(context: ResolveContext, cluster: ClusterFacts): readonly Binding[] {
  const { estate } = context;
  const server = estate.daemonSets.get(cluster.arn)?.find((each) => each.role === "kube2iam" || each.role === "kiam");
  if (!server) return [];
  const found = new Map<string, { pod: PodFacts; roleArn: string; pods: PodFacts[] }>();
  for (const pod of estate.pods.get(cluster.arn) ?? []) {
    if (pod.kube2iamRole === null || pod.hostNetwork) continue;
    const roleArn = asArn(pod.kube2iamRole, cluster);
    const { namespace, serviceAccount } = pod;
    const id = bindingId({ mechanism: "kube2iam", place: cluster.arn, namespace, serviceAccount, roleArn });
    const known = found.get(id);
    if (known) known.pods.push(pod);
    else found.set(id, { pod, roleArn, pods: [pod] });
  }
  return [...found].map(([id, { pod, roleArn, pods }]) => {
    const judged = judge(context, cluster, server.role as Server, pod, roleArn);
    const own = ownCredentials(pods);
    return {
      id,
      mechanism: "kube2iam",
      clusterArn: cluster.arn,
      issuer: null,
      namespace: pod.namespace,
      serviceAccount: pod.serviceAccount,
      pattern: false,
      associationArn: null,
      roleArn,
      targetRoleArn: null,
      credentialRoleArn: roleArn,
      verdict: judged.verdict,
      effective: judged.verdict === "denied" || own ? false : judged.verdict === "allowed" ? true : null,
      reasons: distinct([
        reason(
          server.role,
          `Pods of the service account carry iam.amazonaws.com/role (${pod.kube2iamRole}), and ${server.role} runs in the cluster: it assumes the role with the node's role and hands it out in place of the metadata service.`,
        ),
        ...judged.reasons,
        ...(own ? [own] : []),
      ]),
      evidence: ["annotation", "pod"],
      readAt: estate.readAt.get(`pods|${cluster.accountId}|${cluster.region}|${cluster.arn}`) ?? estate.meta.startedAt,
    };
  });
}

function judge(context: ResolveContext, cluster: ClusterFacts, server: Server, pod: PodFacts, roleArn: string): Hop {
  const state = roleState(context.estate, roleArn);
  if (state.kind === "missing")
    return { verdict: "denied", reasons: [reason("role-missing", `The role ${roleArn} does not exist.`)] };
  if (state.kind === "unread")
    return { verdict: "unknown", reasons: [reason("role-not-read", `The role ${roleArn} was not read.`)] };
  const permitted = server === "kiam" ? permittedByNamespace(context.estate, cluster, pod) : null;
  const assumed = assumedByNodes(context, cluster, state.role, server);
  return permitted === null
    ? assumed
    : {
        verdict: allOf(assumed.verdict, permitted.verdict),
        reasons: [...assumed.reasons, ...permitted.reasons],
      };
}

/** The best that a role of the cluster's nodes can do: both sides, its own policies and the trust of the role. */
function assumedByNodes(context: ResolveContext, cluster: ClusterFacts, role: RoleFacts, server: Server): Hop {
  const { kinds, complete } = nodeKinds(context.estate, cluster);
  const arns = [...new Set(kinds.filter((kind) => !kind.windows).map((kind) => kind.roleArn))];
  const hops = arns.map((arn) => hop(context, arn, role));
  const verdicts = new Set(hops.map(({ verdict }) => verdict));
  const reasons = hops.flatMap((each) => each.reasons);
  if (server === "kiam" && !verdicts.has("allowed")) {
    const text = "kiam's servers may run with a role of their own, which is not known.";
    return { verdict: "unknown", reasons: [...reasons, reason("kiam-server-role", text)] };
  }
  if (hops.length === 0 || (!complete && !verdicts.has("allowed"))) {
    const text = "Not all roles of the cluster's nodes are known, and it is one of them that assumes the role.";
    return { verdict: "unknown", reasons: [...reasons, reason("node-roles-incomplete", text)] };
  }
  if (verdicts.size > 1 && verdicts.has("allowed")) {
    const text = "It depends on the node: not every node's role may assume the role.";
    return { verdict: "conditional", reasons: [...reasons, reason("node-role-mixed", text)] };
  }
  const order: readonly Verdict[] = ["allowed", "conditional", "unknown", "denied"];
  return { verdict: order.find((each) => verdicts.has(each)) ?? "unknown", reasons };
}

function hop(context: ResolveContext, nodeRoleArn: string, role: RoleFacts): Hop {
  const state = roleState(context.estate, nodeRoleArn);
  const caller = sessionOf(nodeRoleArn, null);
  const named = (verdict: Verdict, text: string): Hop => ({ verdict, reasons: [reason("node-role-may-assume", text)] });
  if (state.kind === "missing" || !caller) return named("denied", `The node's role ${nodeRoleArn} does not exist.`);
  if (state.kind === "unread")
    return named(
      "unknown",
      `The node's role ${nodeRoleArn} was not read: whether it may assume the role is not known.`,
    );
  const source = state.role;
  const tags = mergeTags(source.tags, new Map());
  const { arn: roleArn, accountId } = source;
  const facts = sessionFacts(context.estate, { roleArn, accountId, role: source, tags, sessionName: "i-*" });
  withoutToken(facts, context, role);
  addChainedTagFacts(facts, [], true);
  for (const key of ["aws:FederatedProvider", "sts:ExternalId", "sts:SourceIdentity"]) facts.set(key, absentFact);
  facts.set("sts:RoleSessionName", patternFact("*"));
  roleFacts(facts, context.estate, role);
  const question: TrustQuestion = { caller, action: "sts:AssumeRole", role, source, facts };
  const analysis = askTrust(context, question);
  const reasons = reasonsOf(context, question, analysis, roleArn).map((each) => ({
    ...each,
    text: `Through the node's role ${source.name}: ${each.text}`,
  }));
  return { verdict: analysis.verdict, reasons };
}

/** kiam gives a namespace nothing unless an annotation of it, a regular expression, fits the role. */
function permittedByNamespace(estate: Estate, cluster: ClusterFacts, pod: PodFacts): Hop | null {
  const namespace = estate.namespaces.get(cluster.arn)?.find((each) => each.name === pod.namespace);
  if (!namespace) return null;
  const pattern = Object.hasOwn(namespace.annotations, PERMITTED) ? namespace.annotations[PERMITTED] : undefined;
  if (pattern === undefined || pattern === "") {
    const text = `The namespace ${pod.namespace} has no annotation ${PERMITTED}: kiam hands out no role in it.`;
    return { verdict: "denied", reasons: [reason("namespace-not-permitted", text)] };
  }
  if (pattern === ".*") return null;
  const text = `kiam hands out the role only where it fits the namespace's ${PERMITTED} (${pattern}).`;
  return { verdict: "conditional", reasons: [reason("namespace-permits", text)] };
}

const PERMITTED = "iam.amazonaws.com/permitted";

/** The SDK asks the metadata service last. */
function ownCredentials(pods: readonly PodFacts[]): Reason | null {
  const all = pods.flatMap((pod) => pod.containers);
  const own = all.filter((each) => each.podIdentity || each.webIdentity || each.staticKey === "yes");
  if (all.length === 0 || own.length < all.length) return null;
  return reason(
    "own-credentials-first",
    "Every container of these pods carries credentials of its own, which the SDK uses before it asks the metadata service.",
  );
}

/** A bare name is a role of the cluster's account, unless the server was told another base. */
function asArn(role: string, cluster: ClusterFacts): string {
  if (parseRoleArn(role)) return role;
  return `arn:${parseArn(cluster.arn)?.partition ?? "aws"}:iam::${cluster.accountId}:role/${role.replace(/^\/+/, "")}`;
}
