import { parseArn } from "@/lib/domain/aws/arn";
import type { AccessRequest } from "./request";
import { isServiceLinked } from "./services";

const ROLE_CHANGES = new Set(
  `attachrolepolicy deleterole deleterolepermissionsboundary deleterolepolicy detachrolepolicy putrolepermissionsboundary
  putrolepolicy tagrole untagrole updateassumerolepolicy updaterole updateroledescription`.split(/\s+/),
);
const POLICY_CHANGES = new Set([
  "createpolicyversion",
  "deletepolicy",
  "deletepolicyversion",
  "setdefaultpolicyversion",
  "tagpolicy",
  "untagpolicy",
]);

/** What IAM protects from changes, whatever the policies say (UnmodifiableEntity). */
type Protected = "service-linked-role" | "reserved-role" | "aws-managed-policy";

function protectedBy(action: string, resource: string): Protected | null {
  const [service, name] = action.toLowerCase().split(":");
  if (service !== "iam" || name === undefined) return null;
  const role = ROLE_CHANGES.has(name);
  if (!role && !POLICY_CHANGES.has(name)) return null;
  const arn = parseArn(resource);
  if (arn?.service !== "iam") return null;
  if (!role) return arn.accountId === "aws" && arn.resource.startsWith("policy/") ? "aws-managed-policy" : null;
  if (arn.resource.startsWith("role/aws-reserved/")) return "reserved-role";
  return arn.resource.startsWith("role/aws-service-role/") ? "service-linked-role" : null;
}

/** A change of a service-linked role, of a role under aws-reserved, or of an AWS managed policy: its service's alone. */
export function isUnmodifiable(action: string, resource: string): boolean {
  return protectedBy(action, resource) !== null;
}

/** The same without service-linked roles: what `isRefused` refuses. `resource` may be a pattern below such a path. */
export function isReserved(action: string, resource: string): boolean {
  const by = protectedBy(action, resource);
  return by !== null && by !== "service-linked-role";
}

/**
 * A change that is refused to every caller but the services' own roles. Changes of service-linked roles are not among
 * them: services make them with the permissions of those who ask for them (AWS managed policies grant them for that).
 */
export function isRefused({ action, resource, caller, context }: AccessRequest): boolean {
  return isReserved(action, resource) && !isServiceLinked(caller, context);
}
