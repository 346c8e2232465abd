import type { Addon, Cluster } from "../../estate/cluster-model";
import type { Operation } from "../../protocol/service";
import { clusterNameOf, clusterOf, clusterResource, eksArn, itemOf, listPage } from "./shared";

export const addonOperations: Readonly<Record<string, Operation>> = {
  ListAddons: {
    resource: clusterResource,
    run: (call) => listPage(call, "addons", [...clusterOf(call).addons.keys()]),
  },
  DescribeAddon: {
    resource(call) {
      const name = call.parameters.text("addonName") ?? "";
      const known = call.account.clusters.get(call.region)?.get(clusterNameOf(call))?.addons.get(name);
      return known?.arn ?? eksArn(call, `addon/${clusterNameOf(call)}/${name}/*`);
    },
    run(call) {
      const cluster = clusterOf(call);
      const addon = itemOf(cluster.addons, call.parameters.text("addonName") ?? "", "addon");
      return JSON.stringify({ addon: describeAddon(cluster, addon) });
    },
  },
};

function describeAddon(cluster: Cluster, addon: Addon): Record<string, unknown> {
  return {
    addonName: addon.name,
    clusterName: cluster.name,
    status: addon.status,
    addonVersion: addon.version,
    health: { issues: addon.healthIssues.map((issue) => ({ ...issue, resourceIds: [] })) },
    addonArn: addon.arn,
    createdAt: addon.createdAt,
    modifiedAt: addon.modifiedAt,
    ...(addon.serviceAccountRoleArn === null ? {} : { serviceAccountRoleArn: addon.serviceAccountRoleArn }),
    ...(addon.configurationValues === null ? {} : { configurationValues: addon.configurationValues }),
    ...(addon.namespace === null ? {} : { namespaceConfig: { namespace: addon.namespace } }),
    podIdentityAssociations: addon.associationArns,
    tags: addon.tags,
  };
}
