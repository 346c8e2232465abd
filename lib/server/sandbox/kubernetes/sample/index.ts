/** What runs in the sample's clusters: for each association its pods as they should be, then what each team got wrong. */
import type { Cluster } from "../../estate/cluster-model";
import type { Estate } from "../../estate/model";
import { ClusterBuilder } from "../builder";
import type { ClusterObjects } from "../model";
import { standardRoles } from "../rbac";
import { devCluster, mixedCluster } from "./dev";
import { legacyCluster } from "./legacy";
import { paymentsCluster } from "./payments";
import { platformCluster } from "./platform";
import { demoCluster } from "./tutorials";

const TEAMS: Readonly<Record<string, (builder: ClusterBuilder) => void>> = {
  "payments-prod-euw1": paymentsCluster,
  "platform-euc1": platformCluster,
  "dev-euw1": devCluster,
  "dev-mixed-euc1": mixedCluster,
  "pos-legacy-apse2": legacyCluster,
  "eks-demo": demoCluster,
};
/** Its endpoint is private, and nothing leads there. */
const UNREACHABLE = new Set(["ml-prod-use1"]);
/** The reader has an access entry with AmazonEKSViewPolicy there, and no more. */
const VIEW_ONLY = new Set(["data-prod-euw1"]);
/** Nobody gave the reader an access entry. */
const UNKNOWN_READER = new Set(["dev-names-euw1"]);

export function sampleObjects(estate: Estate): (cluster: Cluster, accountId: string) => ClusterObjects | null {
  return (cluster, accountId) => {
    if (UNREACHABLE.has(cluster.name) || cluster.status !== "ACTIVE") return null;
    const builder = new ClusterBuilder(cluster, accountId);
    nodes(builder, estate);
    everyAssociation(builder);
    standardRoles(builder);
    awsAuth(builder);
    if (Object.hasOwn(TEAMS, cluster.name)) TEAMS[cluster.name]?.(builder);
    agent(builder);
    return builder.build(UNKNOWN_READER.has(cluster.name) ? null : VIEW_ONLY.has(cluster.name) ? "view" : "all");
  };
}

/** The running instances that are tagged with the cluster; where there are none, one for each node group. */
function nodes(builder: ClusterBuilder, estate: Estate): void {
  const { cluster, accountId } = builder;
  const region = cluster.arn.split(":")[3] ?? "";
  const instances = estate.accounts.get(accountId)?.compute.get(region)?.instances ?? [];
  for (const instance of instances) {
    if (instance.tags["eks:cluster-name"] !== cluster.name) continue;
    const labels: Record<string, string> =
      cluster.autoMode === null
        ? { "eks.amazonaws.com/nodegroup": "general" }
        : { "eks.amazonaws.com/compute-type": "auto" };
    builder.node(instance.privateDnsName, `aws:///${region}a/${instance.id}`, labels);
  }
  if (builder.nodeNames.length > 0) return;
  for (const [index, group] of [...cluster.nodegroups.values()].entries()) {
    const windows = group.amiType.startsWith("WINDOWS");
    const name = `${windows ? "win-" : ""}ip-10-0-${index}-10.${region}.compute.internal`;
    const id = `i-0${Buffer.from(group.name).toString("hex").padEnd(16, "0").slice(0, 16)}`;
    builder.node(
      name,
      `aws:///${region}a/${id}`,
      { "eks.amazonaws.com/nodegroup": group.name },
      windows ? "windows" : "linux",
    );
  }
}

/** Two pods for each association, made a day after it, with what the webhook puts in where the cluster has an agent. */
function everyAssociation(builder: ClusterBuilder): void {
  const { cluster } = builder;
  const injected = cluster.addons.has("eks-pod-identity-agent") || cluster.autoMode !== null;
  for (const association of cluster.associations.values()) {
    const { namespace, serviceAccount, createdAt } = association;
    if (serviceAccount !== "default") builder.serviceAccount(namespace, serviceAccount);
    else builder.namespace(namespace);
    const spec = { carries: injected ? ("pod-identity" as const) : ("none" as const), createdAt: createdAt + 86_400 };
    for (const suffix of ["x2k7q", "p9d4m"]) builder.pod(namespace, serviceAccount, suffix, spec);
  }
}

function agent(builder: ClusterBuilder): void {
  const addon = builder.cluster.addons.get("eks-pod-identity-agent");
  if (addon === undefined) return;
  const desired = builder.nodeNames.filter((name) => !/^(win|fargate)-/.test(name)).length;
  const image = "602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/eks-pod-identity-agent:v0.1.33";
  builder.daemonSet("eks-pod-identity-agent", image, { desired, ready: addon.status === "ACTIVE" ? desired : 0 });
}

function awsAuth(builder: ClusterBuilder): void {
  const { cluster } = builder;
  if (cluster.authenticationMode === "API") return;
  const roles = [...new Set([...cluster.nodegroups.values()].map((group) => group.nodeRoleArn))];
  const entries = roles.map(
    (arn) =>
      `- rolearn: ${arn}\n  username: system:node:{{EC2PrivateDNSName}}\n  groups: [system:bootstrappers, system:nodes]\n`,
  );
  builder.configMap("aws-auth", { mapRoles: entries.join("") });
}
