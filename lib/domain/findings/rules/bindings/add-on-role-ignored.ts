import { parseRoleArn } from "@/lib/domain/aws/arn";
import { factEvidence } from "../../evidence";
import { found, subjectsOf } from "../../found";
import { inWords, option } from "../../remedy";
import type { Rule } from "../../rule";
import { clusterSubject, roleSubject } from "../../subjects";

export const addOnRoleIgnored: Rule = {
  id: "add-on-role-ignored",
  category: "binding",
  title: "Role of an add-on is ignored",
  severity: "low",
  description:
    "An EKS add-on has both a role for its service account (IRSA) and Pod Identity associations of its own. EKS then ignores the role: what is set there has no effect, and who changes it changes nothing.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/add-ons-iam.html"],
  *find(facts) {
    for (const [clusterArn, addons] of facts.model.estate.addons) {
      for (const addon of addons) {
        const roleArn = addon.serviceAccountRoleArn;
        if (roleArn === null || addon.podIdentityAssociations.length === 0) continue;
        const cluster = facts.model.estate.clusterByArn.get(clusterArn);
        const thing = addon.arn ?? `${clusterArn} add-on ${addon.name}`;
        yield found({
          severity: "low",
          severityReason: "The add-on works, with the roles of its associations.",
          cause: `${clusterArn}|${addon.name}`,
          title: `Role of the add-on ${addon.name} is ignored`,
          explanation: `The add-on names ${parseRoleArn(roleArn)?.name ?? roleArn} as role of its service account, and has Pod Identity associations, which stand before it.`,
          subjects: subjectsOf([clusterSubject(facts, clusterArn), roleSubject(facts, roleArn)]),
          evidence: [
            factEvidence(`serviceAccountRoleArn is ${roleArn}.`, thing),
            ...addon.podIdentityAssociations.map((arn) => factEvidence("Association of the add-on.", arn)),
          ],
          remediation: cluster
            ? [
                inWords(
                  "Leave the role out",
                  `Take serviceAccountRoleArn (Terraform: service_account_role_arn; CloudFormation: ServiceAccountRoleArn) out of the code that makes the add-on ${addon.name}, and keep its associations. To see what it has now:`,
                  `aws eks describe-addon ${option("region", cluster.region)} ${option("cluster-name", cluster.name)} ${option("addon-name", addon.name)}`,
                ),
              ]
            : [],
        });
      }
    }
  },
};
