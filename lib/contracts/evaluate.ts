/**
 * Access questions as JSON Lines: one question a line in, one decision a line out.
 * A question is read by hand, not by a schema, because its policies may be megabytes that are to be read once only, and
 * because nothing may be lost on the way (a key that stands twice, a number's digits).
 */
import {
  type AccessRequest,
  type Because,
  type Caller,
  completeFacts,
  type Outcome,
  parseCaller,
} from "@/lib/domain/policy";
import { describeNode, type JsonEntry, type JsonNode } from "@/lib/domain/policy/json/node";

export type EvaluateErrorCode =
  | "invalid-json"
  | "too-deep"
  | "duplicate-key"
  | "wrong-type"
  | "missing-field"
  | "unknown-field"
  | "invalid-principal"
  | "invalid-action"
  | "invalid-account"
  | "invalid-policy"
  | "line-too-long";

export interface EvaluateError {
  readonly code: EvaluateErrorCode;
  /** Names the place: "request.context.aws:TagKeys[1] must be …". */
  readonly message: string;
}

/** What an answer line holds besides `id`, which is echoed as it was given. */
export interface EvaluateAnswer {
  readonly decision: Outcome;
  readonly because: readonly Omit<Because, "policyName">[];
  /** Only with "Unknown": the layers that were not read. */
  readonly notRead?: readonly string[];
  /** Only where documentation and practice differ on something that the decision rests on. */
  readonly uncertain?: readonly string[];
}

export class QuestionError extends Error {
  constructor(
    readonly code: EvaluateErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export const POLICY_LAYERS = [
  "identity",
  "permissionsBoundary",
  "session",
  "serviceControl",
  "resourceControl",
  "resource",
] as const;

/** The `request` of a question. Throws QuestionError. */
export function readRequest(node: JsonNode): AccessRequest {
  const fields = new Map(objectEntries(node, "request").map(({ key, value }) => [key, value]));
  const action = text(required(fields, "action"), "request.action");
  if (!ACTION.test(action)) {
    throw new QuestionError(
      "invalid-action",
      `request.action must be "service:Action" without wildcards, not ${quote(action)}`,
    );
  }
  const wildcardOnly = flag(fields.get("wildcardOnly"), "request.wildcardOnly");
  const resource =
    wildcardOnly && !fields.has("resource") ? "*" : text(required(fields, "resource"), "request.resource");
  return {
    caller: readCaller(required(fields, "principal"), action),
    action,
    resource,
    resourceAccount: account(fields.get("resourceAccount"), "request.resourceAccount"),
    context: completeFacts(readContext(fields.get("context"))),
    wildcardOnly,
    managementAccount: account(fields.get("managementAccount"), "request.managementAccount"),
    restrictPublicBuckets: flag(fields.get("restrictPublicBuckets"), "request.restrictPublicBuckets"),
  };
}

const ACTION = /^[A-Za-z0-9-]+:[A-Za-z0-9_.-]+$/;
const ACCOUNT = /^\d{12}$/;
const QUOTED = 200;

function quote(value: string): string {
  return JSON.stringify(value.length > QUOTED ? `${value.slice(0, QUOTED)}…` : value);
}

function objectEntries(node: JsonNode, place: string): readonly JsonEntry[] {
  if (node.type !== "object")
    throw new QuestionError("wrong-type", `${place} must be an object, not ${describeNode(node)}`);
  return node.entries;
}

function required(fields: ReadonlyMap<string, JsonNode>, key: string): JsonNode {
  const node = fields.get(key);
  if (node === undefined) throw new QuestionError("missing-field", `request.${key} is missing`);
  return node;
}

function text(node: JsonNode, place: string): string {
  if (node.type === "string") return node.value;
  throw new QuestionError("wrong-type", `${place} must be a string, not ${describeNode(node)}`);
}

function flag(node: JsonNode | undefined, place: string): boolean {
  if (node === undefined || node.type === "null") return false;
  if (node.type === "boolean") return node.value;
  throw new QuestionError("wrong-type", `${place} must be true or false, not ${describeNode(node)}`);
}

function account(node: JsonNode | undefined, place: string): string | null {
  if (node === undefined || node.type === "null") return null;
  const id = text(node, place);
  if (ACCOUNT.test(id)) return id;
  throw new QuestionError("invalid-account", `${place} must be an account's 12 digits, not ${quote(id)}`);
}

function readCaller(node: JsonNode, action: string): Caller {
  if (node.type === "object") {
    const type = node.entries.find(({ key }) => key === "type")?.value;
    if (type?.type === "string" && type.value === "Anonymous") return { kind: "anonymous" };
    throw new QuestionError("invalid-principal", `request.principal as an object can only be {"type": "Anonymous"}`);
  }
  const value = text(node, "request.principal");
  const caller = parseCaller(value);
  if (caller === null) {
    throw new QuestionError(
      "invalid-principal",
      `request.principal ${quote(value)} is no ARN of a role, session, user, federated user or provider, and no service`,
    );
  }
  // Providers with a name only, such as accounts.google.com, look like services; what they ask for tells them apart.
  const federates = /^sts:assumerolewith/i.test(action);
  return caller.kind === "service" && federates ? { kind: "federated", provider: caller.service } : caller;
}

function readContext(node: JsonNode | undefined): [string, string | string[]][] {
  if (node === undefined || node.type === "null") return [];
  const seen = new Set<string>();
  return objectEntries(node, "request.context").map(({ key, value }) => {
    const lower = key.toLowerCase();
    if (seen.has(lower)) {
      throw new QuestionError(
        "duplicate-key",
        `request.context has ${quote(key)} twice (case does not count in key names)`,
      );
    }
    seen.add(lower);
    const place = `request.context.${key}`;
    if (value.type !== "array") return [key, scalar(value, place)];
    return [key, value.items.map((item, i) => scalar(item, `${place}[${i}]`))];
  });
}

function scalar(node: JsonNode, place: string): string {
  if (node.type === "string") return node.value;
  if (node.type === "number") return node.text;
  if (node.type === "boolean") return String(node.value);
  throw new QuestionError("wrong-type", `${place} must be a string, a number or a boolean, not ${describeNode(node)}`);
}
