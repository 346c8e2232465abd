/** What STS sees when a pod presents its projected token (AssumeRoleWithWebIdentity). Source: IAM User Guide, "Available keys for OIDC". */
import { absentFact, patternFact } from "@/lib/domain/policy";
import type { PolicyDocument } from "@/lib/domain/policy/ast";
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import { organizationFacts, timeFacts } from "./pod-identity-request";
import type { FactMap } from "./request-facts";

/** Audience that the webhook puts into the token unless the service account's annotation names another. */
export const DEFAULT_AUDIENCE = "sts.amazonaws.com";

export interface WebIdentity {
  readonly providerArn: string;
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
}

export function webIdentityFacts(
  estate: Estate,
  identity: WebIdentity,
  role: RoleFacts,
  trust: PolicyDocument,
): FactMap {
  const facts: FactMap = new Map();
  // A key that another issuer's name begins is absent from this token: the trust then speaks of another cluster.
  for (const statement of trust.statements) {
    for (const clause of statement.conditions) if (isIssuerKey(clause.key)) facts.set(clause.key, absentFact);
  }
  for (const [name, value] of [
    ["sub", identity.subject],
    ["aud", identity.audience],
  ] as const) {
    const key = `${identity.issuer}:${name}`;
    for (const written of [...facts.keys()]) if (written.toLowerCase() === key.toLowerCase()) facts.delete(written);
    facts.set(key, value);
  }
  facts.set(`${identity.issuer}:*`, absentFact);
  facts.set("aws:FederatedProvider", identity.providerArn);
  facts.set("aws:RequestTag/*", absentFact);
  facts.set("aws:PrincipalTag/*", absentFact);
  for (const key of [
    "aws:TagKeys",
    "sts:TransitiveTagKeys",
    "sts:ExternalId",
    "sts:SourceIdentity",
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:PrincipalOrgID",
    "aws:PrincipalServiceName",
  ]) {
    facts.set(key, absentFact);
  }
  facts.set("aws:PrincipalIsAWSService", "false");
  // The SDK in the pod chooses the session name.
  facts.set("sts:RoleSessionName", patternFact("*"));
  facts.set("aws:ResourceAccount", role.accountId);
  organizationFacts(facts, estate, "aws:Resource", role.accountId);
  timeFacts(facts, estate);
  return facts;
}

/** Keys of AWS have a service prefix without a dot; keys of a token begin with the issuer's host. */
export function isIssuerKey(key: string): boolean {
  const colon = key.lastIndexOf(":");
  return colon > 0 && /[./]/.test(key.slice(0, colon)) && !/^(?:aws|sts|saml):/i.test(key);
}
