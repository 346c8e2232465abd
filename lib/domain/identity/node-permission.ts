/**
 * Whether the agent of a node may ask EKS for pods' credentials: its role needs eks-auth:AssumeRoleForPodIdentity on the
 * cluster, under its policies, boundary and service control policies. Without it no pod on that node gets any.
 * Source: EKS User Guide, "Set up the Amazon EKS Pod Identity Agent"; Service Authorization Reference, "eks-auth".
 */
import { type Analysis, absentFact, analyse, noLayers, patternFact, sessionOf } from "@/lib/domain/policy";
import { roleState } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import type { Reason, Verdict } from "./binding";
import { boundaryLayer, identityLayer, type ResolveContext } from "./context";
import { mergeTags, sessionFacts } from "./credential-facts";
import { nodeKinds } from "./node-kinds";
import { timeFacts } from "./pod-identity-request";
import { toFacts } from "./request-facts";
import { reason } from "./verdict";

const ACTION = "eks-auth:AssumeRoleForPodIdentity";

export interface NodePermission {
  /** Of the kinds of Linux nodes that may: the best of them. null = no such node is known. */
  readonly verdict: Verdict | null;
  /** False = some kinds of nodes may and others may not: it depends on where the pod lands. */
  readonly uniform: boolean;
  readonly reasons: readonly Reason[];
}

const NOTHING: NodePermission = { verdict: null, uniform: true, reasons: [] };
const caches = new WeakMap<ResolveContext, Map<string, NodePermission>>();

/** Judged once for a cluster. */
export function nodePermission(context: ResolveContext, cluster: ClusterFacts): NodePermission {
  let cache = caches.get(context);
  if (!cache) {
    cache = new Map();
    caches.set(context, cache);
  }
  let known = cache.get(cluster.arn);
  if (!known) {
    known = judge(context, cluster);
    cache.set(cluster.arn, known);
  }
  return known;
}

interface RoleAnswer {
  readonly roleArn: string;
  readonly where: string;
  readonly verdict: Verdict;
  readonly text: string;
}

function judge(context: ResolveContext, cluster: ClusterFacts): NodePermission {
  const { kinds, complete } = nodeKinds(context.estate, cluster);
  const places = new Map<string, string[]>();
  for (const kind of kinds) {
    if (kind.windows) continue;
    const known = places.get(kind.roleArn);
    if (known) known.push(kind.words);
    else places.set(kind.roleArn, [kind.words]);
  }
  const all = [...places].map(([roleArn, words]) => answerFor(context, cluster, roleArn, words.join(", ")));
  // Nothing runs with a role that is gone; an access entry of it often stays.
  const there = all.filter(({ roleArn }) => roleState(context.estate, roleArn).kind !== "missing");
  const answers = there.length > 0 ? there : all;
  if (answers.length === 0) return NOTHING;
  const order: readonly Verdict[] = ["allowed", "conditional", "unknown", "denied"];
  const best = answers.reduce<Verdict>(
    (found, { verdict }) => (order.indexOf(verdict) < order.indexOf(found) ? verdict : found),
    "denied",
  );
  const uniform = answers.every(({ verdict }) => verdict === best);
  const worse = answers.filter(({ verdict }) => verdict !== "allowed");
  const reasons = worse.map(({ roleArn, where, verdict, text }) =>
    reason(CODES[verdict], `Nodes with role ${roleArn} (${where}): ${text}`),
  );
  if (best === "denied" && !complete)
    return {
      verdict: "unknown",
      uniform: false,
      reasons: [
        ...reasons,
        reason("node-roles-incomplete", "There may be nodes with other roles, which were not read."),
      ],
    };
  if (best !== "denied" && !context.serviceControl(cluster.accountId).read)
    reasons.push(
      reason(
        "scps-not-read",
        `Service control policies of account ${cluster.accountId} were not read: one of them could keep its nodes from asking for credentials.`,
      ),
    );
  return { verdict: best, uniform, reasons };
}

