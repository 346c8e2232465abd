/** What a cluster has many of: a list in pages, then one description each. */
import {
  DescribeAccessEntryCommand,
  DescribeAddonCommand,
  DescribeCapabilityCommand,
  DescribeFargateProfileCommand,
  DescribeNodegroupCommand,
  DescribePodIdentityAssociationCommand,
  ListAccessEntriesCommand,
  ListAddonsCommand,
  ListCapabilitiesCommand,
  ListFargateProfilesCommand,
  ListNodegroupsCommand,
  ListPodIdentityAssociationsCommand,
} from "@aws-sdk/client-eks";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { ClusterResource, ClusterResources } from "@/lib/server/usecases/scan/ports";
import { malformed } from "../credentials";
import { present } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";
import {
  accessEntryFacts,
  addonFacts,
  associationFacts,
  capabilityFacts,
  fargateProfileFacts,
  listedAccessEntry,
  listedAddon,
  listedAssociation,
  listedCapability,
  listedFargateProfile,
  listedNodegroup,
  nodegroupFacts,
} from "./cluster-resource-facts";
import type { EksSender } from "./clusters";

export function clusterResources(eks: EksSender): ClusterResources {
  return {
    associations: resource({
      list: "ListPodIdentityAssociations",
      describe: "DescribePodIdentityAssociation",
      page: async (clusterName, nextToken) => {
        const page = await eks.send("ListPodIdentityAssociations", (client) =>
          client.send(new ListPodIdentityAssociationsCommand({ clusterName, maxResults: 100, nextToken })),
        );
        return { items: present(page.associations), next: page.nextToken };
      },
      listed: (summary, cluster) => listedAssociation(summary, cluster.arn),
      described: (clusterName, listed) =>
        eks.send("DescribePodIdentityAssociation", async (client) => {
          const { association } = await client.send(
            new DescribePodIdentityAssociationCommand({ clusterName, associationId: listed.id }),
          );
          return associationFacts(needed(association, "association"), listed);
        }),
      identify: (item) => item.arn,
    }),
    addons: resource({
      list: "ListAddons",
      describe: "DescribeAddon",
      page: async (clusterName, nextToken) => {
        const page = await eks.send("ListAddons", (client) =>
          client.send(new ListAddonsCommand({ clusterName, maxResults: 100, nextToken })),
        );
        return { items: present(page.addons), next: page.nextToken };
      },
      listed: (name, cluster) => listedAddon(name, cluster.arn),
      described: (clusterName, listed) =>
        eks.send("DescribeAddon", async (client) => {
          const { addon } = await client.send(new DescribeAddonCommand({ clusterName, addonName: listed.name }));
          return addonFacts(needed(addon, "addon"), listed);
        }),
      identify: (item) => item.name,
    }),
    nodegroups: resource({
      list: "ListNodegroups",
      describe: "DescribeNodegroup",
      page: async (clusterName, nextToken) => {
        const page = await eks.send("ListNodegroups", (client) =>
          client.send(new ListNodegroupsCommand({ clusterName, maxResults: 100, nextToken })),
        );
        return { items: present(page.nodegroups), next: page.nextToken };
      },
      listed: (name, cluster) => listedNodegroup(name, cluster.arn),
      described: (clusterName, listed) =>
        eks.send("DescribeNodegroup", async (client) => {
          const { nodegroup } = await client.send(
            new DescribeNodegroupCommand({ clusterName, nodegroupName: listed.name }),
          );
          return nodegroupFacts(needed(nodegroup, "nodegroup"), listed);
        }),
      identify: (item) => item.name,
    }),
    "fargate-profiles": resource({
      list: "ListFargateProfiles",
      describe: "DescribeFargateProfile",
      page: async (clusterName, nextToken) => {
        const page = await eks.send("ListFargateProfiles", (client) =>
          client.send(new ListFargateProfilesCommand({ clusterName, maxResults: 100, nextToken })),
        );
        return { items: present(page.fargateProfileNames), next: page.nextToken };
      },
      listed: (name, cluster) => listedFargateProfile(name, cluster.arn),
      described: (clusterName, listed) =>
        eks.send("DescribeFargateProfile", async (client) => {
          const { fargateProfile } = await client.send(
            new DescribeFargateProfileCommand({ clusterName, fargateProfileName: listed.name }),
          );
          return fargateProfileFacts(needed(fargateProfile, "fargateProfile"), listed);
        }),
      identify: (item) => item.name,
    }),
    "access-entries": resource({
      list: "ListAccessEntries",
      describe: "DescribeAccessEntry",
      page: async (clusterName, nextToken) => {
        const page = await eks.send("ListAccessEntries", (client) =>
          client.send(new ListAccessEntriesCommand({ clusterName, maxResults: 100, nextToken })),
        );
        return { items: present(page.accessEntries), next: page.nextToken };
      },
      listed: (principalArn, cluster) => listedAccessEntry(principalArn, cluster.arn),
      described: (clusterName, listed) =>
        eks.send("DescribeAccessEntry", async (client) => {
          const { accessEntry } = await client.send(
            new DescribeAccessEntryCommand({ clusterName, principalArn: listed.principalArn }),
          );
          return accessEntryFacts(needed(accessEntry, "accessEntry"), listed);
        }),
      identify: (item) => item.principalArn,
    }),
    capabilities: resource({
      list: "ListCapabilities",
      describe: "DescribeCapability",
      page: async (clusterName, nextToken) => {
        const page = await eks.send("ListCapabilities", (client) =>
          client.send(new ListCapabilitiesCommand({ clusterName, maxResults: 100, nextToken })),
        );
        return { items: present(page.capabilities), next: page.nextToken };
      },
      listed: (summary, cluster) => listedCapability(summary, cluster.arn),
      described: (clusterName, listed) =>
        eks.send("DescribeCapability", async (client) => {
          const { capability } = await client.send(
            new DescribeCapabilityCommand({ clusterName, capabilityName: listed.name }),
          );
          return capabilityFacts(needed(capability, "capability"), listed);
        }),
      identify: (item) => item.name,
    }),
  };
}

interface Definition<S, F> {
  readonly list: string;
  readonly describe: string;
  page(clusterName: string, token: string | undefined): Promise<{ items: readonly S[]; next: string | undefined }>;
  /** null: an entry without the name by which it could be described. */
  listed(summary: S, cluster: ClusterFacts): F | null;
  described(clusterName: string, listed: F): Promise<F>;
  identify(item: F): string;
}

function resource<S, F>(definition: Definition<S, F>): ClusterResource<F> {
  return {
    listOperation: definition.list,
    describeOperation: definition.describe,
    async *list(cluster) {
      const all = pages(
        (token) => definition.page(cluster.name, token),
        (page) => page,
        repeatedToken("eks", definition.list),
      );
      for await (const page of all)
        yield page.map((summary) => definition.listed(summary, cluster)).filter((item) => item !== null);
    },
    describe: (cluster, listed) => definition.described(cluster.name, listed),
    identify: (item) => definition.identify(item),
  };
}

function needed<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw malformed(`no ${name}`);
  return value;
}
