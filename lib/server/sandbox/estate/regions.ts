/** Regions of each partition, and whether a new account has them. Source: Account Management, "Regions". */
import type { RegionStatus } from "./model";

export type Partition = "aws" | "aws-us-gov" | "aws-cn";

const BY_DEFAULT: Readonly<Record<Partition, string>> = {
  aws:
    "us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 eu-central-1 eu-west-1 eu-west-2 eu-west-3 eu-north-1 " +
    "ap-south-1 ap-southeast-1 ap-southeast-2 ap-northeast-1 ap-northeast-2 ap-northeast-3",
  "aws-us-gov": "us-gov-west-1 us-gov-east-1",
  "aws-cn": "cn-north-1 cn-northwest-1",
};

const OPT_IN: Readonly<Record<Partition, string>> = {
  aws: "af-south-1 ap-east-1 ap-south-2 ap-southeast-3 eu-central-2 eu-south-1 il-central-1 me-central-1",
  "aws-us-gov": "",
  "aws-cn": "",
};

export function defaultRegions(partition: Partition): Map<string, RegionStatus> {
  const regions = new Map<string, RegionStatus>();
  for (const name of BY_DEFAULT[partition].split(" ")) regions.set(name, "ENABLED_BY_DEFAULT");
  for (const name of OPT_IN[partition].split(" ")) if (name !== "") regions.set(name, "DISABLED");
  return regions;
}

/** What AWS's host names end in. */
export function dnsSuffix(partition: string): string {
  return partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
}
