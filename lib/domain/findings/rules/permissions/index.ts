import type { Rule } from "../../rule";
import { privilegeEscalation } from "./privilege-escalation";

export const permissionsRules: readonly Rule[] = [privilegeEscalation];
