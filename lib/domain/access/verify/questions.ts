/**
 * A sample of questions for IAM's policy simulator: what roles of pods are granted, and near misses. Only such as the
 * simulator can answer: identity policies, boundary and SCPs of a role. What it cannot is counted, with the reason.
 * Sources: IAM API Reference, "SimulatePrincipalPolicy" (no policies of resources for roles, no session policies);
 * IAM API Reference, "EvaluationResult". The same snapshot and size give the same sample.
 */
import { parseArn } from "@/lib/domain/aws/arn";
import { stableHash } from "@/lib/domain/aws/stable-hash";
import type { Binding } from "@/lib/domain/identity/binding";
import { boundaryLayer, createContext, identityLayer, type ResolveContext } from "@/lib/domain/identity/context";
import { credentialFacts } from "@/lib/domain/identity/credential-facts";
import { organizationLevels } from "@/lib/domain/identity/organization-levels";
import { completeFacts, decide, noLayers, type PolicyDocument, parseCaller, type Statement } from "@/lib/domain/policy";
import type { DocumentReader } from "@/lib/domain/policy/document-reader";
import type { ActionTable } from "@/lib/domain/policy/table";
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import { matchesGlob } from "@/lib/domain/snapshot/scope";
import { concrete, contextOf, type KnownValues, withOtherValue } from "./context-of";
import {
  type ContextEntry,
  type DecidedQuestion,
  LeftOutCounts,
  type OurDecision,
  type VerifyQuestion,
} from "./question";

export interface QuestionSample {
  readonly questions: readonly DecidedQuestion[];
  readonly leftOut: readonly { readonly code: string; readonly text: string; readonly count: number }[];
}

export const LEFT_OUT: Readonly<Record<string, string>> = {
  "role-not-read": "bindings whose role was not read, does not exist, or has a policy that could not be read",
  "service-linked": "bindings with a service-linked role, which the simulator does not take",
  "session-policy": "bindings under a session policy, which the simulator does not take",
  trust: "roles: who may assume them is no question for the simulator; their trust policies were not compared",
  "trust-decides": "grants of sts:AssumeRole and the like, which the other role's trust policy decides",
  "key-decides": "grants of KMS actions, which the key's policy decides and the simulator does not take for roles",
  "several-resources": "grants of actions that touch several resources at once",
  "no-such-action": "grants of actions that the table of actions does not have",
  "resource-side": "questions whose resource has a policy of its own: it was left out on both sides",
  rcp: "questions on accounts under resource control policies: the simulator leaves those out, and so did we",
  contested: "questions on which documentation and practice differ; see the reason in the answer",
  "scp-not-read": "questions that an SCP denies which was not read",
  "not-answered": "questions that the simulator did not answer",
};

/** Candidates of one role, drawn from in turn so that no role fills the sample. */
const MOST_PER_ROLE = 400;

export function sampleQuestions(
  estate: Estate,
  bindings: readonly Binding[],
  documents: DocumentReader,
  table: ActionTable,
  size: number,
): QuestionSample {
  const leftOut = new LeftOutCounts();
  const context = createContext(estate, documents);
  const drafts: { readonly role: RoleFacts; readonly questions: VerifyQuestion[] }[] = [];
  for (const [role, binding] of rolesToAsk(estate, bindings, context, leftOut))
    drafts.push({ role, questions: questionsOf(context, role, binding, table, leftOut) });
  leftOut.add("trust", drafts.length);
  const order = (text: string) => stableHash(estate.meta.id, text);
  drafts.sort((a, b) => (order(a.role.arn) < order(b.role.arn) ? -1 : 1));
  const questions: DecidedQuestion[] = [];
  for (let round = 0; questions.length < size && round < MOST_PER_ROLE; round++) {
    for (const { role, questions: own } of drafts) {
      const question = own[round];
      if (question === undefined || questions.length >= size) continue;
      questions.push(decideHere(context, role, question));
      noteSides(estate, question, leftOut);
    }
  }
  return { questions, leftOut: leftOut.list(LEFT_OUT) };
}

