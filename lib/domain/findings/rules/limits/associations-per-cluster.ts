import { groupedBy } from "../../broken";
import { factEvidence } from "../../evidence";
import { found, subjectsOf } from "../../found";
import { inWords } from "../../remedy";
import type { Rule } from "../../rule";
import { clusterSubject } from "../../subjects";
import { isNear } from "./near";

const ASSOCIATIONS = 5000;

export const associationsPerCluster: Rule = {
  id: "associations-per-cluster",
  category: "limit",
  title: "Cluster has nearly as many associations as EKS allows",
  severity: "low",
  description:
    "EKS allows 5,000 Pod Identity associations for a cluster. One for each tenant's namespace adds up, and the next one is refused.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html"],
  *find(facts) {
    const { estate } = facts.model;
    for (const [clusterArn, associations] of groupedBy(estate.associations, (each) => each.clusterArn)) {
      const count = associations.length;
      if (!isNear(count, ASSOCIATIONS)) continue;
      const cluster = estate.clusterByArn.get(clusterArn);
      yield found({
        severity: "low",
        severityReason: "What there is goes on working; new associations are refused at the limit.",
        cause: clusterArn,
        title: `${cluster?.name ?? clusterArn} has ${count} of ${ASSOCIATIONS} associations`,
        explanation: `There is room for ${Math.max(0, ASSOCIATIONS - count)} more.`,
        subjects: subjectsOf([clusterSubject(facts, clusterArn)]),
        evidence: [
          factEvidence(
            `${count} associations.`,
            clusterArn,
            cluster
              ? (estate.readAt.get(`associations|${cluster.accountId}|${cluster.region}|${clusterArn}`) ?? null)
              : null,
          ),
        ],
        remediation: [
          inWords(
            "Make room",
            "Delete associations of service accounts that are gone (see the findings about them), or spread the tenants over several clusters.",
          ),
        ],
      });
    }
  },
};
