import type { Operation } from "../../protocol/service";
import { clusterNameOf, clusterOf, clusterResource, eksArn, itemOf, listPage } from "./shared";

export const capabilityOperations: Readonly<Record<string, Operation>> = {
  ListCapabilities: {
    resource: clusterResource,
    run(call) {
      const summaries = [...clusterOf(call).capabilities.values()].map((one) => ({
        capabilityName: one.name,
        arn: one.arn,
        type: one.type,
        status: one.status,
        version: one.version,
        createdAt: one.createdAt,
        modifiedAt: one.createdAt,
      }));
      return listPage(call, "capabilities", summaries);
    },
  },
  DescribeCapability: {
    resource(call) {
      const name = call.parameters.text("capabilityName") ?? "";
      const known = call.account.clusters.get(call.region)?.get(clusterNameOf(call))?.capabilities.get(name);
      return known?.arn ?? eksArn(call, `capability/${clusterNameOf(call)}/${name}/*`);
    },
    run(call) {
      const cluster = clusterOf(call);
      const one = itemOf(cluster.capabilities, call.parameters.text("capabilityName") ?? "", "capability");
      return JSON.stringify({
        capability: {
          capabilityName: one.name,
          arn: one.arn,
          clusterName: cluster.name,
          type: one.type,
          roleArn: one.roleArn,
          status: one.status,
          version: one.version,
          tags: one.tags,
          health: { issues: [] },
          createdAt: one.createdAt,
          modifiedAt: one.createdAt,
          deletePropagationPolicy: "RETAIN",
        },
      });
    },
  },
};
