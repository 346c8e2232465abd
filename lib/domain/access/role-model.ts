/** One role of the snapshot with its documents parsed and the services that its statements name. */
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import type { Statement } from "@/lib/domain/policy/ast";
import type { ParsedDocument } from "@/lib/domain/policy/parsed-document";
import { type Estate, roleState } from "@/lib/domain/snapshot/estate";
import type { DocumentHash, ManagedPolicyFacts } from "@/lib/domain/snapshot/facts";
import type { RoleModel, RolePolicy, ServiceReach } from "./model";

export type ReadDocument = (hash: DocumentHash | null) => ParsedDocument | null;

/** Builds the model of a role that a binding names or a scan read; never fails. */
export function buildRole(estate: Estate, arn: string, bindings: readonly Binding[], read: ReadDocument): RoleModel {
  const state = roleState(estate, arn);
  const parsed = parseRoleArn(arn);
  const base = { arn, name: parsed?.name ?? arn, accountId: parsed?.accountId ?? "", state, bindings };
  if (state.kind !== "present") {
    return {
      ...base,
      trust: null,
      policies: [],
      boundary: null,
      services: [],
      servicesIncomplete: state.kind === "unread",
    };
  }
  const { role } = state;
  const inline = role.inlinePolicies.map(
    (policy): RolePolicy => ({ name: policy.name, arn: null, kind: "inline", document: read(policy.document) }),
  );
  const attached = (role.attachedPolicies ?? []).map((policy) => managed(estate, policy.arn, policy.name, read));
  const policies = [...inline, ...attached];
  const boundary = role.permissionsBoundaryArn ? managed(estate, role.permissionsBoundaryArn, null, read) : null;
  return {
    ...base,
    trust: read(role.trustPolicy),
    policies,
    boundary,
    services: servicesOf(policies, boundary),
    servicesIncomplete:
      role.attachedPolicies === null ||
      (role.unread ?? []).length > 0 ||
      policies.some((policy) => !policy.document?.document),
  };
}

function managed(estate: Estate, arn: string, name: string | null, read: ReadDocument): RolePolicy {
  const facts: ManagedPolicyFacts | undefined = estate.managedPolicies.get(arn);
  return {
    name: facts?.name ?? name ?? arn.slice(arn.lastIndexOf("/") + 1),
    arn,
    kind: facts?.kind ?? (/^arn:[^:]+:iam::aws:/.test(arn) ? "aws" : "customer"),
    document: read(facts?.document ?? null),
  };
}

/** The boundary can only take away: a service that it names nowhere is gone, one that it names is limited by it. */
function servicesOf(policies: readonly RolePolicy[], boundary: RolePolicy | null): readonly ServiceReach[] {
  const found = new Map<
    string,
    { certain: boolean; actions: Set<string>; statements: ServiceReach["statements"][number][] }
  >();
  for (const policy of policies) {
    for (const statement of policy.document?.document?.statements ?? []) {
      if (statement.effect !== "Allow") continue;
      for (const [service, actions] of namedServices(statement)) {
        const entry = found.get(service) ?? { certain: false, actions: new Set<string>(), statements: [] };
        entry.certain ||= statement.conditions.length === 0;
        for (const action of actions) if (entry.actions.size < 50) entry.actions.add(action);
        entry.statements.push({ policy: policy.arn ?? policy.name, index: statement.index, sid: statement.sid });
        found.set(service, entry);
      }
    }
  }
  const result: ServiceReach[] = [];
  for (const [service, entry] of found) {
    const limit = boundary ? limitOf(boundary, service) : "whole";
    if (limit === "none") continue;
    const state = limit === "unknown" ? "unknown" : entry.certain && limit === "whole" ? "allowed" : "conditional";
    result.push({ service, state, actions: [...entry.actions], statements: entry.statements });
  }
  return result.sort((a, b) => (a.service < b.service ? -1 : a.service > b.service ? 1 : 0));
}

function namedServices(statement: Statement): Map<string, string[]> {
  const services = new Map<string, string[]>();
  if (statement.action.negated) {
    services.set(
      "*",
      statement.action.patterns.map((pattern) => `all but ${pattern}`),
    );
    return services;
  }
  for (const pattern of statement.action.patterns) {
    const colon = pattern.indexOf(":");
    const service = colon < 0 ? "*" : pattern.slice(0, colon).toLowerCase();
    const known = services.get(service);
    const action = colon < 0 ? pattern : pattern.slice(colon + 1);
    if (known) known.push(action);
    else services.set(service, [action]);
  }
  return services;
}

function limitOf(boundary: RolePolicy, service: string): "whole" | "part" | "none" | "unknown" {
  const statements = boundary.document?.document?.statements;
  if (!statements) return "unknown";
  let limit: "whole" | "part" | "none" = "none";
  for (const statement of statements) {
    if (statement.effect === "Deny") continue;
    for (const [named, actions] of namedServices(statement)) {
      const covers = named === "*" || named === service || service === "*" || /[*?]/.test(named);
      if (!covers) continue;
      const whole =
        (named === "*" || named === service) &&
        actions.some((action) => action === "*") &&
        statement.conditions.length === 0 &&
        statement.resource?.negated === false &&
        statement.resource.patterns.includes("*");
      if (whole) limit = "whole";
      else if (limit === "none") limit = "part";
    }
  }
  const denies = statements.some((statement) => statement.effect === "Deny");
  return limit === "whole" && denies ? "part" : limit;
}
