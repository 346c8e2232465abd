import { parseArn } from "@/lib/domain/aws/arn";
import { bindingEvidence } from "../../evidence";
import { found, listed, plural, subjectsOf } from "../../found";
import { reachOfRole } from "../../reach/reach";
import type { Rule } from "../../rule";
import { holderSubject, roleSubject } from "../../subjects";
import { weigh } from "../../weigh";
import { ownRoles } from "./own-roles";
import { sharedRoles } from "./shared-role";
import { widestOf } from "./widest";

export const roleSharedAcrossClusters: Rule = {
  id: "role-shared-across-clusters",
  category: "sharing",
  title: "One role is used in several clusters",
  severity: "low",
  description:
    "The same role is used by workloads of different clusters, so that whoever takes over one of them has what the role may do for the others. The same service accounts in each, as an add-on or an application in two regions has them, are no finding.",
  references: ["https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html"],
  *find(facts) {
    for (const shared of sharedRoles(facts)) {
      const { role, holders } = shared;
      if (widestOf(shared) !== "clusters") continue;
      const places = [...new Set(holders.map(({ place }) => place))].sort();
      const names = places.map((place) => parseArn(place)?.resource.replace(/^cluster\//, "") ?? place);
      yield found({
        ...(shared.byTags
          ? { severity: "info" as const, severityReason: "Its policies tell pods apart by their session tags." }
          : weigh(
              "low",
              reachOfRole(facts, role.arn),
              "Different applications of several clusters have the same role.",
            )),
        cause: role.arn,
        title: `Role ${role.name} is used in ${plural(places.length, "cluster")}`,
        explanation: `${plural(holders.length, "service account")} of ${listed(names)} have the same role.`,
        subjects: subjectsOf(
          [roleSubject(facts, role.arn)],
          holders.map(({ binding }) => holderSubject(facts, binding)),
        ),
        evidence: holders.map(({ binding }) => bindingEvidence(binding)),
        remediation: ownRoles(facts, shared, ({ place }) => place),
      });
    }
  },
};
