/** May these credentials make this call: the engine's answer, with what a caller can choose in the call chosen well. */
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { LayeredFacts, overlay } from "@/lib/domain/access/layered-facts";
import type { Certainty } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import { parseArn } from "@/lib/domain/aws/arn";
import { organizationFacts } from "@/lib/domain/identity/pod-identity-request";
import type { FactMap } from "@/lib/domain/identity/request-facts";
import { type Analysis, absentFact, analyse, type CompiledPolicy, type Expression } from "@/lib/domain/policy";

/** A call that may succeed. */
export interface Answer {
  readonly profile: Profile;
  readonly action: string;
  readonly resource: string;
  readonly certainty: Certainty;
  /** What remains open, in words; "" where nothing does. */
  readonly words: string;
  readonly analysis: Analysis;
}

export interface AskOptions {
  /** Facts of the call. */
  readonly facts?: FactMap;
  /** The policy of the resource, where it decides (a trust policy). */
  readonly resource?: CompiledPolicy;
}

/** null = it cannot succeed. `resource` is one ARN, or "*". */
export function ask(
  index: AccessIndex,
  profile: Profile,
  action: string,
  resource: string,
  { facts = new Map(), resource: policy }: AskOptions = {},
): Answer | null {
  const { role } = profile;
  const { caller } = profile.about;
  if (role === null || caller === null) return null;
  const { context } = index.library;
  const id = index.table.actionId(action);
  const over: FactMap = new Map([...factsOf(index, resource, role.accountId), ...facts]);
  const analysis = analyse(
    {
      caller,
      action,
      resource,
      resourceAccount: role.accountId,
      context: new LayeredFacts(overlay(over), profile.context),
      wildcardOnly: id === null ? resource === "*" : index.table.wildcardOnly(id),
      managementAccount: index.estate.organization?.managementAccountId ?? null,
    },
    {
      ...profile.layers,
      resourceControl: context.resourceControl(role.accountId).levels,
      resource: policy ?? null,
    },
  );
  if (analysis.verdict === "denied") return null;
  const base = { profile, action, resource, analysis };
  if (analysis.verdict === "allowed") return { ...base, certainty: "allowed", words: "" };
  if (analysis.verdict === "conditional") {
    const { remaining } = analysis;
    if (remaining !== null && isImpossible(remaining)) return null;
    if (remaining !== null && isOfChoice(remaining, action)) return { ...base, certainty: "allowed", words: "" };
  }
  return { ...base, certainty: analysis.verdict, words: analysis.words };
}

function factsOf(index: AccessIndex, resource: string, accountId: string): FactMap {
  const facts: FactMap = new Map();
  const arn = parseArn(resource);
  facts.set("aws:ResourceAccount", accountId);
  organizationFacts(facts, index.estate, "aws:Resource", accountId);
  facts.set("aws:SecureTransport", "true");
  if (arn?.service === "iam") {
    facts.set("aws:RequestedRegion", "us-east-1");
    const role = index.estate.roleByArn.get(resource);
    if (role) {
      const complete = !role.unread?.includes("details");
      for (const prefix of ["aws:ResourceTag", "iam:ResourceTag"]) {
        if (complete) facts.set(`${prefix}/*`, absentFact);
        for (const [key, value] of Object.entries(role.tags)) facts.set(`${prefix}/${key}`, value);
      }
      if (role.permissionsBoundaryArn !== null) facts.set("iam:PermissionsBoundary", role.permissionsBoundaryArn);
      else if (complete) facts.set("iam:PermissionsBoundary", absentFact);
    }
  } else if (arn !== null && arn.region !== "") facts.set("aws:RequestedRegion", arn.region);
  return facts;
}

/** Parameters of the call itself, which its caller sets: the service's own keys but tags of resources, and request tags. */
function isChosen(key: string, service: string): boolean {
  const lower = key.toLowerCase();
  if (lower.startsWith("aws:requesttag/") || lower === "aws:tagkeys" || lower === "aws:requestedregion") return true;
  return lower.startsWith(`${service}:`) && !lower.includes("resourcetag/") && service !== "iam" && service !== "sts";
}

/** Whoever makes the call can see to it that it holds. */
function isOfChoice(expression: Expression, action: string): boolean {
  const service = action.slice(0, action.indexOf(":")).toLowerCase();
  const holds = (part: Expression): boolean => {
    if (part.kind === "true") return true;
    if (part.kind === "all") return part.of.every(holds);
    if (part.kind === "any") return part.of.some(holds);
    const atom = part.kind === "not" ? part.of : part;
    return atom.kind === "condition" && isChosen(atom.clause.key, service);
  };
  return holds(expression);
}

/** One key has to be two different things at once: no request ever meets that. */
function isImpossible(expression: Expression): boolean {
  if (expression.kind === "false") return true;
  if (expression.kind === "any") return expression.of.every(isImpossible);
  if (expression.kind !== "all") return false;
  const wanted = new Map<string, ReadonlySet<string>>();
  const barred = new Map<string, Set<string>>();
  for (const part of expression.of) {
    if (isImpossible(part)) return true;
    const atom = part.kind === "not" ? part.of : part;
    if (atom.kind !== "condition") continue;
    const { operator, key, values } = atom.clause;
    if (values.some((value) => value.includes("${"))) continue;
    const exact = /^(String|Arn)(Not)?(Equals|Like)$/i.exec(operator);
    if (!exact) continue;
    const literal = /equals/i.test(operator) && !/^arn/i.test(operator) ? true : !values.some((v) => /[*?]/.test(v));
    if (!literal) continue;
    const negated = (exact[2] !== undefined) !== (part.kind === "not");
    const name = key.toLowerCase();
    if (negated) {
      const known = barred.get(name) ?? new Set();
      for (const value of values) known.add(value);
      barred.set(name, known);
    } else {
      const known = wanted.get(name);
      wanted.set(name, new Set(known ? values.filter((value) => known.has(value)) : values));
    }
  }
  for (const [key, values] of wanted) {
    const out = barred.get(key);
    if ([...values].every((value) => out?.has(value))) return true;
  }
  return false;
}
