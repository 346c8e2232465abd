import { policyPath, rolePath, statementHref } from "@/lib/contracts/api/paths";
import type { GraphEnd, GraphLink, GraphReason } from "@/lib/contracts/graph";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";

/** The page where the source of a reason can be read; null where it has none. */
export function sourceHref({ statement, source }: GraphReason, link: Pick<GraphLink, "from" | "to">): string | null {
  if (statement?.policy === "trust") {
    const role = roleOf(link.to);
    return role === null ? null : statementHref(role, "trust", statement.index);
  }
  const name = statement?.policy ?? source;
  if (name === null) return null;
  const arn = parseArn(name);
  if (arn?.service === "iam" && arn.resource.startsWith("policy/")) {
    const path = policyPath(arn.accountId, arn.resource.slice(arn.resource.lastIndexOf("/") + 1));
    return statement ? statementHref(path, null, statement.index) : path;
  }
  // An inline policy stands in the role: the link comes from it, or from a policy whose id begins with its ARN.
  const role = arn === null ? (roleOf(link.from) ?? roleOf(link.to)) : null;
  return role === null || statement === null ? null : statementHref(role, name, statement.index);
}

/** Row ids are "column:id"; a role's is its ARN, an inline policy's "ROLE ARN|name". */
function roleOf({ id }: GraphEnd): string | null {
  const arn = id.slice(id.indexOf(":") + 1).split("|")[0] ?? "";
  const role = parseRoleArn(arn);
  return role === null ? null : rolePath(role.accountId, role.name);
}
