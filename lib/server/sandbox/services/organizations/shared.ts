import type { Organization } from "../../estate/organization-model";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import { page } from "../../protocol/paging";

export function organizationOf(call: Call): Organization {
  if (call.estate.organization === null) throw notInUse();
  return call.estate.organization;
}

export function notInUse(): ServiceError {
  return new ServiceError("AWSOrganizationsNotInUseException", 400, "Your account is not a member of an organization.");
}

export function notForMembers(): ServiceError {
  return new ServiceError("AccessDeniedException", 400, "You don't have permissions to access this resource.");
}

export function notFound(code: string, message: string): ServiceError {
  return new ServiceError(code, 400, message);
}

export function organizationArn(call: Call, type: string, path: string): string {
  return `arn:${call.estate.partition}:organizations::${organizationOf(call).managementAccountId}:${type}/${organizationOf(call).id}${path}`;
}

/** MaxResults 1–20; the token is left out of the last page. */
export function organizationsPage<T>(call: Call, member: string, all: readonly T[], selection: string): string {
  const size = call.parameters.integer("MaxResults") ?? 20;
  if (!(size >= 1 && size <= 20))
    throw new ServiceError(
      "InvalidInputException",
      400,
      "You provided a value that does not match the required pattern.",
    );
  const { items, nextToken } = page(all, {
    operation: call.operation,
    listing: `${call.operation}|${selection}`,
    token: call.parameters.text("NextToken"),
    size,
    behaviour: call.pages,
    invalidToken: () => new ServiceError("InvalidInputException", 400, "You provided an invalid value for NextToken."),
  });
  return JSON.stringify(nextToken === null ? { [member]: items } : { [member]: items, NextToken: nextToken });
}
