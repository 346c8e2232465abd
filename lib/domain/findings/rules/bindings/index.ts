/** Rules about the ways by which pods get roles, in the order of the pages. */
import type { Rule } from "../../rule";
import { addOnRoleIgnored } from "./add-on-role-ignored";
import { bindingBroken } from "./binding-broken";
import { danglingRole } from "./dangling-role";
import { defaultServiceAccount } from "./default-service-account";
import { fargateOrWindows } from "./fargate-or-windows";
import { kube2iamInUse } from "./kube2iam-in-use";
import { podNotInjected } from "./pod-not-injected";
import { serviceAccountMissing } from "./service-account-missing";
import { shadowed } from "./shadowed";
import { staticKeyInUse } from "./static-key-in-use";
import { tagsDisabledButAbacPolicy } from "./tags-disabled-but-abac-policy";
import { twoMechanisms } from "./two-mechanisms";

export const bindingsRules: readonly Rule[] = [
  defaultServiceAccount,
  staticKeyInUse,
  kube2iamInUse,
  podNotInjected,
  danglingRole,
  serviceAccountMissing,
  tagsDisabledButAbacPolicy,
  bindingBroken,
  fargateOrWindows,
  shadowed,
  twoMechanisms,
  addOnRoleIgnored,
];
