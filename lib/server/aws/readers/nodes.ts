/** Nodes as EC2 knows them: instances tagged for clusters, and the launch templates of node groups. */
import { DescribeInstancesCommand, DescribeLaunchTemplateVersionsCommand } from "@aws-sdk/client-ec2";
import type { MetadataOptionsFacts } from "@/lib/domain/snapshot/facts";
import type { NodeSource } from "@/lib/server/usecases/scan/node-ports";
import type { AccountSession } from "../account-session";
import { orNull, present, tagList } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";

/** Any of these makes an instance a node. Values may have wildcards (EC2 API Reference, DescribeInstances, Filter). */
const NODE_TAG_KEYS = ["kubernetes.io/cluster/*", "eks:cluster-name", "aws:eks:cluster-name", "eks:eks-cluster-name"];

export function nodeReaders(session: AccountSession, region: string): NodeSource {
  const ec2 = session.sender("ec2", region);
  return {
    nodeInstances: () =>
      pages(
        (NextToken) =>
          ec2.send("DescribeInstances", (client) =>
            client.send(
              new DescribeInstancesCommand({
                Filters: [
                  { Name: "tag-key", Values: NODE_TAG_KEYS },
                  { Name: "instance-state-name", Values: ["pending", "running"] },
                ],
                MaxResults: 1000,
                NextToken,
              }),
            ),
          ),
        (page) => ({
          items: present(page.Reservations)
            .flatMap(({ Instances }) => present(Instances))
            .flatMap(({ InstanceId, IamInstanceProfile, MetadataOptions, Tags }) =>
              InstanceId === undefined
                ? []
                : [
                    {
                      instanceId: InstanceId,
                      instanceProfileArn: orNull(IamInstanceProfile?.Arn),
                      metadata: metadataOptions(MetadataOptions),
                      tags: tagList(Tags),
                    },
                  ],
            ),
          next: page.NextToken,
        }),
        repeatedToken("ec2", "DescribeInstances"),
      ),
    launchTemplateVersions: (id, versions) =>
      pages(
        (NextToken) =>
          ec2.send("DescribeLaunchTemplateVersions", (client) =>
            client.send(
              new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: [...versions], NextToken }),
            ),
          ),
        (page) => ({
          items: present(page.LaunchTemplateVersions).flatMap(({ VersionNumber, LaunchTemplateData }) =>
            VersionNumber === undefined
              ? []
              : [
                  {
                    id,
                    version: String(VersionNumber),
                    metadata: metadataOptions(LaunchTemplateData?.MetadataOptions),
                  },
                ],
          ),
          next: page.NextToken,
        }),
        repeatedToken("ec2", "DescribeLaunchTemplateVersions"),
      ),
  };
}

function metadataOptions(
  options:
    | {
        readonly HttpEndpoint?: string | undefined;
        readonly HttpTokens?: string | undefined;
        readonly HttpPutResponseHopLimit?: number | undefined;
      }
    | undefined,
): MetadataOptionsFacts {
  return {
    httpEndpoint: orNull(options?.HttpEndpoint),
    httpTokens: orNull(options?.HttpTokens),
    hopLimit: orNull(options?.HttpPutResponseHopLimit),
  };
}
