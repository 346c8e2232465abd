/**
 * May this identity make this call? Decides by the identity policies of the acting user or role, which for the reader
 * are the files of public/iam: what they do not allow is denied here as it would be by AWS.
 * Deliberately simpler than the product's engine, and apart from it: actions and resources only. A statement with a
 * condition never allows (and, if it denies, always does), so that a policy with conditions cannot pass unnoticed.
 */
import type { Account, Estate, Principal } from "./estate/model";

export type Decision = "allowed" | "denied" | "explicitly-denied";

/** Decides on one call; `action` as in policies ("eks:ListClusters"). */
export type Authoriser = (request: {
  readonly account: Account;
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
}) => Decision;

interface Rule {
  readonly allow: boolean;
  readonly actions: RegExp;
  readonly notActions: boolean;
  readonly resources: RegExp;
  readonly notResources: boolean;
}

export function identityPolicyAuthoriser(estate: Estate): Authoriser {
  const rulesOf = new WeakMap<Principal, { all: readonly Rule[]; byAction: Map<string, readonly Rule[]> }>();
  return ({ account, principal, action, resource }) => {
    let known = rulesOf.get(principal);
    if (known === undefined) {
      known = { all: compile(estate, account, principal), byAction: new Map() };
      rulesOf.set(principal, known);
    }
    let rules = known.byAction.get(action);
    if (rules === undefined) {
      rules = known.all.filter((rule) => rule.actions.test(action) !== rule.notActions);
      known.byAction.set(action, rules);
    }
    let decision: Decision = "denied";
    for (const rule of rules) {
      if (rule.resources.test(resource) === rule.notResources) continue;
      if (!rule.allow) return "explicitly-denied";
      decision = "allowed";
    }
    return decision;
  };
}

function compile(estate: Estate, account: Account, principal: Principal): Rule[] {
  const documents = principal.inline.map((policy) => policy.document);
  for (const { arn } of principal.attached) {
    const policy = account.policies.get(arn) ?? estate.awsPolicies.get(arn);
    const version = policy?.versions.find((candidate) => candidate.id === policy.defaultVersionId);
    if (version !== undefined) documents.push(version.document);
  }
  const rules: Rule[] = [];
  for (const document of documents) {
    const { Statement: statements } = JSON.parse(document) as { Statement: RawStatement | RawStatement[] };
    for (const statement of [statements].flat()) {
      const allow = statement.Effect === "Allow";
      if (allow && statement.Condition !== undefined) continue;
      rules.push({
        allow,
        actions: anyOf(statement.Action ?? statement.NotAction ?? [], "i"),
        notActions: statement.NotAction !== undefined,
        resources: anyOf(statement.Resource ?? statement.NotResource ?? [], ""),
        notResources: statement.NotResource !== undefined,
      });
    }
  }
  return rules;
}

interface RawStatement {
  readonly Effect: string;
  readonly Action?: string | string[];
  readonly NotAction?: string | string[];
  readonly Resource?: string | string[];
  readonly NotResource?: string | string[];
  readonly Condition?: unknown;
}

function anyOf(patterns: string | readonly string[], flags: string): RegExp {
  const sources = [patterns].flat().map((pattern) =>
    pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*+/g, ".*")
      .replace(/\?/g, "."),
  );
  return sources.length === 0 ? /(?!)/ : new RegExp(`^(?:${sources.join("|")})$`, `s${flags}`);
}
