/**
 * What `aws sts decode-authorization-message` answers. Source: STS API Reference, "DecodeAuthorizationMessage"; decoded
 * messages that users have published.
 */
import type { DenialMessage } from "./denial-message";

const CONDITIONS = 200;

/** null where the text is no such answer. */
export function readDecoded(text: string): DenialMessage | null {
  const trimmed = text.trim();
  if (!trimmed.startsWith("{") || !trimmed.includes("explicitDeny")) return null;
  const whole = parse(trimmed);
  // The command line gives it as a text within its answer.
  const inner = field(whole, "DecodedMessage");
  const message = typeof inner === "string" ? parse(inner) : whole;
  const context = field(message, "context");
  const action = textOf(field(context, "action"), 200);
  if (field(message, "allowed") !== false || action === null) return null;
  const explicit = field(message, "explicitDeny") === true;
  return {
    principal: textOf(field(field(context, "principal"), "arn"), 2048),
    action,
    resource: textOf(field(context, "resource"), 4096),
    reason: explicit ? "explicit deny" : null,
    layer: null,
    explicit,
    policy: null,
    encoded: false,
    context: conditionsOf(field(context, "conditions")),
  };
}

function conditionsOf(conditions: unknown): DenialMessage["context"] {
  const found: (readonly [string, readonly string[]])[] = [];
  for (const each of itemsOf(conditions).slice(0, CONDITIONS)) {
    const key = textOf(field(each, "key"), 256);
    if (key === null || INVENTED.has(key.toLowerCase())) continue;
    const values = itemsOf(field(each, "values")).flatMap((item) => textOf(field(item, "value"), 4096) ?? []);
    found.push([key, values]);
  }
  return found;
}

/** Entries that are no condition keys, but parts of the resource's ARN. */
const INVENTED: ReadonlySet<string> = new Set([
  "aws:resource",
  "aws:account",
  "aws:region",
  "aws:service",
  "aws:type",
  "aws:id",
  "aws:arn",
]);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

function itemsOf(value: unknown): readonly unknown[] {
  const items = field(value, "items");
  return Array.isArray(items) ? items : [];
}

function textOf(value: unknown, longest: number): string | null {
  return typeof value === "string" && value !== "" && value.length <= longest ? value : null;
}
