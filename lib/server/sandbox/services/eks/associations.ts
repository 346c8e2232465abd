import type { Association, Cluster } from "../../estate/cluster-model";
import type { Call } from "../../protocol/call";
import type { Operation } from "../../protocol/service";
import { clusterNameOf, clusterOf, clusterResource, eksArn, invalidParameter, listPage, notFound } from "./shared";

export const associationOperations: Readonly<Record<string, Operation>> = {
  ListPodIdentityAssociations: { resource: clusterResource, run: listAssociations },
  DescribePodIdentityAssociation: {
    resource(call) {
      const id = call.parameters.text("associationId") ?? "";
      const known = call.account.clusters.get(call.region)?.get(clusterNameOf(call))?.associations.get(id);
      return known?.arn ?? eksArn(call, `podidentityassociation/${clusterNameOf(call)}/${id}`);
    },
    run(call) {
      const cluster = clusterOf(call);
      const id = call.parameters.text("associationId") ?? "";
      const association = cluster.associations.get(id);
      if (association === undefined) {
        throw notFound(`The specified association ${id} does not exist in cluster ${cluster.name}.`, {
          clusterName: cluster.name,
        });
      }
      return JSON.stringify({ association: describeAssociation(cluster, association) });
    },
  },
};

function listAssociations(call: Call): string {
  const cluster = clusterOf(call);
  const namespace = call.parameters.text("namespace");
  const serviceAccount = call.parameters.text("serviceAccount");
  // The filter by service account is refused without one by namespace.
  if (serviceAccount !== null && namespace === null)
    throw invalidParameter("namespace is required with serviceAccount.");
  const found = [...cluster.associations.values()].filter(
    (one) =>
      (namespace === null || one.namespace === namespace) &&
      (serviceAccount === null || one.serviceAccount === serviceAccount),
  );
  const summaries = found.map((one) => ({
    clusterName: cluster.name,
    namespace: one.namespace,
    serviceAccount: one.serviceAccount,
    associationArn: one.arn,
    associationId: one.id,
    ...(one.ownerArn === null ? {} : { ownerArn: one.ownerArn }),
  }));
  return listPage(call, "associations", summaries, `${namespace}|${serviceAccount}`);
}

function describeAssociation(cluster: Cluster, one: Association): Record<string, unknown> {
  return {
    clusterName: cluster.name,
    namespace: one.namespace,
    serviceAccount: one.serviceAccount,
    roleArn: one.roleArn,
    associationArn: one.arn,
    associationId: one.id,
    tags: one.tags,
    createdAt: one.createdAt,
    modifiedAt: one.modifiedAt,
    ...(one.ownerArn === null ? {} : { ownerArn: one.ownerArn }),
    ...(one.disableSessionTags === null ? {} : { disableSessionTags: one.disableSessionTags }),
    ...(one.targetRoleArn === null ? {} : { targetRoleArn: one.targetRoleArn }),
    ...(one.externalId === null ? {} : { externalId: one.externalId }),
    ...(one.policy === null ? {} : { policy: one.policy }),
  };
}