/** One binding for each role: its tags are the context. */
function rolesToAsk(
  estate: Estate,
  bindings: readonly Binding[],
  context: ResolveContext,
  leftOut: LeftOutCounts,
): Map<RoleFacts, Binding> {
  const chosen = new Map<RoleFacts, Binding>();
  for (const binding of bindings) {
    const role = estate.roleByArn.get(binding.credentialRoleArn);
    if (role === undefined || identityLayer(context, role) === "unknown" || boundaryLayer(context, role) === "unknown")
      leftOut.add("role-not-read");
    else if (role.path.startsWith("/aws-service-role/")) leftOut.add("service-linked");
    else if (credentialFacts(estate, binding).sessionPolicy.kind !== "none") leftOut.add("session-policy");
    else if (!chosen.has(role)) chosen.set(role, binding);
  }
  return chosen;
}

function questionsOf(
  context: ResolveContext,
  role: RoleFacts,
  binding: Binding,
  table: ActionTable,
  leftOut: LeftOutCounts,
): VerifyQuestion[] {
  const identity = identityDocuments(context, role);
  const bearing = [...identity, ...boundaryDocuments(context, role), ...controlDocuments(context, role)];
  const known = knownValues(context.estate, role, binding);
  const entries = contextOf(bearing, known);
  const found: VerifyQuestion[] = [];
  for (const statement of identity.flatMap((document) => document.statements)) {
    if (statement.effect !== "Allow" || statement.action.negated || statement.resource?.negated !== false) continue;
    for (const pattern of statement.action.patterns) {
      const id = actionFor(pattern, table, `${role.arn}|${statement.index}`);
      const refusal = id === null ? "no-such-action" : unfit(table, id);
      if (id === null || refusal !== null) {
        leftOut.add(refusal ?? "no-such-action");
        continue;
      }
      if (found.length >= MOST_PER_ROLE) return found;
      addAbout(found, role, statement, id, table, entries);
    }
  }
  return mixed(found, denials(bearing, role, table, entries));
}

/** What deny statements name: only there can a denial be an explicit one. */
function denials(
  bearing: readonly PolicyDocument[],
  role: RoleFacts,
  table: ActionTable,
  entries: ReadonlyMap<string, ContextEntry>,
): VerifyQuestion[] {
  const found: VerifyQuestion[] = [];
  for (const statement of bearing.flatMap((document) => document.statements)) {
    if (statement.effect !== "Deny" || statement.action.negated || statement.resource?.negated !== false) continue;
    for (const pattern of statement.action.patterns.slice(0, 2)) {
      const id = actionFor(pattern, table, `${role.arn}|deny|${statement.index}`);
      const resource =
        id === null || unfit(table, id) !== null ? null : resourceFor(statement, id, table, role, entries);
      if (id === null || resource === null) continue;
      const { arn: roleArn, accountId } = role;
      found.push({ roleArn, accountId, action: table.actionName(id), resource, context: [...entries.values()] });
    }
  }
  return found;
}

/** One of the second list after every three of the first. */
function mixed<T>(first: readonly T[], second: readonly T[]): T[] {
  const result: T[] = [];
  first.forEach((item, i) => {
    result.push(item);
    const other = i % 3 === 2 ? second[(i - 2) / 3] : undefined;
    if (other !== undefined) result.push(other);
  });
  return result;
}

/** The grant itself, then what lies beside it: another resource, another action, another value. */
function addAbout(
  found: VerifyQuestion[],
  role: RoleFacts,
  statement: Statement,
  id: number,
  table: ActionTable,
  entries: ReadonlyMap<string, ContextEntry>,
): void {
  const resource = resourceFor(statement, id, table, role, entries);
  if (resource === null) return;
  const ask = (action: number, on: string, context = entries) =>
    found.push({
      roleArn: role.arn,
      accountId: role.accountId,
      action: table.actionName(action),
      resource: on,
      context: [...context.values()],
    });
  ask(id, resource);
  if (resource !== "*") ask(id, beside(resource));
  const other = otherAction(table, id, resource);
  if (other !== null) ask(other, resource);
  for (const clause of statement.conditions) {
    const entry = entries.get(clause.key.toLowerCase());
    const changed = entry === undefined ? null : withOtherValue(entry);
    if (changed === null) continue;
    ask(id, resource, new Map(entries).set(clause.key.toLowerCase(), changed));
    break;
  }
}

