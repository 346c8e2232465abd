/** STS: who am I, and into the reader role of another account. */
import { queryErrors } from "../../protocol/common-errors";
import { awsQuery, routeForm } from "../../protocol/query";
import type { Service } from "../../protocol/service";
import { element } from "../../protocol/xml";
import { assumeRole, type SessionIssuer } from "./assume-role";

export function stsService(issuer: SessionIssuer): Service {
  return {
    name: "sts",
    global: false,
    protocol: awsQuery("https://sts.amazonaws.com/doc/2011-06-15/"),
    errors: queryErrors({ reasonInDenial: false }),
    route: (request) => routeForm(request, "2011-06-15"),
    operations: {
      GetCallerIdentity: {
        open: true,
        run: ({ identity }) =>
          element("Arn", identity.arn) + element("UserId", identity.userId) + element("Account", identity.accountId),
      },
      AssumeRole: {
        resource: (call) => call.parameters.text("RoleArn") ?? "*",
        run: (call) => assumeRole(call, issuer),
      },
    },
  };
}
