/** Policy documents as pages show them. */
import { organizationPolicyPath, type PolicyAnswer, policyPath } from "@/lib/contracts/api";
import type { RoleModel, RolePolicy } from "@/lib/domain/access/model";
import { parseArn } from "@/lib/domain/aws/arn";
import { type PolicyKind, parsePolicy } from "@/lib/domain/policy/parse";
import type { ParsedDocument } from "@/lib/domain/policy/parsed-document";
import { consoleUrl } from "./console-link";
import { prettyJson } from "./pretty-json";
import { statementAnswer } from "./statement-words";

export function policyAnswer(
  about: { readonly name: string; readonly arn: string | null; readonly kind: PolicyAnswer["kind"] },
  document: ParsedDocument | null,
  notRead: string,
): PolicyAnswer {
  return {
    name: about.name,
    arn: about.arn,
    kind: about.kind,
    json: document && prettyJson(document.text),
    statements: document?.document?.statements.map(statementAnswer) ?? [],
    problem: document ? parseProblem(document) : notRead,
    consoleUrl: about.arn === null ? null : consoleUrl(about.arn),
    href: policyHref(about.arn),
  };
}

/** The page of a managed or a control policy; null for what is no such ARN. */
export function policyHref(arn: string | null): string | null {
  const parsed = arn === null ? null : parseArn(arn);
  if (!parsed) return null;
  const name = parsed.resource.slice(parsed.resource.lastIndexOf("/") + 1);
  if (parsed.service === "iam" && parsed.resource.startsWith("policy/")) return policyPath(parsed.accountId, name);
  return parsed.service === "organizations" && parsed.resource.includes("policy/")
    ? organizationPolicyPath(name)
    : null;
}

export function rolePolicyAnswer(policy: RolePolicy, kind: PolicyAnswer["kind"] = policy.kind): PolicyAnswer {
  return policyAnswer(
    { ...policy, kind },
    policy.document,
    "The document was not read: what it grants is unknown. Coverage says why.",
  );
}

export function trustAnswer(role: RoleModel): PolicyAnswer {
  const why = {
    present: "The trust policy was not read: who may assume the role is unknown. Coverage says why.",
    missing: "The role does not exist.",
    unread: "The role was not read: who may assume it is unknown. Coverage says why.",
  }[role.state.kind];
  return policyAnswer({ name: "Trust policy", arn: null, kind: "trust" }, role.trust, why);
}

function parseProblem(document: ParsedDocument): string | null {
  if (document.errors.length === 0) return document.document ? null : "The document is no valid policy.";
  const places = document.errors.slice(0, 3).map((error) => {
    const at = [
      error.statement === null ? "" : `statement ${error.statement}`,
      error.line === null ? "" : `line ${error.line}`,
    ];
    const where = at.filter((part) => part !== "").join(", ");
    return where === "" ? error.message : `${where}: ${error.message}`;
  });
  const more = document.errors.length > places.length ? ` (and ${document.errors.length - places.length} more)` : "";
  return `${document.document ? "Not all of it is valid" : "The document is no valid policy"}: ${places.join("; ")}${more}`;
}

/** A document that stands in another object (a session policy): parsed when it is shown. */
export function parseDocument(text: string, kind: PolicyKind = "identity"): ParsedDocument {
  const result = parsePolicy(text, kind);
  return { hash: "", text, document: result.ok ? result.document : null, errors: result.ok ? [] : result.errors };
}
