/** Which service accounts a trust policy could admit through web identity, read from its statements before judging. */
import { parseArn } from "@/lib/domain/aws/arn";
import type { ConditionClause, PolicyDocument, Statement } from "@/lib/domain/policy/ast";
import { ANY_SUBJECT, parseSubject, type SubjectPattern } from "./irsa-subject";

/** Hosts of EKS issuers in every partition and stack. Source: EKS User Guide and General Reference, endpoints. */
const EKS_ISSUER =
  /^oidc[.-]eks\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)\/id\/[0-9A-Za-z]+$/;

export interface IrsaCandidate {
  /** Provider ARN as the trust names it. */
  readonly providerArn: string;
  /** Without "https://". */
  readonly issuer: string;
  readonly subject: SubjectPattern;
  readonly statements: readonly Statement[];
}

/** `oidc-provider/ISSUER` of a provider ARN, null for a SAML provider or anything else. */
export function issuerOfProvider(providerArn: string): string | null {
  const arn = parseArn(providerArn);
  if (arn?.service !== "iam" || !arn.resource.startsWith("oidc-provider/")) return null;
  return arn.resource.slice("oidc-provider/".length);
}

export function isEksIssuer(issuer: string): boolean {
  return EKS_ISSUER.test(issuer);
}

/**
 * One candidate for each provider and subject that an Allow statement mentions; a statement that names no subject
 * (or only excludes some, or only such as no service account can have) is asked about any.
 */
export function irsaCandidates(
  trust: PolicyDocument,
  isKnownIssuer: (issuer: string) => boolean,
): readonly IrsaCandidate[] {
  const found = new Map<string, { candidate: Omit<IrsaCandidate, "statements">; statements: Statement[] }>();
  for (const statement of trust.statements) {
    if (statement.effect !== "Allow") continue;
    for (const providerArn of federatedProviders(statement)) {
      const issuer = issuerOfProvider(providerArn);
      if (issuer === null || !(isEksIssuer(issuer) || isKnownIssuer(issuer))) continue;
      for (const subject of subjectsOf(statement, issuer)) {
        const key = JSON.stringify([providerArn, subject.namespace, subject.serviceAccount]);
        const entry = found.get(key);
        if (entry) entry.statements.push(statement);
        else found.set(key, { candidate: { providerArn, issuer, subject }, statements: [statement] });
      }
    }
  }
  return [...found.values()].map(({ candidate, statements }) => ({ ...candidate, statements }));
}

/** Allow statements that name a provider: what an annotated service account can rest on. */
export function statementsNaming(trust: PolicyDocument, providerArn: string): readonly Statement[] {
  return trust.statements.filter(
    (statement) => statement.effect === "Allow" && federatedProviders(statement).includes(providerArn),
  );
}

export function federatedProviders(statement: Statement): readonly string[] {
  if (!statement.principal || statement.principal.negated) return [];
  return statement.principal.entries.filter((entry) => entry.kind === "Federated").map((entry) => entry.value);
}

/** Clauses on `<issuer>:sub`, whatever the letter case of the key. */
export function clausesOn(statement: Statement, key: string): readonly ConditionClause[] {
  const wanted = key.toLowerCase();
  return statement.conditions.filter((clause) => clause.key.toLowerCase() === wanted);
}

/** "StringLike" of "ForAnyValue:StringLikeIfExists", in lower case, and what surrounds it. */
export function operatorOf(clause: ConditionClause): { base: string; negated: boolean; wildcards: boolean } {
  const base = clause.operator
    .toLowerCase()
    .replace(/^for(?:any|all)values?:/, "")
    .replace(/ifexists$/, "");
  return {
    base,
    negated: base.includes("not"),
    wildcards: base === "stringlike" || base === "arnlike" || base === "arnequals",
  };
}

function subjectsOf(statement: Statement, issuer: string): readonly SubjectPattern[] {
  const positive = clausesOn(statement, `${issuer}:sub`).filter((clause) => {
    const { base, negated } = operatorOf(clause);
    return !negated && base !== "null";
  });
  if (positive.length === 0) return [ANY_SUBJECT];
  const subjects: SubjectPattern[] = [];
  for (const clause of positive) {
    const { wildcards } = operatorOf(clause);
    for (const value of clause.values) {
      // A wildcard where it is only a character still shows who was meant; the engine then says that it never holds.
      const subject = parseSubject(value, wildcards) ?? parseSubject(value, true);
      if (subject) subjects.push(subject);
    }
  }
  if (subjects.length === 0) return [ANY_SUBJECT];
  return subjects;
}
