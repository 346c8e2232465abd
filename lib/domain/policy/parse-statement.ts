import type { ConditionClause, Effect, PatternElement, PrincipalElement, Statement } from "./ast";
import type { JsonNode } from "./json/node";
import type { PolicyKind } from "./parse";
import { readConditions, readPatterns, readPrincipal } from "./parse-elements";
import type { Report } from "./parse-report";

/** One statement; what is wrong with it goes to the report, and the result then means nothing. */
export function readStatement(
  node: JsonNode,
  index: number,
  path: string,
  kind: PolicyKind,
  report: Report,
): Statement {
  report.statement = index;
  let sid: string | null = null;
  let effect: Effect | null = null;
  let principal: PrincipalElement | null = null;
  let action: PatternElement | null = null;
  let resource: PatternElement | null = null;
  let conditions: ConditionClause[] = [];

  if (node.type !== "object") report.wrongType("an object", node, path);
  for (const { key, keyAt, value } of node.type === "object" ? node.entries : []) {
    const element = `${path}.${key}`;
    switch (key) {
      case "Sid":
        if (value.type === "string") sid = value.value;
        else report.wrongType("a string", value, element);
        break;
      case "Effect":
        if (value.type !== "string") report.wrongType(`"Allow" or "Deny"`, value, element);
        else if (value.value === "Allow" || value.value === "Deny") effect = value.value;
        else
          report.add(
            "invalid-value",
            `Effect must be "Allow" or "Deny", not ${JSON.stringify(value.value)}`,
            value.at,
            element,
          );
        // An invalid effect is reported above; "missing" would be a second, wrong report.
        effect ??= "Deny";
        break;
      case "Principal":
      case "NotPrincipal":
        if (principal !== null) conflict(key, keyAt, element, report);
        principal = readPrincipal(value, key === "NotPrincipal", element, report);
        if (kind === "identity" || kind === "scp") {
          report.add("not-allowed-here", `${key} is not allowed in this kind of policy`, keyAt, element);
        }
        break;
      case "Action":
      case "NotAction":
        if (action !== null) conflict(key, keyAt, element, report);
        action = readPatterns(value, key === "NotAction", element, report);
        break;
      case "Resource":
      case "NotResource":
        if (resource !== null) conflict(key, keyAt, element, report);
        resource = readPatterns(value, key === "NotResource", element, report);
        break;
      case "Condition":
        conditions = readConditions(value, element, report);
        break;
      default:
        report.add("unknown-element", `${JSON.stringify(key)} is no element of a statement`, keyAt, element);
    }
  }

  if (node.type === "object") {
    const missing: string[] = [];
    if (effect === null) missing.push("Effect");
    if (action === null) missing.push("Action or NotAction");
    if (resource === null && (kind === "identity" || kind === "scp")) missing.push("Resource or NotResource");
    if (principal === null && (kind === "resource" || kind === "trust")) missing.push("Principal or NotPrincipal");
    for (const name of missing) report.add("missing-element", `the statement has no ${name}`, node.at, path);
  }
  report.statement = null;
  return {
    index,
    sid,
    effect: effect ?? "Deny",
    principal,
    action: action ?? { negated: false, patterns: [] },
    resource,
    conditions,
  };
}

function conflict(key: string, at: number, element: string, report: Report): void {
  const other = key.startsWith("Not") ? key.slice(3) : `Not${key}`;
  report.add("conflicting-elements", `${key} and ${other} exclude each other`, at, element);
}
