/** One question put to a role's trust policy: may this caller assume it (or tag the session), under the role's RCPs? */
import {
  type AccessRequest,
  ALLOW_ALL,
  type Analysis,
  analyse,
  type Caller,
  type CompiledPolicy,
  compilePolicy,
  type Facts,
  noLayers,
  type PolicyLayers,
} from "@/lib/domain/policy";
import type { Statement } from "@/lib/domain/policy/ast";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import { boundaryLayer, identityLayer, type ResolveContext } from "./context";
import { type FactMap, toFacts } from "./request-facts";

export type TrustAction = "sts:AssumeRole" | "sts:TagSession" | "sts:AssumeRoleWithWebIdentity";

export interface TrustQuestion {
  readonly caller: Caller;
  readonly action: TrustAction;
  readonly role: RoleFacts;
  /** Key by key, or made ready before. */
  readonly facts: FactMap | Facts;
  /** Keys that a request of this kind never has, in lower case. */
  readonly absent?: ReadonlySet<string>;
  /** The role whose session asks (second hop): its policies, boundary and SCPs bear on the call. */
  readonly source?: RoleFacts;
}

/** Asks the engine with everything that bears on the call. */
export function askTrust(context: ResolveContext, question: TrustQuestion): Analysis {
  return analyse(requestOf(context, question), {
    ...callLayers(context, question),
    resource: trustLayer(context, question),
  });
}

/** The caller's own side granted whole: what then fails, fails in the trust policy. */
const GRANTED = compilePolicy(ALLOW_ALL);

/** The same question with only some of the trust's statements, to find out which of them fails and why. */
export function askStatements(
  context: ResolveContext,
  question: TrustQuestion,
  trust: CompiledPolicy,
  statements: readonly Statement[],
): Analysis {
  const part = compilePolicy({ ...trust.document, statements });
  return analyse(requestOf(context, question), { ...noLayers, identity: [GRANTED], resource: part });
}

/** Whether the trust lets somebody in who is no pod: what their own policies allow is theirs to write. */
export function askOutsider(context: ResolveContext, question: Omit<TrustQuestion, "source">): Analysis {
  return analyse(requestOf(context, question), {
    ...callLayers(context, question),
    identity: [GRANTED],
    resource: trustLayer(context, question),
  });
}

/** An unread trust policy is an unknown layer. */
function trustLayer(context: ResolveContext, { role }: TrustQuestion): PolicyLayers["resource"] {
  return context.documents.compiled(role.trustPolicy) ?? "unknown";
}

function callLayers(context: ResolveContext, { role, source }: TrustQuestion): PolicyLayers {
  const resourceControl = context.resourceControl(role.accountId).levels;
  if (!source) return { ...noLayers, resourceControl };
  return {
    ...noLayers,
    resourceControl,
    identity: identityLayer(context, source),
    permissionsBoundary: boundaryLayer(context, source),
    serviceControl: context.serviceControl(source.accountId).levels,
  };
}

function requestOf(context: ResolveContext, { caller, action, role, facts, absent }: TrustQuestion): AccessRequest {
  return {
    caller,
    action,
    resource: role.arn,
    resourceAccount: role.accountId,
    context: factsOf(facts, absent),
    wildcardOnly: false,
    managementAccount: context.estate.organization?.managementAccountId ?? null,
  };
}

/** One question is asked in parts, to find out why: its facts are made ready once. They do not change once it is put. */
const ready = new WeakMap<FactMap, Facts>();

function factsOf(facts: FactMap | Facts, absent: ReadonlySet<string> | undefined): Facts {
  if (!(facts instanceof Map)) return facts;
  let made = ready.get(facts);
  if (!made) {
    made = toFacts(facts, absent);
    ready.set(facts, made);
  }
  return made;
}
