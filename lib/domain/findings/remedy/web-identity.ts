/** Statements for IRSA as documented: this audience, these service accounts. Source: EKS User Guide, "Assign IAM roles to Kubernetes service accounts". */
import type { Statement } from "@/lib/domain/policy/ast";
import { clause, trustStatement } from "./trust-edits";

const AUDIENCE = "sts.amazonaws.com";

/** `subjects`: "namespace:name". Patterns (StringLike) stand in a statement of their own. */
export function webIdentityStatements(
  providerArn: string,
  issuer: string,
  subjects: readonly string[],
  audience = AUDIENCE,
): readonly Statement[] {
  const exact = subjects.filter((subject) => !/[*?]/.test(subject));
  const patterns = subjects.filter((subject) => /[*?]/.test(subject));
  return [
    ...(exact.length > 0 ? [one(providerArn, issuer, audience, "StringEquals", exact)] : []),
    ...(patterns.length > 0 ? [one(providerArn, issuer, audience, "StringLike", patterns)] : []),
  ];
}

function one(
  providerArn: string,
  issuer: string,
  audience: string,
  operator: string,
  subjects: readonly string[],
): Statement {
  return trustStatement(
    "Federated",
    providerArn,
    ["sts:AssumeRoleWithWebIdentity"],
    [
      clause("StringEquals", `${issuer}:aud`, [audience]),
      clause(
        operator,
        `${issuer}:sub`,
        [...new Set(subjects)].sort().map((subject) => `system:serviceaccount:${subject}`),
      ),
    ],
  );
}
