/** Pod Identity associations that one makes or changes, so that pods get another role. */
import type { Profile } from "@/lib/domain/access/profile";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding } from "@/lib/domain/identity/binding";
import { FIRST_HOP_ABSENT, firstHopFacts, POD_IDENTITY_SERVICE } from "@/lib/domain/identity/pod-identity-request";
import { askTrust } from "@/lib/domain/identity/trust-request";
import { patternFact } from "@/lib/domain/policy";
import type { ClusterFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import { bindingEvidence } from "../../evidence";
import { together } from "../ask-some";
import type { Admitted } from "../service-trust";
import type { Step } from "../step";
import type { World } from "../world";
import { passed } from "./pass-role";

export const ASSOCIATION_POWERS = [
  "eks:CreatePodIdentityAssociation",
  "eks:UpdatePodIdentityAssociation",
  "eks-auth:AssumeRoleForPodIdentity",
];

/** Not documented; seen so in recorded policies. */
const PASSED_TO = [POD_IDENTITY_SERVICE];

export function* associations(world: World, from: Profile, cluster: ClusterFacts): Iterable<Step> {
  yield* updated(world, from, cluster);
  yield* created(world, from, cluster);
  yield* stolenToken(world, from, cluster);
}

/** Its own association: the running pods get the new role with their next credentials. */
function* updated(world: World, from: Profile, cluster: ClusterFacts): Iterable<Step> {
  if (!world.may(from, "eks:UpdatePodIdentityAssociation")) return;
  for (const binding of ownBindings(world, from, cluster)) {
    if (binding.associationArn === null) continue;
    const update = world.ask(from, "eks:UpdatePodIdentityAssociation", binding.associationArn);
    if (!update) continue;
    const evidence = [bindingEvidence(binding)];
    const names = `${binding.namespace}/${binding.serviceAccount}`;
    if (from.session.kind === "policy")
      yield {
        technique: "drop-session-policy",
        family: "cluster",
        text: `take the session policy off its own association (${names})`,
        from,
        to: { kind: "role", profile: world.profileOf(from.role!) },
        ...together([update]),
        answers: [update],
        evidence,
      };
    yield* passed(world, from, {
      technique: "update-association",
      family: "cluster",
      principals: [POD_IDENTITY_SERVICE],
      passedTo: PASSED_TO,
      profile: false,
      text: (role) => `give its own association (${names}) role ${role.name}`,
      answers: [update],
      conditions: [],
      admits: (role) => admits(world, role, cluster, binding),
    });
    return;
  }
}

/** For a service account that has none yet. */
function* created(world: World, from: Profile, cluster: ClusterFacts): Iterable<Step> {
  const create = world.ask(from, "eks:CreatePodIdentityAssociation", cluster.arn);
  if (!create) return;
  const starts = world.startsPods(from, cluster.arn);
  const [own] = ownBindings(world, from, cluster).filter(({ associationArn }) => associationArn === null);
  const where = own ? "its own service account" : "a service account";
  const needs = own
    ? "one of its pods is started anew"
    : `it can start a pod with that service account in cluster ${cluster.name}`;
  yield* passed(world, from, {
    technique: "create-association",
    family: "cluster",
    principals: [POD_IDENTITY_SERVICE],
    passedTo: PASSED_TO,
    profile: false,
    text: (role) => `associate ${where} of cluster ${cluster.name} with role ${role.name}`,
    answers: [create],
    conditions: starts ? [] : [needs],
    admits: (role) => admits(world, role, cluster, own ?? null),
  });
}

/** What the node's agent does: tokens of other pods are what it takes. Every node's role may; a node has its pods anyway. */
function* stolenToken(world: World, from: Profile, cluster: ClusterFacts): Iterable<Step> {
  if (!world.may(from, "eks-auth:AssumeRoleForPodIdentity") || world.clusterOfNode(from.roleArn) !== null) return;
  const assume = world.ask(from, "eks-auth:AssumeRoleForPodIdentity", cluster.arn);
  if (!assume) return;
  const { certainty, conditions } = together([assume]);
  let found = 0;
  for (const profile of world.rolesOfPods(cluster.arn, "pod-identity")) {
    if (profile.role === null || profile.role === from.role || !world.isWorth(from, profile.role)) continue;
    yield {
      technique: "pod-identity-token",
      family: "cluster",
      text: `have EKS hand out role ${profile.role.name} for another service account's token`,
      from,
      to: { kind: "role", profile },
      certainty: certainty === "unknown" ? certainty : "conditional",
      conditions: [...conditions, `it has the token of a service account of cluster ${cluster.name} with that role`],
      answers: [assume],
    };
    if (++found >= 4) return;
  }
}

function ownBindings(world: World, from: Profile, cluster: ClusterFacts): readonly Binding[] {
  return world.index
    .bindingsOf(from)
    .filter((binding) => binding.clusterArn === cluster.arn && binding.serviceAccount !== null && !binding.pattern);
}

/** Would the role's trust let EKS assume it for the association; `binding` null = for a service account of one's choice. */
function admits(world: World, role: RoleFacts, cluster: ClusterFacts, binding: Binding | null): Admitted | null {
  const { context } = world.index.library;
  const association = binding && associationOf(context.estate, binding.associationArn);
  const subject = {
    clusterArn: cluster.arn,
    clusterName: cluster.name,
    accountId: cluster.accountId,
    region: cluster.region,
    namespace: binding?.namespace ?? "",
    serviceAccount: binding?.serviceAccount ?? "",
    tags: association?.disableSessionTags !== true,
  };
  const facts = firstHopFacts(context, subject, role);
  if (binding === null)
    for (const key of ["kubernetes-namespace", "kubernetes-service-account"])
      facts.set(`aws:RequestTag/${key}`, patternFact("*"));
  const caller = { kind: "service" as const, service: POD_IDENTITY_SERVICE };
  const question = { caller, role, facts, absent: FIRST_HOP_ABSENT };
  const assume = askTrust(context, { ...question, action: "sts:AssumeRole" });
  const tag = askTrust(context, { ...question, action: "sts:TagSession" });
  if (assume.verdict === "denied" || tag.verdict === "denied") return null;
  const analysis = assume.verdict === "allowed" ? tag : assume;
  const { verdict, words } = analysis;
  return verdict === "denied"
    ? null
    : { role, certainty: verdict, words: verdict === "allowed" ? "" : words, analysis };
}
