/**
 * The one region of a partition in which services without regions record their events.
 * Source: CloudTrail User Guide, "Global service events"; IAM's region in each partition: AWS General Reference.
 */

const byPartition: ReadonlyMap<string, string> = new Map([
  ["aws-cn", "cn-north-1"],
  ["aws-us-gov", "us-gov-west-1"],
  ["aws-iso", "us-iso-east-1"],
  ["aws-iso-b", "us-isob-east-1"],
  ["aws-eusc", "eusc-de-east-1"],
]);

export function globalRegion(partition: string): string {
  return byPartition.get(partition) ?? "us-east-1";
}
