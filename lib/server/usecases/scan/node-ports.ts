/** What tells how far a pod reaches its node's credentials: instances and launch templates of one account and region. */
import type { MetadataOptionsFacts, Tags } from "@/lib/domain/snapshot/facts";

export interface InstanceReading {
  readonly instanceId: string;
  readonly instanceProfileArn: string | null;
  readonly metadata: MetadataOptionsFacts;
  readonly tags: Tags;
}

export interface LaunchTemplateReading {
  readonly id: string;
  readonly version: string;
  readonly metadata: MetadataOptionsFacts;
}

export interface NodeSource {
  /** DescribeInstances: those that run or start, and are tagged as nodes of any cluster of the region. */
  nodeInstances(): AsyncIterable<readonly InstanceReading[]>;
  /** DescribeLaunchTemplateVersions of one template. */
  launchTemplateVersions(id: string, versions: readonly string[]): AsyncIterable<readonly LaunchTemplateReading[]>;
}
