import { bindingEvidence } from "../../evidence";
import { found, listed, plural, subjectsOf } from "../../found";
import { inWords } from "../../remedy";
import type { Rule } from "../../rule";
import { holderSubject, roleSubject } from "../../subjects";
import { sharedRoles } from "./shared-role";
import { tenantsOf } from "./tenants";

export const nearIdenticalAssociations: Rule = {
  id: "near-identical-associations",
  category: "sharing",
  title: "The same association in many namespaces",
  severity: "info",
  description:
    "Associations take no wildcard, so that an application that runs once for each tenant has the same association in every tenant's namespace. They are one matter, and told of once: what the role may do, each tenant has, unless session policies or session tags tell them apart.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html"],
  *find(facts) {
    for (const shared of sharedRoles(facts)) {
      const tenants = tenantsOf(shared);
      if (tenants.length === 0) continue;
      const { role, byTags } = shared;
      const names = [...new Set(tenants.map(({ serviceAccount }) => serviceAccount))].sort();
      const limited = tenants.every((each) => each.limited);
      const apart = limited
        ? "Each has a session policy of its own."
        : byTags
          ? "The role's policies tell them apart by session tags."
          : "Nothing tells them apart: each tenant has what the role may do for any.";
      yield found({
        severity: limited || byTags ? "info" : "low",
        severityReason: apart,
        cause: role.arn,
        title: `${role.name} is given to ${listed(names)} in ${plural(new Set(tenants.map(({ namespace }) => namespace)).size, "namespace")}`,
        explanation: `${plural(tenants.length, "association")} differ in the namespace alone. ${apart}`,
        subjects: subjectsOf(
          [roleSubject(facts, role.arn)],
          tenants.map(({ binding }) => holderSubject(facts, binding)),
        ),
        evidence: tenants.map(({ binding }) => bindingEvidence(binding)),
        remediation:
          limited || byTags
            ? []
            : [
                inWords(
                  "Tell the tenants apart",
                  `Limit the policies of ${role.name} by aws:PrincipalTag/kubernetes-namespace, for instance in the prefix of a bucket's objects, so that each tenant reaches its own data alone.`,
                ),
              ],
      });
    }
  },
};
