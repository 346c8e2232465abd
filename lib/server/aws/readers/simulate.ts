/** IAM's policy simulator. A call asks for one role, one resource and one context; an answer comes for each action. */
import { type ContextKeyTypeEnum, type EvaluationResult, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import type { AccountSource, SimulatedAction, SimulationRequest } from "@/lib/server/usecases/scan/ports";
import type { AccountSession } from "../account-session";
import { present } from "../normalise";
import { pages } from "../pages";
import { repeatedToken } from "../repeated-token";

export function simulator(session: AccountSession, homeRegion: string): AccountSource["simulate"] {
  const iam = session.sender("iam", homeRegion);
  return async (request: SimulationRequest) => {
    const all = pages(
      (Marker) =>
        iam.send("SimulatePrincipalPolicy", (client) =>
          client.send(
            new SimulatePrincipalPolicyCommand({
              PolicySourceArn: request.roleArn,
              ActionNames: [...request.actions],
              ...(request.resource === "*" ? {} : { ResourceArns: [request.resource] }),
              ContextEntries: request.context.map(({ key, values, type }) => ({
                ContextKeyName: key,
                ContextKeyValues: [...values],
                ContextKeyType: type as ContextKeyTypeEnum,
              })),
              MaxItems: 1000,
              Marker,
            }),
          ),
        ),
      (page) => ({
        items: present(page.EvaluationResults).flatMap(simulated),
        next: page.IsTruncated === true ? page.Marker : undefined,
      }),
      repeatedToken("iam", "SimulatePrincipalPolicy"),
    );
    const found: SimulatedAction[] = [];
    for await (const page of all) found.push(...page);
    return found;
  };
}

/** With one resource asked for, the result as a whole is that resource's. */
function simulated(result: EvaluationResult): SimulatedAction[] {
  if (result.EvalActionName === undefined || result.EvalDecision === undefined) return [];
  return [
    {
      action: result.EvalActionName,
      decision: result.EvalDecision,
      matched: present(present(result.MatchedStatements).map(({ SourcePolicyId }) => SourcePolicyId)),
      missingContext: present(result.MissingContextValues),
      allowedByOrganizations: result.OrganizationsDecisionDetail?.AllowedByOrganizations ?? null,
      allowedByBoundary: result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary ?? null,
    },
  ];
}
