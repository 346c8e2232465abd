import type { AccessEntry } from "../../estate/cluster-model";
import type { Call } from "../../protocol/call";
import type { Operation } from "../../protocol/service";
import { clusterNameOf, clusterOf, clusterResource, eksArn, listPage, notFound } from "./shared";

export const accessOperations: Readonly<Record<string, Operation>> = {
  ListAccessEntries: {
    resource: clusterResource,
    run(call) {
      const policy = call.parameters.text("associatedPolicyArn");
      const entries = [...clusterOf(call).accessEntries.values()].filter(
        (entry) => policy === null || entry.policies.some((one) => one.policyArn === policy),
      );
      return listPage(
        call,
        "accessEntries",
        entries.map((entry) => entry.principalArn),
        policy ?? "",
      );
    },
  },
  DescribeAccessEntry: {
    resource: entryResource,
    run(call) {
      const entry = entryOf(call);
      return JSON.stringify({
        accessEntry: {
          clusterName: clusterNameOf(call),
          principalArn: entry.principalArn,
          kubernetesGroups: entry.kubernetesGroups,
          accessEntryArn: entry.arn,
          createdAt: entry.createdAt,
          modifiedAt: entry.createdAt,
          tags: entry.tags,
          username: entry.username,
          type: entry.type,
        },
      });
    },
  },
  ListAssociatedAccessPolicies: {
    resource: entryResource,
    run(call) {
      const policies = entryOf(call).policies.map((one) => ({
        policyArn: one.policyArn,
        accessScope: { type: one.scope, namespaces: one.namespaces },
        associatedAt: one.associatedAt,
        modifiedAt: one.associatedAt,
      }));
      const principalArn = principalOf(call);
      const around = { clusterName: clusterNameOf(call), principalArn };
      return listPage(call, "associatedAccessPolicies", policies, principalArn, around);
    },
  },
};

function principalOf(call: Call): string {
  return call.parameters.text("principalArn") ?? "";
}

function entryResource(call: Call): string {
  const cluster = call.account.clusters.get(call.region)?.get(clusterNameOf(call));
  return cluster?.accessEntries.get(principalOf(call))?.arn ?? eksArn(call, `access-entry/${clusterNameOf(call)}/*`);
}

function entryOf(call: Call): AccessEntry {
  const entry = clusterOf(call).accessEntries.get(principalOf(call));
  if (entry === undefined) {
    throw notFound(`The specified principalArn could not be found: ${principalOf(call)}`, {
      clusterName: clusterNameOf(call),
    });
  }
  return entry;
}
