/** Rules about who a role lets in, in the order of the pages. */
import type { Rule } from "../../rule";
import { audienceNotListed } from "./audience-not-listed";
import { foreignAccountWithoutExternalId } from "./foreign-account-without-external-id";
import {
  httpsInConditionKey,
  issuerKeyMismatch,
  subjectAndAudienceSwapped,
  wildcardInStringEquals,
} from "./irsa-mistakes";
import { issuerOfDeletedCluster } from "./issuer-of-deleted-cluster";
import { oidcProviderMissing } from "./oidc-provider-missing";
import { podIdentityTrustUnscoped } from "./pod-identity-trust-unscoped";
import { roleAlsoTrustsNonPodPrincipals } from "./role-also-trusts-non-pod-principals";
import { tagSessionMissing } from "./tag-session-missing";
import { targetChainBroken } from "./target-chain-broken";
import { targetWithoutExternalId } from "./target-without-external-id";
import { trustNeverHolds } from "./trust-never-holds";
import { trustTooWide } from "./trust-too-wide";

export const trustRules: readonly Rule[] = [
  podIdentityTrustUnscoped,
  trustTooWide,
  foreignAccountWithoutExternalId,
  roleAlsoTrustsNonPodPrincipals,
  targetWithoutExternalId,
  issuerOfDeletedCluster,
  trustNeverHolds,
  tagSessionMissing,
  targetChainBroken,
  oidcProviderMissing,
  audienceNotListed,
  subjectAndAudienceSwapped,
  httpsInConditionKey,
  wildcardInStringEquals,
  issuerKeyMismatch,
];
