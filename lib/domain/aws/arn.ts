/** ARNs, taken apart and put together. Source: IAM User Guide, "Amazon Resource Names (ARNs)". */

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** Everything behind the fifth colon, colons included. */
  readonly resource: string;
}

/** The six components of an ARN, or null where the text is none. Linear in the input. */
export function parseArn(text: string): Arn | null {
  if (!text.startsWith("arn:")) return null;
  const parts: string[] = [];
  let from = 4;
  for (let i = 0; i < 4; i++) {
    const colon = text.indexOf(":", from);
    if (colon < 0) return null;
    parts.push(text.slice(from, colon));
    from = colon + 1;
  }
  const [partition, service, region, accountId] = parts as [string, string, string, string];
  if (partition === "" || service === "") return null;
  return { partition, service, region, accountId, resource: text.slice(from) };
}

export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.accountId}:${arn.resource}`;
}

/** `arn:aws:iam::1:role/a/b/name` → `name`, with the path apart ("/a/b/"); null for anything but a role ARN. */
export function parseRoleArn(
  text: string,
): { accountId: string; partition: string; path: string; name: string } | null {
  const arn = parseArn(text);
  if (arn?.service !== "iam" || !arn.resource.startsWith("role/")) return null;
  const slash = arn.resource.lastIndexOf("/");
  const name = arn.resource.slice(slash + 1);
  if (name === "") return null;
  return { accountId: arn.accountId, partition: arn.partition, path: arn.resource.slice(4, slash + 1), name };
}

/** The partition that a region belongs to: "aws", "aws-cn", "aws-us-gov" or an isolated one. */
export function partitionOfRegion(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  if (region.startsWith("us-isob-")) return "aws-iso-b";
  if (region.startsWith("us-iso-")) return "aws-iso";
  if (region.startsWith("eusc-")) return "aws-eusc";
  return "aws";
}

export function clusterArn(partition: string, region: string, accountId: string, name: string): string {
  return `arn:${partition}:eks:${region}:${accountId}:cluster/${name}`;
}

export function oidcProviderArn(partition: string, accountId: string, issuerUrl: string): string {
  return `arn:${partition}:iam::${accountId}:oidc-provider/${issuerUrl.replace(/^https:\/\//, "")}`;
}
