/**
 * Condition keys that a token brings (`ISSUER:sub`), told from those of AWS. In a request that no such token stands
 * behind they are absent, not unknown: a trust may name several issuers, and control policies name those of others.
 */
import { absentFact, type CompiledPolicy } from "@/lib/domain/policy";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { ResolveContext } from "./context";
import type { FactMap } from "./request-facts";

/** Keys of AWS have a prefix without dot or slash; keys of a token begin with the issuer's host. */
export function isIssuerKey(key: string): boolean {
  if (/^https?:\/\//i.test(key)) return true;
  const prefix = key.includes(":") ? key.slice(0, key.indexOf(":")) : key;
  return /[./]/.test(prefix) || /^saml:/i.test(key);
}

/** Every key of a token that the role's trust or its resource control policies speak of is absent. */
export function withoutToken(facts: FactMap, context: ResolveContext, role: RoleFacts): void {
  const trust = context.documents.compiled(role.trustPolicy);
  if (trust) for (const key of issuerKeys(trust)) facts.set(key, absentFact);
  for (const level of context.resourceControl(role.accountId).levels) {
    if (level === "unknown") continue;
    for (const policy of level) for (const key of issuerKeys(policy)) facts.set(key, absentFact);
  }
}

const found = new WeakMap<CompiledPolicy, readonly string[]>();

function issuerKeys(policy: CompiledPolicy): readonly string[] {
  let keys = found.get(policy);
  if (!keys) {
    const all = policy.document.statements.flatMap((statement) => statement.conditions.map((clause) => clause.key));
    keys = [...new Set(all.filter(isIssuerKey))];
    found.set(policy, keys);
  }
  return keys;
}