/** An action that a pattern stands for; the same one for the same place. */
function actionFor(pattern: string, table: ActionTable, place: string): number | null {
  const exact = table.actionId(pattern);
  if (exact !== null) return exact;
  const [service = "", name = ""] = pattern === "*" ? ["s3", "*"] : pattern.toLowerCase().split(":");
  const range = table.serviceRange(service);
  if (range === null) return null;
  const matching: number[] = [];
  for (let id = range.start; id < range.end; id++)
    if (matchesGlob(name, table.lowerName(id)) && unfit(table, id) === null) matching.push(id);
  return matching.length === 0 ? null : (matching[numberOf(`${place}|${pattern}`) % matching.length] ?? null);
}

/** Why the simulator is not asked about an action; null where it is. */
function unfit(table: ActionTable, id: number): string | null {
  const service = table.serviceOf(id);
  if (service === "kms") return "key-decides";
  if (service === "sts" && !table.wildcardOnly(id)) return "trust-decides";
  return table.resourceTypes(id).filter(({ required }) => required).length > 1 ? "several-resources" : null;
}

/** A resource that the statement names and the action can be about; null where its patterns are about others. */
function resourceFor(
  statement: Statement,
  id: number,
  table: ActionTable,
  role: RoleFacts,
  entries: ReadonlyMap<string, ContextEntry>,
): string | null {
  if (table.wildcardOnly(id)) return "*";
  const types = table.resourceTypes(id);
  const first = types.find(({ required }) => required) ?? types[0];
  for (const pattern of statement.resource?.patterns ?? []) {
    if (pattern === "*") return first === undefined ? null : typical(first.arn, role);
    const resource = concrete(inRegion(pattern), entries);
    if (types.some((type) => fits(resource, type.arn))) return resource;
  }
  return null;
}

/** A wildcard in the region's place stands for a region, not for any text. */
function inRegion(pattern: string): string {
  return pattern
    .replace(/^(arn:[^:]*:[^:]*):\*:/, "$1:eu-west-1:")
    .replace(/^(arn:[^:]*:[^:]*:[^:]*):\*:/, "$1:111122223333:");
}

function typical(arn: string, role: RoleFacts): string {
  const partition = parseArn(role.arn)?.partition ?? "aws";
  return arn
    .replace("$" + "{Partition}", partition)
    .replace("$" + "{Region}", "eu-west-1")
    .replace("$" + "{Account}", role.accountId)
    .replace(/\$\{[^}]*\}/g, "podlens-verify");
}

function fits(resource: string, typeArn: string): boolean {
  const pattern = typeArn.replace(/\$\{[^}]*\}/g, "*");
  if (!matchesGlob(pattern, resource)) return false;
  // A bucket's type matches its objects' ARNs as well, and is not meant for them.
  return !(typeArn.endsWith(":::$" + "{BucketName}") && resource.includes("/"));
}

/** A resource of the same kind that the pattern most likely does not reach: its name begins otherwise. */
function beside(resource: string): string {
  const arn = parseArn(resource);
  if (arn === null) return resource;
  const head = resource.slice(0, resource.length - arn.resource.length);
  const typed = /^[a-zA-Z-]+[:/]/.exec(arn.resource)?.[0] ?? "";
  const prefix = arn.service === "s3" ? "" : typed;
  return `${head}${prefix}other-${arn.resource.slice(prefix.length)}`;
}

/** Another action of the service that can be about the same resource. */
function otherAction(table: ActionTable, id: number, resource: string): number | null {
  const range = table.serviceRange(table.serviceOf(id));
  if (range === null) return null;
  const count = range.end - range.start;
  for (let step = 1; step < Math.min(count, 60); step++) {
    const other = range.start + ((id - range.start + step * 7) % count);
    if (other === id || unfit(table, other) !== null) continue;
    const types = table.resourceTypes(other);
    if (resource === "*" ? types.length === 0 : types.some((type) => fits(resource, type.arn))) return other;
  }
  return null;
}

function decideHere(context: ResolveContext, role: RoleFacts, question: VerifyQuestion): DecidedQuestion {
  const control = context.serviceControl(role.accountId);
  return { ...question, ours: decideQuestion(context, role, question), scpRead: control.read };
}

