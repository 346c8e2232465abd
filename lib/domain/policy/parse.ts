import type { PolicyDocument, PolicyVersion, Statement } from "./ast";
import type { PolicyError } from "./errors";
import { nodeFromValue } from "./json/from-value";
import type { JsonNode } from "./json/node";
import { readJson } from "./json/read";
import { Report } from "./parse-report";
import { readStatement } from "./parse-statement";

/**
 * identity: identity policies, permissions boundaries, session policies. "any" accepts what is valid in some kind of policy.
 */
export type PolicyKind = "identity" | "resource" | "trust" | "scp" | "rcp" | "any";

export type ParseResult =
  | { readonly ok: true; readonly document: PolicyDocument; readonly lines: readonly number[] | null }
  | { readonly ok: false; readonly errors: readonly PolicyError[] };

/**
 * A policy document from JSON text or from an already parsed value. `lines` is the line (from 1) at which each statement
 * begins, where there was text. Linear in the input; never throws.
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export function parsePolicy(input: unknown, kind: PolicyKind = "any"): ParseResult {
  const text = typeof input === "string" ? input : null;
  const report = new Report(text);
  const json = text === null ? nodeFromValue(input) : readJson(text);
  if (!json.ok) {
    report.add(json.error.code, json.error.message, json.error.at, null);
    return { ok: false, errors: report.errors };
  }
  const { document, offsets } = readDocument(json.node, kind, report);
  if (report.errors.length > 0) return { ok: false, errors: report.errors };
  const lines = text === null ? null : offsets.map((offset) => report.positions.of(offset)?.line ?? 1);
  return { ok: true, document, lines };
}

function readDocument(node: JsonNode, kind: PolicyKind, report: Report) {
  let version: PolicyVersion = "2008-10-17";
  let id: string | null = null;
  let statements: Statement[] | null = null;
  let offsets: number[] = [];
  if (node.type !== "object") report.wrongType("an object", node, "the document");
  for (const { key, keyAt, value } of node.type === "object" ? node.entries : []) {
    switch (key) {
      case "Version":
        if (value.type !== "string") report.wrongType("a string", value, key);
        else if (value.value === "2008-10-17" || value.value === "2012-10-17") version = value.value;
        else
          report.add(
            "invalid-value",
            `Version must be "2012-10-17" or "2008-10-17", not ${JSON.stringify(value.value)}`,
            value.at,
            key,
          );
        break;
      case "Id":
        if (value.type === "string") id = value.value;
        else report.wrongType("a string", value, key);
        break;
      case "Statement": {
        const items = value.type === "array" ? value.items : [value];
        offsets = items.map((item) => item.at);
        statements = items.map((item, i) => readStatement(item, i, `Statement[${i}]`, kind, report));
        break;
      }
      default:
        report.add("unknown-element", `${JSON.stringify(key)} is no element of a policy`, keyAt, key);
    }
  }
  if (statements === null && node.type === "object") {
    report.add("missing-element", "the policy has no Statement", node.at, "Statement");
  }
  const document: PolicyDocument = { version, id, statements: statements ?? [] };
  return { document, offsets };
}
