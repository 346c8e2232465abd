/** SimulatePrincipalPolicy for roles: identity policies, boundary, SCPs; no policies of resources. By its own evaluation. */
import type { Account, Estate, Role } from "../../estate/model";
import type { Call } from "../../protocol/call";
import { ServiceError } from "../../protocol/error";
import type { Operation } from "../../protocol/service";
import { element, list, wrap } from "../../protocol/xml";
import { iamPage, noSuchEntity } from "./shared";
import { type Context, type Document, evaluate, type Verdict } from "./simulate-policy";

export const simulatePrincipalPolicy: Operation = {
  resource: (call) => call.parameters.text("PolicySourceArn") ?? "*",
  run(call) {
    const arn = call.parameters.text("PolicySourceArn") ?? "";
    const role = call.account.roles.get(arn.slice(arn.lastIndexOf("/") + 1));
    if (role?.arn !== arn) throw noSuchEntity(`The requested role ${arn} does not exist.`);
    const actions = call.parameters.texts("ActionNames");
    if (actions.length === 0) throw invalidInput("ActionNames is required");
    const resources = call.parameters.texts("ResourceArns");
    const resource = resources[0] ?? "*";
    if (resources.length > 1) throw invalidInput("this endpoint takes one resource a call");
    const context = contextOf(call);
    const { items, trailer } = iamPage(call, actions, arn);
    return trailer + list("EvaluationResults", items, (action) => resultXml(call, role, { action, resource, context }));
  },
};

interface Question {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

function resultXml(call: Call, role: Role, question: Question): string {
  const { action, resource, context } = question;
  const ask = (documents: readonly Document[]) => evaluate(documents, action, resource, context);
  const identity = ask(identityDocuments(call.estate, call.account, role));
  const boundary = role.boundaryArn === null ? null : ask(policyDocument(call.estate, call.account, role.boundaryArn));
  const levels = controlLevels(call.estate, call.account.id);
  const organization = levels === null ? null : combine(levels.map(ask));
  const all = [identity, ...(boundary ? [boundary] : []), ...(organization ? [organization] : [])];
  const denied = all.some(({ decision }) => decision === "explicitDeny");
  const allowed = all.every(({ decision }) => decision === "allowed");
  const missing = [...new Set(all.flatMap((verdict) => verdict.missing))];
  return (
    element("EvalActionName", action) +
    element("EvalResourceName", resource) +
    element("EvalDecision", denied ? "explicitDeny" : allowed ? "allowed" : "implicitDeny") +
    list("MatchedStatements", identity.matched, (id) => element("SourcePolicyId", id)) +
    list("MissingContextValues", missing, (key) => key) +
    (organization === null
      ? ""
      : wrap("OrganizationsDecisionDetail", element("AllowedByOrganizations", organization.decision === "allowed"))) +
    (boundary === null
      ? ""
      : wrap(
          "PermissionsBoundaryDecisionDetail",
          element("AllowedByPermissionsBoundary", boundary.decision === "allowed"),
        ))
  );
}

/** Every level has to allow. */
function combine(verdicts: readonly Verdict[]): Verdict {
  const decision = verdicts.some((each) => each.decision === "explicitDeny")
    ? "explicitDeny"
    : verdicts.every((each) => each.decision === "allowed")
      ? "allowed"
      : "implicitDeny";
  return { decision, matched: [], missing: verdicts.flatMap(({ missing }) => missing) };
}

function identityDocuments(estate: Estate, account: Account, role: Role): Document[] {
  return [
    ...role.inline.map(({ name, document }) => ({ id: `role_${role.name}_${name}`, text: document })),
    ...role.attached.flatMap(({ arn }) => policyDocument(estate, account, arn)),
  ];
}

function policyDocument(estate: Estate, account: Account, arn: string): Document[] {
  const policy = account.policies.get(arn) ?? estate.awsPolicies.get(arn);
  const version = policy?.versions.find(({ id }) => id === policy.defaultVersionId);
  return version === undefined ? [] : [{ id: policy?.name ?? arn, text: version.document }];
}

/** SCPs from the root down to the account; null where none can bind it. */
function controlLevels({ organization }: Estate, accountId: string): Document[][] | null {
  const member = organization?.members.get(accountId);
  if (!organization || !member || organization.managementAccountId === accountId) return null;
  const chain = [accountId];
  for (let at = member.parentId; at !== undefined; ) {
    chain.unshift(at);
    const unit = organization.units.get(at);
    if (unit === undefined) break;
    at = unit.parentId;
  }
  const policies = [...organization.policies.values()].filter(({ type }) => type === "SERVICE_CONTROL_POLICY");
  return chain.map((target) =>
    policies
      .filter(({ targets }) => targets.some((each) => each === target))
      .map(({ id, document }) => ({ id, text: document })),
  );
}

function contextOf(call: Call): Context {
  const context = new Map<string, readonly string[]>();
  for (let i = 1; i <= 200; i++) {
    const name = call.parameters.text(`ContextEntries.member.${i}.ContextKeyName`);
    if (name === null) break;
    context.set(name.toLowerCase(), call.parameters.texts(`ContextEntries.member.${i}.ContextKeyValues`));
  }
  return context;
}

function invalidInput(message: string): ServiceError {
  return new ServiceError("InvalidInput", 400, message);
}
