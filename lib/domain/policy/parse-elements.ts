import type { ConditionClause, PatternElement, PrincipalElement, PrincipalKind } from "./ast";
import type { JsonNode } from "./json/node";
import type { Report } from "./parse-report";

type PrincipalEntry = PrincipalElement["entries"][number];

const PRINCIPAL_KINDS: readonly string[] = ["AWS", "Service", "Federated", "CanonicalUser"] satisfies PrincipalKind[];

/** One string or a list of them, which must not be empty. */
function readStrings(node: JsonNode, element: string, report: Report): string[] {
  const items = node.type === "array" ? node.items : [node];
  if (items.length === 0) report.add("empty-list", `${element} must not be empty`, node.at, element);
  const strings: string[] = [];
  items.forEach((item, i) => {
    if (item.type === "string") strings.push(item.value);
    else report.wrongType("a string", item, node.type === "array" ? `${element}[${i}]` : element);
  });
  return strings;
}

export function readPatterns(node: JsonNode, negated: boolean, element: string, report: Report): PatternElement {
  return { negated, patterns: readStrings(node, element, report) };
}

export function readPrincipal(node: JsonNode, negated: boolean, element: string, report: Report): PrincipalElement {
  if (node.type === "string") {
    if (node.value !== "*") {
      report.add("invalid-value", `${element} as a string can only be "*"`, node.at, element);
    }
    return { negated, entries: [{ kind: "*", value: "*" }] };
  }
  if (node.type !== "object") {
    report.wrongType(`"*" or an object`, node, element);
    return { negated, entries: [] };
  }
  if (node.entries.length === 0) report.add("empty-list", `${element} must not be empty`, node.at, element);
  const entries: PrincipalEntry[] = [];
  for (const { key, keyAt, value } of node.entries) {
    if (!PRINCIPAL_KINDS.includes(key)) {
      report.add("unknown-element", `${JSON.stringify(key)} is no kind of principal`, keyAt, `${element}.${key}`);
      continue;
    }
    for (const text of readStrings(value, `${element}.${key}`, report)) {
      entries.push({ kind: key as PrincipalKind, value: text });
    }
  }
  return { negated, entries };
}

/** Numbers and booleans are kept as their text. */
function scalar(node: JsonNode): string | null {
  if (node.type === "string") return node.value;
  if (node.type === "number") return node.text;
  return node.type === "boolean" ? String(node.value) : null;
}

export function readConditions(node: JsonNode, element: string, report: Report): ConditionClause[] {
  if (node.type !== "object") {
    report.wrongType("an object", node, element);
    return [];
  }
  const clauses: ConditionClause[] = [];
  for (const operator of node.entries) {
    const path = `${element}.${operator.key}`;
    if (operator.value.type !== "object") {
      report.wrongType("an object of condition keys", operator.value, path);
      continue;
    }
    for (const { key, value } of operator.value.entries) {
      const items = value.type === "array" ? value.items : [value];
      const values: string[] = [];
      items.forEach((item, i) => {
        const text = scalar(item);
        const place = value.type === "array" ? `${path}.${key}[${i}]` : `${path}.${key}`;
        if (text === null) report.wrongType("a string, a number or a boolean", item, place);
        else values.push(text);
      });
      clauses.push({ operator: operator.key, key, values });
    }
  }
  return clauses;
}
