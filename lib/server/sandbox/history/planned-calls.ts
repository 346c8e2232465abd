/** What a role is used for: the services that it was last seen to use, on the resources that its policies name. */
import type { Account, Estate, Role } from "../estate/model";
import { apiEvent, type PlannedCall } from "./apis";
import { hash } from "./seeded";

interface Statement {
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

const MOST = 8;
/** What would change who has which role: such changes are told one by one, not as a workload's daily work. */
const CHANGES = /^(eks:(Create|Update|Delete)|iam:(?!Get|List)|organizations:(?!Describe|List))/;

/** Calls of a role that leave events, in no order that matters; at least one (sts:GetCallerIdentity). */
export function plannedCalls(estate: Estate, account: Account, role: Role): readonly PlannedCall[] {
  const granted = grantedActions(estate, account, role);
  const used = new Map(role.serviceUse.map((use) => [use.namespace, use.actions]));
  const calls: PlannedCall[] = [];
  for (const grant of granted) {
    const known = used.get(grant.service);
    // Services that the role never used stay unused; where nothing is told, every third one.
    if (used.size > 0 ? known?.includes(grant.action) !== true : hash(`${role.arn}|${grant.service}`) % 3 === 0)
      continue;
    if (grant.service === "sts" || CHANGES.test(`${grant.service}:${grant.action}`) || apiEvent(grant) === null)
      continue;
    calls.push(grant);
    if (calls.length === MOST) break;
  }
  return calls.length > 0 ? calls : [{ service: "sts", action: "GetCallerIdentity", resource: "*" }];
}

/** Role ARNs without wildcards that the role's policies let it assume. */
export function onwardRoles(estate: Estate, account: Account, role: Role): readonly string[] {
  const arns = statements(estate, account, role).flatMap((statement) =>
    statement.Effect === "Allow" && [statement.Action ?? []].flat().includes("sts:AssumeRole")
      ? [statement.Resource ?? []].flat()
      : [],
  );
  return [...new Set(arns)].filter((arn) => /^arn:[^*?$]+:role\/[^*?$]+$/.test(arn));
}

/** Actions that are named whole, with a resource to go with each. */
function grantedActions(estate: Estate, account: Account, role: Role): PlannedCall[] {
  const found = new Map<string, PlannedCall>();
  for (const statement of statements(estate, account, role)) {
    if (statement.Effect !== "Allow") continue;
    const resources = [statement.Resource ?? "*"].flat();
    for (const pattern of [statement.Action ?? []].flat()) {
      const [service = "", action = ""] = pattern.split(":");
      if (!/^[A-Z][A-Za-z]+$/.test(action) || found.has(pattern)) continue;
      const fitting = resources.find((one) => one.split(":")[2] === service) ?? resources[0] ?? "*";
      found.set(pattern, { service: service.toLowerCase(), action, resource: concrete(fitting, service, action) });
    }
  }
  return [...found.values()];
}

function statements(estate: Estate, account: Account, role: Role): Statement[] {
  const documents = role.inline.map((policy) => policy.document);
  for (const { arn } of role.attached) {
    const policy = account.policies.get(arn) ?? estate.awsPolicies.get(arn);
    const version = policy?.versions.find((one) => one.id === policy.defaultVersionId);
    if (version !== undefined) documents.push(version.document);
  }
  return documents.flatMap((document) =>
    [(JSON.parse(document) as { Statement: Statement | Statement[] }).Statement].flat(),
  );
}

/** A resource that the pattern matches, as a request would name it. */
function concrete(pattern: string, service: string, action: string): string {
  if (pattern === "*" || pattern.split(":").length < 6) {
    return service === "s3" && !/^List(AllMyBuckets)?$/.test(action) ? "arn:aws:s3:::shop-prod-assets/a" : "*";
  }
  const filled = pattern
    .replace(/\$\{[^}]*\}/g, "x")
    .replace(/\*$/, service === "s3" ? "2026/part-0001.json" : "current")
    .replaceAll("*", "a")
    .replaceAll("?", "a");
  const parts = filled.split(":");
  // A wildcard in the place of the region or account.
  if (parts[3] === "a") parts[3] = "eu-west-1";
  return parts.join(":");
}
