import { bindingEvidence } from "../../evidence";
import { found, listed, plural, subjectsOf } from "../../found";
import { reachOfRole } from "../../reach/reach";
import type { Rule } from "../../rule";
import { holderSubject, roleSubject } from "../../subjects";
import { weigh } from "../../weigh";
import { ownRoles } from "./own-roles";
import { sharedRoles } from "./shared-role";
import { teamsOf, widestOf } from "./widest";

export const roleSharedAcrossNamespaces: Rule = {
  id: "role-shared-across-namespaces",
  category: "sharing",
  title: "One role is used in several namespaces",
  severity: "low",
  description:
    "Service accounts of different namespaces, which as a rule belong to different teams, have the same role: each has what any of them needs. Namespaces of Kubernetes itself do not count, and near-identical associations of tenants are told of by a rule of their own.",
  references: ["https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html"],
  *find(facts) {
    for (const shared of sharedRoles(facts)) {
      const { role, byTags } = shared;
      if (widestOf(shared) !== "namespaces") continue;
      const holders = teamsOf(shared);
      const namespaces = [...new Set(holders.map(({ namespace }) => namespace))].sort();
      yield found({
        ...(byTags
          ? {
              severity: "info" as const,
              severityReason: "Its policies tell the namespaces apart by their session tags.",
            }
          : weigh("low", reachOfRole(facts, role.arn), "Each namespace has what any of them needs.")),
        cause: role.arn,
        title: `Role ${role.name} is used in ${plural(namespaces.length, "namespace")}`,
        explanation: `${plural(holders.length, "service account")} of the namespaces ${listed(namespaces)} have the same role.`,
        subjects: subjectsOf(
          [roleSubject(facts, role.arn)],
          holders.map(({ binding }) => holderSubject(facts, binding)),
        ),
        evidence: holders.map(({ binding }) => bindingEvidence(binding)),
        remediation: ownRoles(facts, { ...shared, holders }, ({ namespace }) => namespace),
      });
    }
  },
};
