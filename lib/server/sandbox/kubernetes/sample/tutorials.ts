/** The tutorial's cluster: the service account is annotated as the tutorial says, and the trust still does not let it in. */
import type { ClusterBuilder } from "../builder";

export function demoCluster(builder: ClusterBuilder): void {
  const roleArn = `arn:aws:iam::${builder.accountId}:role/eks-demo-role`;
  builder.serviceAccount("demo-namespace", "demo-sa", { "eks.amazonaws.com/role-arn": roleArn });
  builder.pod("demo-namespace", "demo-sa", "demo", { carries: { roleArn } });
  builder.pod("best-practice", "organisation", "old", { carries: "none", createdAt: builder.cluster.createdAt });
}
