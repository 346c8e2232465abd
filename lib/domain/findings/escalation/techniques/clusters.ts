/**
 * Ways through EKS: associations, access entries, add-ons, capabilities and nodes. Sources: EKS User Guide, "Grant IAM
 * users access to Kubernetes with EKS access entries" and "How EKS Pod Identity works"; Service Authorization Reference.
 */
import type { Profile } from "@/lib/domain/access/profile";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { Step } from "../step";
import type { World } from "../world";
import { accessEntries, ENTRY_POWERS, existingAccess } from "./access-entries";
import { ASSOCIATION_POWERS, associations } from "./associations";
import { IMAGE_POWERS, images } from "./images";
import { NODE_POWERS, nodes } from "./nodes";
import { callsOf, type Passing, passed } from "./pass-role";

const THROUGH_ROLES = [
  {
    technique: "create-nodegroup",
    calls: [["eks:CreateNodegroup"]],
    principals: ["ec2.amazonaws.com"],
    passedTo: ["ec2.amazonaws.com", "eks.amazonaws.com"],
    text: "to nodes that it adds to a cluster",
    needs: "it can run a pod or its own user data on the new nodes",
  },
  {
    technique: "create-fargate-profile",
    calls: [["eks:CreateFargateProfile"]],
    principals: ["eks-fargate-pods.amazonaws.com"],
    passedTo: ["eks-fargate-pods.amazonaws.com", "eks.amazonaws.com"],
    text: "to a Fargate profile that it makes",
    needs: "a pod there gets at the credentials that Fargate runs it with",
  },
  {
    technique: "add-on",
    calls: [["eks:CreateAddon"], ["eks:UpdateAddon"]],
    principals: ["pods.eks.amazonaws.com"],
    passedTo: ["pods.eks.amazonaws.com", "eks.amazonaws.com"],
    text: "to an add-on of a cluster",
    needs: "it can run its own code with the add-on's service account",
  },
  {
    technique: "capability",
    calls: [["eks:CreateCapability"], ["eks:UpdateCapability"]],
    principals: ["capabilities.eks.amazonaws.com"],
    passedTo: ["capabilities.eks.amazonaws.com", "eks.amazonaws.com"],
    text: "to a capability of a cluster",
    needs: "it can make objects in the cluster that the capability acts on",
  },
  {
    technique: "create-cluster",
    calls: [["eks:CreateCluster"]],
    principals: ["eks.amazonaws.com"],
    passedTo: ["eks.amazonaws.com"],
    text: "to a new cluster of its own",
    needs: "what the new cluster's control plane does with the role can be steered by its administrator",
  },
] as const;

export const CLUSTER_POWERS = [
  ...ENTRY_POWERS,
  ...ASSOCIATION_POWERS,
  ...NODE_POWERS,
  ...IMAGE_POWERS,
  ...THROUGH_ROLES.flatMap(({ calls }) => calls.flat()),
];

export function* clusterAccess(world: World, from: Profile): Iterable<Step> {
  yield* existingAccess(world, from);
  if (!world.hasPower(from)) return;
  const clusters = clustersOf(world, from);
  for (const cluster of clusters) {
    yield* accessEntries(world, from, cluster);
    yield* associations(world, from, cluster);
    yield* nodes(world, from, cluster);
    yield* images(world, from, cluster);
  }
  if (!world.may(from, "iam:PassRole")) return;
  for (const { technique, calls, principals, passedTo, text, needs } of THROUGH_ROLES) {
    const called = callsOf(world, from, { id: technique, thing: "", principals, calls });
    if (!called) continue;
    const passing: Passing = {
      technique,
      family: "cluster",
      principals,
      passedTo,
      profile: false,
      text: (role) => `pass role ${role.name} ${text}`,
      answers: called.answers,
      conditions: [needs],
    };
    yield* passed(world, from, passing);
  }
}

/** EKS answers for the clusters of the caller's own account. */
function clustersOf({ index }: World, { role }: Profile): readonly ClusterFacts[] {
  return index.estate.clusters.filter(({ accountId, connected }) => accountId === role?.accountId && !connected);
}
