/** Development: everybody may do everything, and half of the mixed cluster is where Pod Identity does not reach. */
import type { ClusterBuilder } from "../builder";
import { bind, clusterRole, rule } from "../rbac";

export function devCluster(builder: ClusterBuilder): void {
  bind(builder, null, "developers", "cluster-admin", { kind: "Group", name: "developers" });
  clusterRole(builder, "onboarding", [
    rule("", ["serviceaccounts"], "create", "patch"),
    rule("", ["users", "groups"], "impersonate"),
  ]);
  bind(builder, null, "onboarding", "onboarding", {
    kind: "ServiceAccount",
    name: "onboarder",
    namespace: "onboarding",
  });
  for (const association of builder.cluster.associations.values()) {
    // Preview environments that were torn down; their associations stayed.
    if (association.namespace.startsWith("pr-") && association.serviceAccount.startsWith("w")) {
      builder.withoutServiceAccount(association.namespace, association.serviceAccount);
    }
  }
  const developers = `arn:aws:iam::${builder.accountId}:role/developer`;
  builder.configMap("aws-auth", {
    mapRoles: `- rolearn: ${developers}\n  username: developer:{{SessionName}}\n  groups: [developers]\n`,
    mapUsers: `- userarn: arn:aws:iam::${builder.accountId}:user/break-glass\n  username: break-glass\n  groups:\n    - system:masters\n`,
  });
}

export function mixedCluster(builder: ClusterBuilder): void {
  const region = "eu-central-1";
  for (const name of ["fargate-ip-10-0-7-11", "fargate-ip-10-0-7-12"]) {
    builder.node(
      `${name}.${region}.compute.internal`,
      `aws:///${region}b/5f2d8a1c3e-77/${name}.${region}.compute.internal`,
      {
        "eks.amazonaws.com/compute-type": "fargate",
      },
    );
  }
  for (const [namespace, name, node] of [
    ["batch", "nightly", "fargate-ip-10-0-7-11"],
    ["reports", "pdf", "fargate-ip-10-0-7-12"],
  ] as const) {
    builder.withoutPods(namespace, name);
    builder.pod(namespace, name, "fargate", { node: `${node}.${region}.compute.internal` });
  }
  const windows = builder.nodeNames.find((name) => name.startsWith("win-"));
  builder.withoutPods("windows", "label-printer");
  builder.pod("windows", "label-printer", "win", {
    os: "windows",
    ...(windows === undefined ? {} : { node: windows }),
  });
}
