import { parseRoleArn } from "@/lib/domain/aws/arn";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding } from "@/lib/domain/identity/binding";
import { bindingEvidence } from "../../evidence";
import type { Remedy } from "../../finding";
import { found, subjectsOf } from "../../found";
import { hasReason } from "../../pod-roles";
import { reachOfBinding } from "../../reach/reach";
import { createAssociation, deleteAssociations, kubectl, serviceAccountManifest } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { holderSubject, roleSubject } from "../../subjects";
import { weigh } from "../../weigh";

export const defaultServiceAccount: Rule = {
  id: "default-service-account",
  category: "binding",
  title: "Role is given to a default service account",
  severity: "medium",
  description:
    "Every pod of a namespace that names no service account of its own runs as default. A role that is given to it goes to all of them, those that are started tomorrow as well.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html",
    "https://kubernetes.io/docs/concepts/security/service-accounts/",
  ],
  *find(facts) {
    for (const binding of facts.model.bindings) {
      if (binding.serviceAccount !== "default" || binding.pattern || binding.verdict === "denied") continue;
      if (binding.mechanism !== "pod-identity" && binding.mechanism !== "irsa") continue;
      if (hasReason(binding, "not-annotated") || hasReason(binding, "annotated-with-other-role")) continue;
      const name = parseRoleArn(binding.credentialRoleArn)?.name ?? binding.credentialRoleArn;
      const unread = binding.mechanism === "irsa" && hasReason(binding, "annotation-not-read");
      yield found({
        ...weigh(
          "medium",
          reachOfBinding(facts, binding),
          "Every pod of the namespace that names no service account has the role.",
        ),
        certainty: unread ? "unknown" : "allowed",
        certaintyReason: unread ? "Whether the service account is annotated with the role was not read." : null,
        cause: binding.id,
        title: `Every pod of ${binding.namespace} can have ${name}`,
        explanation: `The role is given to ${binding.namespace}/default, as which every pod of the namespace runs that names no service account of its own.`,
        subjects: subjectsOf([holderSubject(facts, binding)], [roleSubject(facts, binding.roleArn)]),
        evidence: [
          bindingEvidence(binding),
          ...(unread
            ? [
                {
                  kind: "gap" as const,
                  text: "Annotations of service accounts were not read: that needs access to the Kubernetes API.",
                  missingPermission: null,
                },
              ]
            : []),
        ],
        remediation: remedies(facts, binding),
      });
    }
  },
};

const NEW_NAME = "aws-access";

function remedies({ model: { estate } }: FindingFacts, binding: Binding): readonly Remedy[] {
  const cluster = estate.clusterByArn.get(binding.clusterArn ?? "");
  const { namespace } = binding;
  if (!cluster || namespace === null) return [];
  const manifest = serviceAccountManifest(namespace, NEW_NAME, binding.mechanism === "irsa" ? binding.roleArn : null);
  const account = kubectl(
    cluster,
    "A service account of its own",
    ["kubectl apply -f - <<'YAML'", manifest, "YAML"],
    `Then name it in the pods that need the role (serviceAccountName: ${NEW_NAME}).`,
  );
  const association = associationOf(estate, binding.associationArn);
  if (!association) return [account];
  return [
    account,
    ...createAssociation(
      cluster,
      { namespace, serviceAccount: NEW_NAME, roleArn: binding.roleArn },
      "The same role, for the service account of its own.",
    ),
    ...deleteAssociations([{ cluster, association }], "When no pod uses it any more."),
  ];
}
