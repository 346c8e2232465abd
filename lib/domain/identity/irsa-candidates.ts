/** Which service accounts a trust policy could admit through web identity, read from its statements before judging. */
import { parseArn } from "@/lib/domain/aws/arn";
import type { ConditionClause, PolicyDocument, Statement } from "@/lib/domain/policy/ast";
import { actionNames } from "@/lib/domain/policy/match/action-pattern";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import { ANY_SUBJECT, intersectSubjects, parseSubjects, type SubjectPattern } from "./irsa-subject";

/** Hosts of EKS issuers in every partition and stack. Source: EKS User Guide and General Reference, endpoints. */
const EKS_ISSUER =
  /^oidc[.-]eks\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)\/id\/[0-9A-Za-z]+$/i;

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
  return issuerKey(arn.resource.slice("oidc-provider/".length));
}

export function isEksIssuer(issuer: string): boolean {
  return EKS_ISSUER.test(issuer);
}

/**
 * One candidate for each provider and subject that an Allow statement mentions; a statement that names no subject
 * (or only excludes some, or only such as no service account can have) is asked about any. `providers` are those of
 * the role's account: a statement that names everyone means each of them.
 */
export function irsaCandidates(
  trust: PolicyDocument,
  isKnownIssuer: (issuer: string) => boolean,
  providers: readonly string[] = [],
): readonly IrsaCandidate[] {
  const found = new Map<string, { candidate: Omit<IrsaCandidate, "statements">; statements: Statement[] }>();
  const allows = trust.statements.filter((statement) => statement.effect === "Allow");
  const acting = allows.filter(isAboutWebIdentity);
  for (const statement of allows) {
    const acts = acting.includes(statement);
    for (const providerArn of namedBy(statement, acts ? providers : [])) {
      const issuer = issuerOfProvider(providerArn);
      if (issuer === null || !(isEksIssuer(issuer) || isKnownIssuer(issuer))) continue;
      // sts:TagSession and the like often stand in a statement of their own, beside the one that lets in.
      if (!acts && acting.some((other) => namedBy(other, providers).includes(providerArn))) continue;
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

/** The providers that a statement lets in, as far as it names them; those of the account where it names everyone. */
function namedBy(statement: Statement, providers: readonly string[]): readonly string[] {
  return namesEveryone(statement) ? providers : federatedProviders(statement);
}

/** "Principal": "*" and its like, and NotPrincipal. */
export function namesEveryone({ principal }: Statement): boolean {
  if (!principal) return false;
  return (
    principal.negated ||
    principal.entries.some(({ kind, value }) => kind === "*" || (kind !== "Service" && value === "*"))
  );
}

function isAboutWebIdentity({ action }: Statement): boolean {
  const named = action.patterns.some((pattern) => actionNames(pattern, "sts", "assumerolewithwebidentity"));
  return action.negated ? !named : named;
}

/** Allow statements that name a provider: what an annotated service account can rest on. */
export function statementsNaming(trust: PolicyDocument, providerArn: string): readonly Statement[] {
  return trust.statements.filter(
    (statement) =>
      statement.effect === "Allow" && (namesEveryone(statement) || federatedProviders(statement).includes(providerArn)),
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
  let subjects: readonly SubjectPattern[] | null = null;
  for (const clause of positive) {
    const named = subjectsIn(clause);
    if (named.length === 0) continue;
    // Conditions of one statement hold all at once. Where they exclude each other, what they name is still shown.
    const both: SubjectPattern[] = (subjects ?? []).flatMap((known) =>
      named.flatMap((other) => intersectSubjects(known, other) ?? []),
    );
    subjects = both.length > 0 ? both : [...(subjects ?? []), ...named];
  }
  return subjects ?? [positive.length > 0 ? { ...ANY_SUBJECT, meantOnly: true } : ANY_SUBJECT];
}

function subjectsIn(clause: ConditionClause): readonly SubjectPattern[] {
  const { base, wildcards } = operatorOf(clause);
  return clause.values.flatMap((value) => {
    const text = base === "stringequalsignorecase" ? value.toLowerCase() : value;
    const meant = parseSubjects(text, wildcards);
    if (meant.length > 0) return meant;
    // What is written so that it never holds still shows who was meant; the engine then says that it does not hold.
    const almost = parseSubjects(text.toLowerCase(), true);
    return /^system:serviceaccount:/i.test(text) ? almost.map((each) => ({ ...each, meantOnly: true as const })) : [];
  });
}
