/** Instances and launch templates of a region. */
import type { Tags } from "./tags";

export interface RegionCompute {
  readonly instances: readonly Instance[];
  readonly launchTemplates: ReadonlyMap<string, LaunchTemplate>;
}

export interface MetadataOptions {
  readonly httpEndpoint: "enabled" | "disabled";
  readonly httpTokens: "optional" | "required";
  readonly hopLimit: number;
}

export interface Instance {
  readonly id: string;
  readonly type: string;
  readonly state: "running" | "stopped" | "pending";
  readonly launchedAt: number;
  readonly privateDnsName: string;
  readonly privateIp: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly instanceProfile: { readonly arn: string; readonly id: string } | null;
  readonly metadata: MetadataOptions;
  readonly tags: Tags;
}

export interface LaunchTemplate {
  readonly id: string;
  readonly name: string;
  readonly defaultVersion: number;
  readonly versions: readonly {
    readonly number: number;
    readonly createdAt: number;
    readonly instanceProfileArn: string | null;
    /** null: the template says nothing, the account's or AMI's default holds. */
    readonly metadata: Partial<MetadataOptions> | null;
  }[];
}
