/** Links into the AWS console: the universal redirect by ARN, so that no table of services is needed. */
import { parseArn } from "@/lib/domain/aws/arn";

const hosts: Readonly<Record<string, string>> = {
  aws: "console.aws.amazon.com",
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

/** null for what is no ARN, and in partitions whose console is not public. */
export function consoleUrl(arn: string): string | null {
  const parsed = parseArn(arn);
  const host = parsed && Object.hasOwn(hosts, parsed.partition) ? hosts[parsed.partition] : undefined;
  return host ? `https://${host}/go/view?arn=${encodeURIComponent(arn)}` : null;
}
