/** Rules about quotas that are nearly used up, in the order of the pages. */
import type { Rule } from "../../rule";
import { associationsPerCluster } from "./associations-per-cluster";
import { oidcProvidersPerAccount } from "./oidc-providers-per-account";
import { packedTagSize } from "./packed-tag-size";
import { trustPolicyLength } from "./trust-policy-length";

export const limitsRules: readonly Rule[] = [
  trustPolicyLength,
  oidcProvidersPerAccount,
  associationsPerCluster,
  packedTagSize,
];
