import type { RoleModel } from "@/lib/domain/access/model";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding, StatementRef } from "@/lib/domain/identity/binding";
import type { Statement } from "@/lib/domain/policy/ast";
import { groupedBy } from "../../broken";
import { bindingEvidence, statementEvidence } from "../../evidence";
import type { Remedy } from "../../finding";
import { found, listed, plural, subjectsOf } from "../../found";
import { changeAssociation, inWords } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { holderName, holderSubject, roleSubject } from "../../subjects";

const TAG = /aws:PrincipalTag\/(?:eks-cluster-(?:arn|name)|kubernetes-(?:namespace|service-account|pod-name|pod-uid))/i;

export const tagsDisabledButAbacPolicy: Rule = {
  id: "tags-disabled-but-abac-policy",
  category: "binding",
  title: "Policies test session tags that the association does not pass",
  severity: "medium",
  description:
    "Policies of the role tell pods apart by the session tags of Pod Identity (aws:PrincipalTag/kubernetes-namespace and the like), and an association with session tags disabled passes none. What an Allow statement grants by them is lost, and a Deny statement that tests them is got around.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html"],
  *find(facts) {
    const { estate, roleByArn } = facts.model;
    const untagged = facts.model.bindings.filter(
      (each) =>
        each.mechanism === "pod-identity" &&
        each.verdict !== "denied" &&
        associationOf(estate, each.associationArn)?.disableSessionTags === true,
    );
    for (const [roleArn, group] of groupedBy(untagged, (each) => each.credentialRoleArn)) {
      const role = roleByArn.get(roleArn);
      const testing = role ? testingTags(role) : [];
      if (testing.length === 0) continue;
      const denies = testing.some(({ effect }) => effect === "Deny");
      const name = parseRoleArn(roleArn)?.name ?? roleArn;
      yield found({
        severity: denies ? "medium" : "low",
        severityReason: denies
          ? "A Deny statement tests the tags, and does not hold for sessions without them."
          : "Only Allow statements test the tags: the pods may do less than is meant.",
        cause: roleArn,
        title: `${name} tests session tags, and ${plural(group.length, "association")} ${group.length === 1 ? "passes" : "pass"} none`,
        explanation: `${plural(testing.length, "statement")} of ${name} ${testing.length === 1 ? "tests" : "test"} session tags of Pod Identity. ${listed(group.map(holderName))} ${group.length === 1 ? "has" : "have"} them disabled.`,
        subjects: subjectsOf(
          [roleSubject(facts, roleArn)],
          group.map((binding) => holderSubject(facts, binding)),
        ),
        evidence: [
          ...testing.map(({ ref }) =>
            statementEvidence("The statement tests session tags of Pod Identity.", roleArn, ref),
          ),
          ...group.map((binding) => bindingEvidence(binding)),
        ],
        remediation: remedies(facts, group),
      });
    }
  },
};

interface Testing {
  readonly effect: Statement["effect"];
  readonly ref: StatementRef;
}

function testingTags({ policies }: RoleModel): readonly Testing[] {
  return policies.flatMap((policy) => {
    // The text tells for most that there is nothing to look for.
    if (!policy.document?.document || !TAG.test(policy.document.text)) return [];
    return policy.document.document.statements
      .filter(testsTags)
      .map(({ effect, sid, index }) => ({ effect, ref: { policy: policy.arn ?? policy.name, sid, index } }));
  });
}

function testsTags({ conditions, resource }: Statement): boolean {
  return (
    conditions.some(({ key, values }) => TAG.test(key) || values.some((value) => TAG.test(value))) ||
    (resource?.patterns.some((pattern) => TAG.test(pattern)) ?? false)
  );
}

function remedies({ model: { estate } }: FindingFacts, group: readonly Binding[]): readonly Remedy[] {
  const given: Remedy[] = [];
  let limited = false;
  for (const binding of group.slice(0, 10)) {
    const association = associationOf(estate, binding.associationArn);
    const cluster = estate.clusterByArn.get(binding.clusterArn ?? "");
    if (!association || !cluster) continue;
    if (association.policy !== null) limited = true;
    else
      given.push(
        ...changeAssociation(
          cluster,
          association,
          { disableSessionTags: false },
          "The policies of the role test session tags.",
        ),
      );
  }
  if (limited)
    given.push(
      inWords(
        "Give associations with a session policy a role of their own",
        "EKS takes a session policy only with session tags disabled: name cluster and namespace in the session policy instead of testing tags.",
      ),
    );
  return given;
}
