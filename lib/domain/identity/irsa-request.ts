/** What STS sees when a pod presents its projected token (AssumeRoleWithWebIdentity). Source: IAM User Guide, "Available keys for OIDC". */
import { absentFact, type FactInput, patternFact } from "@/lib/domain/policy";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";
import type { ResolveContext } from "./context";
import { withoutToken } from "./issuer-keys";
import { roleFacts } from "./pod-identity-request";
import type { FactMap } from "./request-facts";

/** Audience that the webhook puts into the token unless the service account's annotation names another. */
export const DEFAULT_AUDIENCE = "sts.amazonaws.com";

export interface WebIdentity {
  readonly providerArn: string;
  readonly issuer: string;
  /** One subject, or a pattern of many. */
  readonly subject: FactInput;
  readonly audience: string;
}

export function webIdentityFacts(context: ResolveContext, identity: WebIdentity, role: RoleFacts): FactMap {
  const facts: FactMap = new Map();
  // A key that another issuer's name begins is absent from this token: the trust then speaks of another cluster.
  withoutToken(facts, context, role);
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
  facts.set("aws:PrincipalIsAWSService", "false");
  facts.set("aws:ViaAWSService", "false");
  // The SDK in the pod chooses the session name.
  facts.set("sts:RoleSessionName", patternFact("*"));
  roleFacts(facts, context.estate, role);
  return facts;
}

/** The call is not signed: nothing is known of a principal but its token. Tokens of clusters carry no tags. */
export const WEB_IDENTITY_ABSENT: ReadonlySet<string> = new Set(
  [
    "aws:TagKeys",
    "sts:TransitiveTagKeys",
    "sts:ExternalId",
    "sts:SourceIdentity",
    "aws:SourceIdentity",
    "aws:SourceArn",
    "aws:SourceAccount",
    "aws:SourceOrgID",
    "aws:SourceOrgPaths",
    "aws:PrincipalArn",
    "aws:PrincipalOrgID",
    "aws:PrincipalOrgPaths",
    "aws:PrincipalServiceName",
    "aws:PrincipalServiceNamesList",
    "aws:username",
    "aws:MultiFactorAuthPresent",
    "aws:MultiFactorAuthAge",
    "aws:TokenIssueTime",
    "aws:CalledVia",
    "aws:CalledViaFirst",
    "aws:CalledViaLast",
  ].map((key) => key.toLowerCase()),
);
