/** Organizations: JSON 1.1, answered to the management account and to delegated administrators. */
import type { Call } from "../../protocol/call";
import { jsonErrors } from "../../protocol/common-errors";
import { json11, routeTarget } from "../../protocol/json";
import type { Operation, Service } from "../../protocol/service";
import { policyOperations } from "./policies";
import { notForMembers, notInUse } from "./shared";
import { structureOperations } from "./structure";

export const organizationsService: Service = {
  name: "organizations",
  global: true,
  protocol: json11,
  errors: jsonErrors({ clientStatus: 400, throttling: "TooManyRequestsException", throttlingStatus: 400 }),
  route: (request) => routeTarget(request, "AWSOrganizationsV20161128"),
  operations: Object.fromEntries(
    Object.entries({ ...structureOperations, ...policyOperations }).map(([name, operation]) => [
      name,
      guarded(name, operation),
    ]),
  ),
};

function guarded(name: string, operation: Operation): Operation {
  return {
    ...operation,
    run(call) {
      checkCaller(name, call);
      return operation.run(call);
    },
  };
}

/** DescribeOrganization is answered to every member; all else to the management account and its delegates only. */
function checkCaller(name: string, call: Call): void {
  const { organization } = call.estate;
  if (organization === null || !organization.members.has(call.account.id)) throw notInUse();
  if (name === "DescribeOrganization" || call.account.id === organization.managementAccountId) return;
  if (!organization.delegatedAdministrators.includes(call.account.id)) throw notForMembers();
}