const CODES: Readonly<Record<Verdict, string>> = {
  allowed: "node-role-may-ask",
  conditional: "node-role-may-ask-conditionally",
  unknown: "node-role-not-judged",
  denied: "node-role-may-not-ask",
};

function answerFor(context: ResolveContext, cluster: ClusterFacts, roleArn: string, where: string): RoleAnswer {
  const state = roleState(context.estate, roleArn);
  const base = { roleArn, where };
  if (state.kind === "missing") return { ...base, verdict: "denied", text: "the role does not exist." };
  if (state.kind === "unread")
    return {
      ...base,
      verdict: "unknown",
      text: `the role was not read, so whether it may call ${ACTION} is not known.`,
    };
  const analysis = ask(context, cluster, state.role);
  switch (analysis?.verdict) {
    case "allowed":
      return { ...base, verdict: "allowed", text: `the role may call ${ACTION}.` };
    case "conditional":
      return { ...base, verdict: "conditional", text: `the role may call ${ACTION} ${analysis.words}.` };
    case "denied":
      return { ...base, verdict: "denied", text: `${denialWords(analysis)}, so no pod on them gets credentials.` };
    default:
      return {
        ...base,
        verdict: "unknown",
        text: `whether the role may call ${ACTION} is not known: ${(analysis?.notRead ?? []).map(layerWords).join(", ") || "its policies"} not read.`,
      };
  }
}

function ask(context: ResolveContext, cluster: ClusterFacts, role: RoleFacts): Analysis | null {
  const caller = sessionOf(role.arn, null);
  if (!caller) return null;
  const { estate } = context;
  const tags = mergeTags(role.tags, new Map());
  const facts = sessionFacts(estate, { roleArn: role.arn, accountId: role.accountId, role, tags, sessionName: "i-*" });
  facts.set("aws:FederatedProvider", absentFact);
  facts.set("aws:RequestTag/*", absentFact);
  facts.set("aws:TagKeys", absentFact);
  facts.set("aws:ResourceTag/*", absentFact);
  for (const [key, value] of Object.entries(cluster.tags)) facts.set(`aws:ResourceTag/${key}`, value);
  facts.set("aws:ResourceAccount", cluster.accountId);
  facts.set("aws:RequestedRegion", cluster.region);
  facts.set("aws:SecureTransport", "true");
  facts.set("aws:ViaAWSService", "false");
  facts.set("ec2:SourceInstanceARN", patternFact(`arn:*:ec2:${cluster.region}:${cluster.accountId}:instance/i-*`));
  timeFacts(facts, estate);
  return analyse(
    {
      caller,
      action: ACTION,
      resource: cluster.arn,
      resourceAccount: cluster.accountId,
      context: toFacts(facts),
      wildcardOnly: false,
      managementAccount: estate.organization?.managementAccountId ?? null,
    },
    {
      ...noLayers,
      identity: identityLayer(context, role),
      permissionsBoundary: boundaryLayer(context, role),
      serviceControl: context.serviceControl(role.accountId).levels,
    },
  );
}

function denialWords(analysis: Analysis): string {
  const by = analysis.because.find((each) => each.effect === "Deny") ?? analysis.because[0];
  switch (by?.layer) {
    case "serviceControl":
      return `a service control policy keeps the role from calling ${ACTION}`;
    case "permissionsBoundary":
      return `the role's permissions boundary does not allow ${ACTION}`;
    default:
      return analysis.explicit ? `a policy of the role denies ${ACTION}` : `no policy of the role allows ${ACTION}`;
  }
}

const LAYERS: Readonly<Record<string, string>> = {
  identity: "policies of the role",
  permissionsBoundary: "its permissions boundary",
  serviceControl: "service control policies",
};

function layerWords(layer: string): string {
  return LAYERS[layer] ?? layer;
}
