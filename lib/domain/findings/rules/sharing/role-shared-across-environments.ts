import { bindingEvidence } from "../../evidence";
import { found, listed, subjectsOf } from "../../found";
import { reachOfRole } from "../../reach/reach";
import type { Rule } from "../../rule";
import { holderSubject, roleSubject } from "../../subjects";
import { weigh } from "../../weigh";
import { ownRoles } from "./own-roles";
import { sharedRoles } from "./shared-role";
import { environmentsOf, widestOf } from "./widest";

export const roleSharedAcrossEnvironments: Rule = {
  id: "role-shared-across-environments",
  category: "sharing",
  title: "One role is used in several environments",
  severity: "medium",
  description:
    "The same role is used by workloads of different environments, such as development and production. Whoever may change things in the lesser one has what the role may do in the other. Environments are told by the labels of the configuration.",
  references: ["https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html"],
  *find(facts) {
    for (const shared of sharedRoles(facts)) {
      if (widestOf(shared) !== "environments") continue;
      const environments = environmentsOf(shared);
      const { role, holders } = shared;
      yield found({
        ...weigh("medium", reachOfRole(facts, role.arn), "What one environment is given, the other has too."),
        cause: role.arn,
        title: `Role ${role.name} is used in ${listed(environments)}`,
        explanation: `Workloads of ${listed(environments)} have the same role.`,
        subjects: subjectsOf(
          [roleSubject(facts, role.arn)],
          holders.map(({ binding }) => holderSubject(facts, binding)),
        ),
        evidence: holders.map(({ binding, environment }) =>
          bindingEvidence(
            binding,
            `${binding.namespace}/${binding.serviceAccount}: ${environment ?? "no environment"}`,
          ),
        ),
        remediation: ownRoles(facts, shared, ({ environment }) => environment ?? ""),
      });
    }
  },
};
