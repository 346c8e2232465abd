/** One rule for each of the known mistakes. */
import { irsaMistakeRule } from "./irsa-mistake";

export const subjectAndAudienceSwapped = irsaMistakeRule({
  id: "subject-and-audience-swapped",
  title: "Subject and audience are mixed up in a trust policy",
  description:
    "The condition on a token's audience (:aud) is given a service account, or the one on its subject (:sub) an audience. It never holds, so nobody gets the role; and where only the audience was tested, the subject is not tested at all.",
  why: "subject and audience are mixed up",
});

export const httpsInConditionKey = irsaMistakeRule({
  id: "https-in-condition-key",
  title: "Condition key of a trust policy begins with https://",
  description:
    "Condition keys of an OIDC provider are spelled without the scheme. A key that begins with https:// is never present, so the condition never holds and nobody gets the role.",
  why: "its condition key begins with https://",
});

export const wildcardInStringEquals = irsaMistakeRule({
  id: "wildcard-in-string-equals",
  title: "Wildcard in a trust policy is compared letter by letter",
  description:
    "StringEquals compares a pattern letter by letter, and no service account has an asterisk in its name. StringLike was meant, or better the names of the service accounts.",
  why: "StringEquals takes no wildcard",
});

export const issuerKeyMismatch = irsaMistakeRule({
  id: "issuer-key-mismatch",
  title: "Condition of a trust policy names another cluster's issuer",
  description:
    "The statement trusts the provider of one cluster and tests condition keys of another. Tokens carry the keys of their own issuer only, so the condition never holds and nobody gets the role.",
  why: "its conditions name another issuer",
});
