/** Nodes of a cluster that one opens to pods, or runs commands on: their role, and the tokens of the pods on them. */
import type { Profile } from "@/lib/domain/access/profile";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import { factEvidence } from "../../evidence";
import { together } from "../ask-some";
import type { Step } from "../step";
import type { World } from "../world";
import { toPods } from "./access-entries";
import { callsOf } from "./pass-role";

export const NODE_POWERS = ["ec2:ModifyInstanceMetadataOptions", "ssm:SendCommand", "ssm:StartSession"];

export function* nodes(world: World, from: Profile, cluster: ClusterFacts): Iterable<Step> {
  if (!NODE_POWERS.some((action) => world.may(from, action))) return;
  yield* metadata(world, from, cluster);
  yield* tokens(world, from, cluster);
}

/** A hop limit of two lets pods have the credentials of the node that they run on. */
function* metadata(world: World, from: Profile, cluster: ClusterFacts): Iterable<Step> {
  if (cluster.autoMode || !world.index.bindingsOf(from).some(({ clusterArn }) => clusterArn === cluster.arn)) return;
  const answer = world.some.ask(from, "ec2:ModifyInstanceMetadataOptions", { first: world.nodeArns(cluster) });
  if (!answer) return;
  for (const role of world.nodeRoles(cluster.arn)) {
    if (role === from.role || !world.isWorth(from, role)) continue;
    yield {
      technique: "node-metadata",
      family: "cluster",
      text: `open the metadata service of its node to pods and take the node's role ${role.name}`,
      from,
      to: { kind: "role", profile: world.profileOf(role) },
      ...together(answer),
      answers: answer,
      evidence: [factEvidence(`Nodes of cluster ${cluster.name} run with role ${role.name}`, cluster.arn)],
    };
  }
}

/** A command on a node reads the tokens of every pod there. */
function* tokens(world: World, from: Profile, cluster: ClusterFacts): Iterable<Step> {
  if (world.nodeRoles(cluster.arn).length === 0) return;
  const called = callsOf(world, from, {
    id: "node",
    thing: "",
    principals: [],
    calls: [["ssm:SendCommand"], ["ssm:StartSession"]],
  });
  if (!called) return;
  yield* toPods(
    world,
    from,
    cluster,
    {
      technique: "node-tokens",
      text: `run commands on a node of cluster ${cluster.name} and take the tokens of its pods`,
      answers: called.answers,
      conditions: ["Systems Manager manages the nodes", "a pod with that role runs on one of them"],
    },
    false,
  );
}
