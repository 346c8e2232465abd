/** Access questions for tests, written short. */
import {
  type AccessRequest,
  type Analysis,
  analyse,
  type CompiledPolicy,
  compilePolicy,
  completeFacts,
  decide,
  type Facts,
  type Layer,
  noLayers,
  type Outcome,
  type PolicyKind,
  type PolicyLayers,
  parseCaller,
  parsePolicy,
} from "../index";

export const ACCOUNT = "111122223333";
export const OTHER = "444455556666";
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/app`;
export const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/app/s1`;
export const USER = `arn:aws:iam::${ACCOUNT}:user/bob`;
export const FEDERATED_USER = `arn:aws:sts::${ACCOUNT}:federated-user/fred`;
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
export const OBJECT = "arn:aws:s3:::b/k";

type Values = string | number | boolean | readonly (string | number | boolean)[];
export type Conditions = Record<string, Record<string, Values>>;

export interface RawStatement {
  Sid?: string;
  Effect: "Allow" | "Deny";
  Principal?: unknown;
  NotPrincipal?: unknown;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Conditions;
}

export interface RawPolicy {
  Version?: string;
  Statement: RawStatement | RawStatement[];
}

export function policy(...statements: RawStatement[]): RawPolicy {
  return { Version: "2012-10-17", Statement: statements };
}

export function allow(Action: string | string[], Resource: string | string[] = "*", Condition?: Conditions): RawPolicy {
  return policy({ Effect: "Allow", Action, Resource, ...(Condition ? { Condition } : {}) });
}

export function deny(Action: string | string[], Resource: string | string[] = "*", Condition?: Conditions): RawPolicy {
  return policy({ Effect: "Deny", Action, Resource, ...(Condition ? { Condition } : {}) });
}

/** A resource-based policy with one statement; without Resource it is a trust policy's. */
export function granting(
  Principal: unknown,
  Action: string | string[] = "s3:GetObject",
  more: Partial<RawStatement> = {},
): RawPolicy {
  const trust = String(Action).startsWith("sts:");
  return policy({ Effect: "Allow", Principal, Action, ...(trust ? {} : { Resource: "*" }), ...more });
}

export const everything = allow("*");

export interface Question {
  principal?: string | null;
  action?: string;
  resource?: string;
  resourceAccount?: string | null;
  context?: Record<string, string | readonly string[]> | Facts;
  wildcardOnly?: boolean;
  managementAccount?: string;
  restrictPublicBuckets?: boolean;
  identity?: RawPolicy | RawPolicy[] | "unknown";
  boundary?: RawPolicy | RawPolicy[] | "unknown";
  session?: RawPolicy | RawPolicy[] | "unknown";
  scp?: readonly (readonly RawPolicy[] | "unknown")[] | "unknown";
  rcp?: readonly (readonly RawPolicy[] | "unknown")[] | "unknown";
  resourcePolicy?: RawPolicy | "unknown";
}

export function compiled(raw: RawPolicy, kind: PolicyKind, name: string | null = null): CompiledPolicy {
  const parsed = parsePolicy(raw, kind);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return compilePolicy(parsed.document, name, kind);
}

export function requestOf(question: Question): AccessRequest {
  const caller =
    question.principal === null ? ({ kind: "anonymous" } as const) : parseCaller(question.principal ?? SESSION);
  if (caller === null) throw new Error(`no caller: ${question.principal}`);
  const context = question.context ?? {};
  return {
    caller,
    action: question.action ?? "s3:GetObject",
    resource: question.resource ?? OBJECT,
    resourceAccount: question.resourceAccount === undefined ? ACCOUNT : question.resourceAccount,
    context:
      typeof context.get === "function"
        ? (context as Facts)
        : completeFacts(Object.entries(context as Record<string, string>)),
    wildcardOnly: question.wildcardOnly ?? false,
    managementAccount: question.managementAccount ?? null,
    restrictPublicBuckets: question.restrictPublicBuckets ?? false,
  };
}

export function layersOf(question: Question): PolicyLayers {
  const { identity = [], boundary, session, scp = [], rcp = [], resourcePolicy } = question;
  const trust = /^sts:(AssumeRole|TagSession|SetSourceIdentity)/.test(question.action ?? "");
  const layer = (raw: RawPolicy | readonly RawPolicy[] | "unknown", kind: PolicyKind): Layer =>
    raw === "unknown" ? raw : [raw].flat().map((each) => compiled(each as RawPolicy, kind));
  const levels = (raw: NonNullable<Question["scp"]>, kind: PolicyKind) =>
    raw === "unknown" ? raw : raw.map((level) => layer(level, kind));
  return {
    ...noLayers,
    identity: layer(identity, "identity"),
    permissionsBoundary: boundary === undefined ? null : layer(boundary, "identity"),
    session: session === undefined ? null : layer(session, "identity"),
    serviceControl: levels(scp, "scp"),
    resourceControl: levels(rcp, "rcp"),
    resource:
      resourcePolicy === undefined || resourcePolicy === "unknown"
        ? (resourcePolicy ?? null)
        : compiled(resourcePolicy, trust ? "trust" : "resource"),
  };
}

export function ask(question: Question): Outcome {
  return decide(requestOf(question), layersOf(question)).outcome;
}

export function study(question: Question): Analysis {
  return analyse(requestOf(question), layersOf(question));
}
