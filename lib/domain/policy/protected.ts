import { parseArn } from "@/lib/domain/aws/arn";

const ROLE_CHANGES = new Set(
  `attachrolepolicy deleterole deleterolepermissionsboundary deleterolepolicy detachrolepolicy putrolepermissionsboundary
  putrolepolicy updateassumerolepolicy updaterole`.split(/\s+/),
);
const POLICY_CHANGES = new Set([
  "createpolicyversion",
  "deletepolicy",
  "deletepolicyversion",
  "setdefaultpolicyversion",
]);

/**
 * True where IAM refuses a change whatever the policies say (UnmodifiableEntity): of service-linked roles and roles under
 * aws-reserved, which only their service can change, and of AWS managed policies.
 */
export function isUnmodifiable(action: string, resource: string): boolean {
  const [service, name] = action.toLowerCase().split(":");
  const arn = parseArn(resource);
  if (service !== "iam" || name === undefined || arn?.service !== "iam") return false;
  if (ROLE_CHANGES.has(name)) {
    return arn.resource.startsWith("role/aws-service-role/") || arn.resource.startsWith("role/aws-reserved/");
  }
  return POLICY_CHANGES.has(name) && arn.accountId === "aws" && arn.resource.startsWith("policy/");
}
