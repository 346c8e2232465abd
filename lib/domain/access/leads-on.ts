/**
 * Which roles' credentials could assume further roles at all, read from the policies as they are written: quick, and never
 * no where the access index would find a way. Most roles of an estate lead nowhere and need no further work.
 */
import { namesEveryone } from "@/lib/domain/identity/irsa-candidates";
import type { Statement } from "@/lib/domain/policy/ast";
import { createDocumentReader, type DocumentReader } from "@/lib/domain/policy/document-reader";
import { actionNames } from "@/lib/domain/policy/match/action-pattern";
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { DocumentHash, RoleFacts } from "@/lib/domain/snapshot/facts";
import { TrustIndex } from "./trust-index";

export function mayLeadOn(
  estate: Estate,
  documents: DocumentReader = createDocumentReader(estate.documents),
): (roleArn: string) => boolean {
  const trust = new TrustIndex(
    {
      parsed: (hash) => documents.parsed(hash),
      // Keys that tell sessions apart are not asked for.
      document: () => null,
      boundary: () => null,
      identity: () => [],
    },
    estate.roles,
  );
  const granting = new Map<DocumentHash, boolean>();
  const grants = (hash: DocumentHash | null): boolean => {
    if (hash === null) return true;
    let known = granting.get(hash);
    if (known === undefined) {
      const document = documents.parsed(hash)?.document;
      known = !document || document.statements.some(allowsAssumeRole);
      granting.set(hash, known);
    }
    return known;
  };
  const open = new Set<string>();
  for (const role of estate.roles)
    if (documents.parsed(role.trustPolicy)?.document?.statements.some(admitsEveryone)) open.add(role.accountId);
  const leads = (role: RoleFacts): boolean =>
    // Whom a trust names itself, or as everyone in its own account, needs no permission besides.
    trust.naming(role).length > 0 || open.has(role.accountId) || allowsSome(estate, role, grants);
  return (roleArn) => {
    const role = estate.roleByArn.get(roleArn);
    return role !== undefined && leads(role);
  };
}

function allowsSome(estate: Estate, role: RoleFacts, grants: (hash: DocumentHash | null) => boolean): boolean {
  if (role.attachedPolicies === null || role.unread?.includes("inline-policies")) return true;
  return (
    role.inlinePolicies.some(({ document }) => grants(document)) ||
    role.attachedPolicies.some(({ arn }) => grants(estate.managedPolicies.get(arn)?.document ?? null))
  );
}

function allowsAssumeRole({ effect, action }: Statement): boolean {
  if (effect !== "Allow") return false;
  const named = action.patterns.some((pattern) => actionNames(pattern, "sts", "assumerole"));
  return action.negated ? !named : named;
}

function admitsEveryone(statement: Statement): boolean {
  return statement.effect === "Allow" && namesEveryone(statement);
}
