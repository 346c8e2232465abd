/**
 * Does a trust policy admit an IAM user or session? Enough for reader roles: principals named by account, user or role,
 * and the external id. A statement with any other condition admits nobody. What pods are admitted by is the product's
 * own work and is not repeated here.
 */
import type { Identity } from "../../identities";

interface TrustStatement {
  readonly Effect: string;
  readonly Principal?: "*" | { readonly AWS?: string | string[] };
  readonly Action: string | string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

export function trusts(trust: string, caller: Identity, action: string, externalId: string | null): boolean {
  const { Statement: statements } = JSON.parse(trust) as { Statement: TrustStatement | TrustStatement[] };
  let allowed = false;
  for (const statement of [statements].flat()) {
    const actions = [statement.Action].flat();
    if (!actions.some((one) => one === action || one === "sts:*" || one === "*")) continue;
    if (!names(statement.Principal, caller)) continue;
    if (!holds(statement.Condition, action, externalId)) continue;
    if (statement.Effect === "Deny") return false;
    allowed = true;
  }
  return allowed;
}

function names(principal: TrustStatement["Principal"], caller: Identity): boolean {
  const entries = principal === "*" ? ["*"] : [principal?.AWS ?? []].flat();
  const root = caller.principal.arn.replace(/:(?:user|role)\/.*$/s, ":root");
  const accepted = ["*", caller.accountId, root, caller.arn, caller.principal.arn];
  return entries.some((entry) => accepted.includes(entry));
}

function holds(condition: TrustStatement["Condition"], action: string, externalId: string | null): boolean {
  for (const [operator, clauses] of Object.entries(condition ?? {})) {
    for (const [key, values] of Object.entries(clauses)) {
      if (operator !== "StringEquals" || key.toLowerCase() !== "sts:externalid") return false;
      // The external id is no part of the TagSession request.
      if (action === "sts:TagSession" || externalId === null || ![values].flat().includes(externalId)) return false;
    }
  }
  return true;
}
