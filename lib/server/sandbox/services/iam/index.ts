/** IAM: query protocol, global. Reads only; everything else is unknown to it, and denied before that. */
import { queryErrors } from "../../protocol/common-errors";
import { awsQuery, routeForm } from "../../protocol/query";
import type { Service } from "../../protocol/service";
import { authorizationDetails } from "./authorization-details";
import { lastAccessedOperations } from "./last-accessed";
import { policyOperations } from "./policies";
import { providerOperations } from "./providers";
import { roleOperations } from "./roles";
import { simulatePrincipalPolicy } from "./simulate";

export function iamService(): Service {
  return {
    name: "iam",
    global: true,
    protocol: awsQuery("https://iam.amazonaws.com/doc/2010-05-08/"),
    errors: queryErrors({ reasonInDenial: true }),
    route: (request) => routeForm(request, "2010-05-08"),
    operations: {
      GetAccountAuthorizationDetails: authorizationDetails,
      ...roleOperations,
      ...policyOperations,
      ...providerOperations,
      ...lastAccessedOperations(),
      SimulatePrincipalPolicy: simulatePrincipalPolicy,
    },
  };
}