/** Our side, of the layers that the simulator has: identity policies, boundary, SCPs. */
export function decideQuestion(context: ResolveContext, role: RoleFacts, question: VerifyQuestion): OurDecision {
  const parsed = parseCaller(question.roleArn);
  if (parsed === null) return { outcome: "Unknown", because: [], contested: [] };
  const decision = decide(
    {
      caller: parsed,
      action: question.action,
      resource: question.resource,
      resourceAccount: role.accountId,
      context: completeFacts(
        question.context.map(({ key, values, type }) => [key, type === "stringList" ? values : (values[0] ?? "")]),
      ),
      wildcardOnly: question.resource === "*",
      managementAccount: context.estate.organization?.managementAccountId ?? null,
    },
    {
      ...noLayers,
      identity: identityLayer(context, role),
      permissionsBoundary: boundaryLayer(context, role),
      serviceControl: context.serviceControl(role.accountId).levels,
    },
  );
  return {
    outcome: decision.outcome,
    because: decision.because.map(({ layer, level, policy, policyName, statement, sid, text }) => ({
      layer,
      policy: policyName ?? nameOf(context, role, layer, level, policy),
      statement,
      sid,
      text,
    })),
    contested: decision.uncertain,
  };
}

function nameOf(
  context: ResolveContext,
  role: RoleFacts,
  layer: string,
  level: number | null,
  policy: number | null,
): string | null {
  if (policy === null) return null;
  if (layer === "serviceControl" && level !== null) {
    const levels = organizationLevels(context.estate, role.accountId, "SCP");
    return levels.kind === "levels" ? (levels.levels[level]?.[policy]?.id ?? null) : null;
  }
  if (layer === "permissionsBoundary") return role.permissionsBoundaryArn;
  if (layer !== "identity") return null;
  const names = [
    ...role.inlinePolicies.map(({ name }) => name),
    ...(role.attachedPolicies ?? []).map(({ arn }) => arn),
  ];
  return names[policy] ?? null;
}

function noteSides(estate: Estate, question: VerifyQuestion, leftOut: LeftOutCounts): void {
  if (estate.resourcePolicyOf(question.resource).state === "read") leftOut.add("resource-side");
  const levels = organizationLevels(estate, question.accountId, "RCP");
  if (levels.kind !== "exempt") leftOut.add("rcp");
}

function knownValues(estate: Estate, role: RoleFacts, binding: Binding): KnownValues {
  const known = new Map<string, string>([
    ["aws:principalarn", role.arn],
    ["aws:principalaccount", role.accountId],
    ["aws:principaltype", "AssumedRole"],
    ["aws:requestedregion", "eu-west-1"],
    ["aws:resourceaccount", role.accountId],
    ["aws:securetransport", "true"],
  ]);
  if (estate.organization) {
    known.set("aws:principalorgid", estate.organization.id);
    known.set("aws:resourceorgid", estate.organization.id);
  }
  for (const tag of credentialFacts(estate, binding).principalTags)
    known.set(`aws:principaltag/${tag.key.toLowerCase()}`, tag.value ?? "podlens-verify");
  return known;
}

function identityDocuments(context: ResolveContext, role: RoleFacts): PolicyDocument[] {
  const hashes = [
    ...role.inlinePolicies.map(({ document }) => document),
    ...(role.attachedPolicies ?? []).map(({ arn }) => context.estate.managedPolicies.get(arn)?.document ?? null),
  ];
  return hashes.flatMap((hash) => context.documents.parsed(hash)?.document ?? []);
}

function boundaryDocuments(context: ResolveContext, role: RoleFacts): PolicyDocument[] {
  const hash = context.estate.managedPolicies.get(role.permissionsBoundaryArn ?? "")?.document ?? null;
  return [context.documents.parsed(hash)?.document ?? []].flat();
}

function controlDocuments(context: ResolveContext, role: RoleFacts): PolicyDocument[] {
  const levels = organizationLevels(context.estate, role.accountId, "SCP");
  if (levels.kind !== "levels") return [];
  return levels.levels.flat().flatMap(({ document }) => context.documents.parsed(document)?.document ?? []);
}

function numberOf(text: string): number {
  return Number.parseInt(stableHash(text).slice(0, 8), 16);
}
