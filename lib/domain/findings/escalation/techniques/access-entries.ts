/** Access to a cluster's Kubernetes API that one gives oneself, or has: whoever starts pods there becomes their roles. */
import type { Profile } from "@/lib/domain/access/profile";
import type { FactMap } from "@/lib/domain/identity/request-facts";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import { factEvidence } from "../../evidence";
import type { FindingEvidence } from "../../finding";
import type { Answer } from "../ask";
import { together } from "../ask-some";
import type { Step } from "../step";
import type { World } from "../world";
import { worst } from "./pass-role";

export const ENTRY_POWERS = [
  "eks:CreateAccessEntry",
  "eks:AssociateAccessPolicy",
  "eks:UpdateAccessEntry",
  "eks:AssociateIdentityProviderConfig",
  "eks:UpdateClusterConfig",
];

/** Policies of EKS that let their holder start pods. */
const WRITING = ["AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy", "AmazonEKSEditPolicy"];

/** Roles of a cluster's pods that one step leads to, strongest first. */
const MOST_ROLES = 6;

interface Way {
  readonly technique: string;
  readonly text: string;
  readonly answers: readonly Answer[];
  readonly conditions: readonly string[];
  readonly evidence?: readonly FindingEvidence[];
}

export function* accessEntries(world: World, from: Profile, cluster: ClusterFacts): Iterable<Step> {
  const ways: Way[] = [];
  const own = world.index.estate.accessEntries
    .get(cluster.arn)
    ?.find(({ principalArn }) => principalArn === from.roleArn);
  const mode = modeOf(world, from, cluster);
  const create = world.ask(from, "eks:CreateAccessEntry", cluster.arn, {
    facts: new Map([["eks:principalArn", from.roleArn]]),
  });
  const associate = mode && (create || own) ? associatePolicy(world, from, cluster) : null;
  if (mode && create && !own && associate)
    ways.push({
      technique: "access-entry",
      text: `make itself an access entry of cluster ${cluster.name} with a policy that starts pods`,
      answers: [...mode.answers, create, associate],
      conditions: mode.conditions,
    });
  if (mode && own && associate)
    ways.push({
      technique: "access-policy",
      text: `give its own access entry of cluster ${cluster.name} a policy that starts pods`,
      answers: [...mode.answers, associate],
      conditions: mode.conditions,
      evidence: [factEvidence(`An access entry of cluster ${cluster.name} is the role's`, cluster.arn)],
    });
  const groups = mode && groupsOf(world, cluster);
  if (mode && groups) {
    const update = own ? world.ask(from, "eks:UpdateAccessEntry", entryOf(cluster, from)) : null;
    if (update || create)
      ways.push({
        technique: "access-entry-groups",
        text: `put itself into a Kubernetes group of cluster ${cluster.name} that may start pods`,
        answers: [...mode.answers, ...(update ? [update] : create ? [create] : [])],
        conditions: [...mode.conditions, ...groups],
      });
  }
  const provider = world.ask(from, "eks:AssociateIdentityProviderConfig", cluster.arn);
  const named = provider && groupsOf(world, cluster);
  if (provider && named)
    ways.push({
      technique: "identity-provider",
      text: `let its own identity provider sign users into cluster ${cluster.name}`,
      answers: [provider],
      conditions: named,
    });
  for (const way of ways) yield* toPods(world, from, cluster, way);
}

/** Whom access entries and aws-auth let start pods as they stand. */
export function* existingAccess(world: World, from: Profile): Iterable<Step> {
  if (from.role === null) return;
  for (const { cluster, text } of world.kubernetesAccess(from.roleArn))
    yield* toPods(world, from, cluster, {
      technique: "kubernetes-access",
      text: `start pods in cluster ${cluster.name} with the access that it has`,
      answers: [],
      conditions: [],
      evidence: [factEvidence(text, cluster.arn)],
    });
}

/** Every role that pods of the cluster have, strongest first. `byApi`: the way goes through the Kubernetes API. */
export function* toPods(world: World, from: Profile, cluster: ClusterFacts, way: Way, byApi = true): Iterable<Step> {
  const { certainty, conditions } = together(way.answers);
  const reach = byApi ? reachesApi(world, from, cluster) : [];
  const all = [...conditions, ...way.conditions, ...reach];
  let found = 0;
  for (const profile of world.rolesOfPods(cluster.arn)) {
    if (profile.role === null || profile.role === from.role || !world.isWorth(from, profile.role)) continue;
    yield {
      technique: way.technique,
      family: "cluster",
      text: `${way.text}, and get at one with role ${profile.role.name}`,
      from,
      to: { kind: "role", profile },
      certainty: worst(certainty, way.conditions.length + reach.length > 0 ? "conditional" : "allowed"),
      conditions: all,
      answers: way.answers,
      evidence: way.evidence ?? [],
    };
    if (++found >= MOST_ROLES) return;
  }
}

/** A pod of the cluster itself reaches its API server, as does everybody where the endpoint is public. */
function reachesApi({ index }: World, from: Profile, cluster: ClusterFacts): readonly string[] {
  if (cluster.endpointPublicAccess === true) return [];
  if (index.bindingsOf(from).some(({ clusterArn }) => clusterArn === cluster.arn)) return [];
  return [`it reaches the API server of cluster ${cluster.name}`];
}

/** Access entries count unless the cluster takes the ConfigMap alone; that may be changed. */
function modeOf(world: World, from: Profile, cluster: ClusterFacts): Pick<Way, "answers" | "conditions"> | null {
  if (cluster.authenticationMode?.startsWith("API")) return { answers: [], conditions: [] };
  const facts: FactMap = new Map([["eks:authenticationMode", "API_AND_CONFIG_MAP"]]);
  const update = world.ask(from, "eks:UpdateClusterConfig", cluster.arn, { facts });
  if (update) return { answers: [update], conditions: [] };
  const unread = cluster.authenticationMode === null;
  return unread ? { answers: [], conditions: [`cluster ${cluster.name} takes access entries (not read)`] } : null;
}

function associatePolicy(world: World, from: Profile, cluster: ClusterFacts): Answer | null {
  for (const scope of ["cluster", "namespace"])
    for (const policy of WRITING) {
      const facts: FactMap = new Map([
        ["eks:policyArn", `arn:${partitionOf(cluster)}:eks::aws:cluster-access-policy/${policy}`],
        ["eks:accessScope", scope],
      ]);
      const answer = world.ask(from, "eks:AssociateAccessPolicy", entryOf(cluster, from), { facts });
      if (answer) return answer;
    }
  return null;
}

function entryOf({ arn, region, accountId, name }: ClusterFacts, { role }: Profile): string {
  const partition = arn.split(":")[1] ?? "aws";
  return `arn:${partition}:eks:${region}:${accountId}:access-entry/${name}/role/${role?.accountId}/${role?.name}/some`;
}

function partitionOf({ arn }: ClusterFacts): string {
  return arn.split(":")[1] ?? "aws";
}

/** Groups that start pods and that one can be put into: what remains open of it. null = there is no such group. */
function groupsOf({ index }: World, cluster: ClusterFacts): readonly string[] | null {
  const grants = index.estate.rbacGrants.get(cluster.arn);
  if (!grants) return [`a Kubernetes group of cluster ${cluster.name} may start pods (not read)`];
  const open = grants.some(({ subject }) => subject.kind === "Group" && !subject.name.startsWith("system:"));
  return open ? [] : null;
}
