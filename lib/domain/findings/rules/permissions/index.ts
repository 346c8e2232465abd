import type { Rule } from "../../rule";
import { administratorInEffect } from "./administrator-in-effect";
import { crossAccountReach } from "./cross-account-reach";
import { dataAccessWithoutLimits } from "./data-access-without-limits";
import { kubernetesBecomesRole } from "./kubernetes-becomes-role";
import { passRoleWide } from "./pass-role-wide";
import { privilegeEscalation } from "./privilege-escalation";
import { secretsAndKeys } from "./secrets-and-keys";

export const permissionsRules: readonly Rule[] = [
  administratorInEffect,
  privilegeEscalation,
  kubernetesBecomesRole,
  secretsAndKeys,
  dataAccessWithoutLimits,
  passRoleWide,
  crossAccountReach,
];
