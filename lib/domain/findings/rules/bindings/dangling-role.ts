import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import { brokenBindings, groupedBy } from "../../broken";
import { bindingEvidence, factEvidence } from "../../evidence";
import type { Remedy } from "../../finding";
import { found, listed, plural, subjectsOf } from "../../found";
import { associationsOf } from "../../pod-roles";
import { changeAssociation, deleteAssociations, inWords, kubectl, removeAnnotationCommand } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { holderName, holderSubject, roleSubject } from "../../subjects";

export const danglingRole: Rule = {
  id: "dangling-role",
  category: "binding",
  title: "Role does not exist",
  severity: "medium",
  description:
    "An association, an annotation or a cluster's nodes name a role that is not there. The pods get nothing; and whoever may create a role of that name in the account decides what they will get.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-association.html"],
  *find(facts) {
    const broken = brokenBindings(facts, "dangling-role").map(({ binding, reason }) => ({
      binding,
      roleArn: reason.code === "target-role-missing" ? (binding.targetRoleArn ?? "") : binding.roleArn,
    }));
    for (const [roleArn, group] of groupedBy(broken, (each) => each.roleArn)) {
      const bindings = group.map(({ binding }) => binding);
      const parsed = parseRoleArn(roleArn);
      const name = parsed?.name ?? roleArn;
      const pods = bindings.filter(({ mechanism }) => mechanism !== "node-role");
      yield found({
        severity: pods.length > 0 ? "medium" : "low",
        severityReason:
          pods.length > 0
            ? `The pods get no credentials, and whoever may create the role ${name} in account ${parsed?.accountId ?? ""} decides what they get.`
            : "Nothing runs with the role: it is a leftover.",
        cause: roleArn,
        title: `Role ${name} does not exist`,
        explanation: `${plural(bindings.length, "binding")} (${listed(bindings.map(holderName))}) ${bindings.length === 1 ? "names" : "name"} ${roleArn}. The roles of its account were read whole, and it is not among them.`,
        subjects: subjectsOf(
          [roleSubject(facts, roleArn)],
          bindings.map((binding) => holderSubject(facts, binding)),
        ),
        evidence: [
          factEvidence(
            "Not among the roles of its account.",
            roleArn,
            facts.model.estate.readAt.get(`roles|${parsed?.accountId ?? ""}||`) ?? null,
          ),
          ...bindings.map((binding) => bindingEvidence(binding)),
        ],
        remediation: remedies(facts, roleArn, bindings),
      });
    }
  },
};

function remedies(facts: FindingFacts, roleArn: string, bindings: readonly Binding[]): readonly Remedy[] {
  const { estate } = facts.model;
  const placed = associationsOf(facts, bindings).flatMap(({ binding, association }) => {
    const cluster = estate.clusterByArn.get(association.clusterArn);
    return cluster ? [{ binding, association, cluster }] : [];
  });
  const own = placed.filter(({ association }) => association.roleArn === roleArn);
  const targets = placed.filter(({ association }) => association.targetRoleArn === roleArn);
  const annotations = groupedBy(
    bindings.filter(({ mechanism }) => mechanism === "irsa"),
    ({ clusterArn }) => clusterArn ?? "",
  );
  const nodes = bindings.some(({ mechanism }) => mechanism === "node-role");
  return [
    ...deleteAssociations(
      own,
      "Delete the association, or give it a role that exists (update-pod-identity-association).",
    ),
    ...targets
      .slice(0, 5)
      .flatMap(({ cluster, association }) =>
        changeAssociation(
          cluster,
          association,
          { targetRoleArn: "" },
          "Take the target role away, or name one that exists.",
        ),
      ),
    ...[...annotations].flatMap(([clusterArn, group]): readonly Remedy[] => {
      const cluster = estate.clusterByArn.get(clusterArn);
      if (!cluster) return [];
      const commands = group.map((each) => removeAnnotationCommand(each.namespace ?? "", each.serviceAccount ?? ""));
      return [kubectl(cluster, "Take the annotation away", commands, "Or annotate with a role that exists.")];
    }),
    ...(nodes || (own.length === 0 && targets.length === 0 && annotations.size === 0)
      ? [
          inWords(
            "Take the role out",
            `Remove ${roleArn} from the cluster's node groups, access entries or aws-auth, wherever it is named.`,
          ),
        ]
      : []),
  ];
}
