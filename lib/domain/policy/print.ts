import type { ConditionClause, PatternElement, PolicyDocument, PrincipalElement, Statement } from "./ast";

/** JSON text made by hand: objects would lose keys such as `__proto__` and reorder those that look like numbers. */
type Json = { readonly raw: string } | readonly Json[] | ReadonlyMap<string, Json>;

/** The document as JSON text; parsing it gives the same document again. */
export function printPolicy(document: PolicyDocument, indent = 2): string {
  const fields = new Map<string, Json>([["Version", text(document.version)]]);
  if (document.id !== null) fields.set("Id", text(document.id));
  fields.set("Statement", document.statements.map(statement));
  return write(fields, " ".repeat(indent), "");
}

function text(value: string): Json {
  return { raw: JSON.stringify(value) };
}

function statement(value: Statement): Json {
  const fields = new Map<string, Json>();
  if (value.sid !== null) fields.set("Sid", text(value.sid));
  fields.set("Effect", text(value.effect));
  if (value.principal !== null)
    fields.set(value.principal.negated ? "NotPrincipal" : "Principal", principal(value.principal));
  fields.set(value.action.negated ? "NotAction" : "Action", strings(value.action.patterns));
  const resource: PatternElement | null = value.resource;
  if (resource !== null) fields.set(resource.negated ? "NotResource" : "Resource", strings(resource.patterns));
  if (value.conditions.length > 0) fields.set("Condition", conditions(value.conditions));
  return fields;
}

function strings(values: readonly string[]): Json {
  return values.length === 1 ? text(values[0]!) : values.map(text);
}

function principal(element: PrincipalElement): Json {
  if (element.entries.some((entry) => entry.kind === "*")) return text("*");
  const kinds = new Map<string, string[]>();
  for (const { kind, value } of element.entries) {
    const values = kinds.get(kind);
    if (values === undefined) kinds.set(kind, [value]);
    else values.push(value);
  }
  return new Map([...kinds].map(([kind, values]) => [kind, strings(values)]));
}

function conditions(clauses: readonly ConditionClause[]): Json {
  const operators = new Map<string, Map<string, Json>>();
  for (const { operator, key, values } of clauses) {
    let keys = operators.get(operator);
    if (keys === undefined) {
      keys = new Map();
      operators.set(operator, keys);
    }
    keys.set(key, strings(values));
  }
  return operators;
}

function write(value: Json, indent: string, margin: string): string {
  if ("raw" in value) return value.raw;
  const inner = margin + indent;
  const lineBreak = indent === "" ? "" : "\n";
  if (value instanceof Map) {
    const colon = indent === "" ? ":" : ": ";
    const fields = [...(value as ReadonlyMap<string, Json>)].map(
      ([key, field]) => `${inner}${JSON.stringify(key)}${colon}${write(field, indent, inner)}`,
    );
    return fields.length === 0 ? "{}" : `{${lineBreak}${fields.join(`,${lineBreak}`)}${lineBreak}${margin}}`;
  }
  const items = (value as readonly Json[]).map((item) => inner + write(item, indent, inner));
  return items.length === 0 ? "[]" : `[${lineBreak}${items.join(`,${lineBreak}`)}${lineBreak}${margin}]`;
}
