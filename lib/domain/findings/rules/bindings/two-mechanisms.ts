import type { Workload } from "@/lib/domain/access/model";
import type { Binding, Mechanism } from "@/lib/domain/identity/binding";
import { bindingEvidence } from "../../evidence";
import type { FindingEvidence, Remedy } from "../../finding";
import { found, listed, subjectsOf } from "../../found";
import { hasReason } from "../../pod-roles";
import { inWords } from "../../remedy";
import type { FindingFacts, Rule } from "../../rule";
import { bindingSubject, workloadSubject } from "../../subjects";
import { isShadowed, withoutWebIdentity } from "./shadowed";

const WORDS: Readonly<Partial<Record<Mechanism, string>>> = {
  "pod-identity": "a Pod Identity association",
  irsa: "the trust of an IRSA role",
  kube2iam: "an annotation for kube2iam or kiam",
};

export const twoMechanisms: Rule = {
  id: "two-mechanisms",
  category: "binding",
  title: "Service account gets credentials in two ways",
  severity: "low",
  description:
    "The same service account is given a role by more than one mechanism, as a migration that stopped half way leaves it. Which of them a pod uses depends on when it was made and on its SDK; taking one away leaves the other.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/service-accounts.html"],
  *find(facts) {
    for (const workload of facts.model.workloads) {
      // Most have one: nothing is made for them.
      if (workload.bindings.length < 2) continue;
      const ways = waysOf(workload);
      if (new Set(ways.map(({ mechanism }) => mechanism)).size < 2) continue;
      const name = `${workload.namespace}/${workload.name}`;
      const unread = ways.some((each) => each.mechanism === "irsa" && !each.evidence.includes("annotation"));
      const gap: FindingEvidence = {
        kind: "gap",
        text: "Whether the service account is annotated for IRSA was not read: that needs access to the Kubernetes API.",
        missingPermission: null,
      };
      const kinds = [...new Set(ways.map(({ mechanism }) => WORDS[mechanism] ?? mechanism))];
      yield found({
        severity: "low",
        severityReason: "It is one service account, and both roles are its own; what is meant is not clear.",
        certainty: unread ? "unknown" : "allowed",
        certaintyReason: unread ? gap.text : null,
        cause: workload.id,
        title: `${name} is given roles in two ways`,
        explanation: `${name} is given credentials by ${listed(kinds)}.`,
        subjects: subjectsOf(
          [workloadSubject(facts, workload)],
          ways.map((binding) => bindingSubject(facts, binding)),
        ),
        evidence: [...ways.map((binding) => bindingEvidence(binding)), ...(unread ? [gap] : [])],
        remediation: remedies(facts, ways),
      });
    }
  },
};

/** Ways that work and are the workload's own. One that is overridden by an annotation has a rule of its own. */
function waysOf({ bindings }: Workload): readonly Binding[] {
  if (bindings.some(isShadowed)) return [];
  return bindings.filter(
    (each) =>
      WORDS[each.mechanism] !== undefined &&
      !each.pattern &&
      each.verdict !== "denied" &&
      !hasReason(each, "own-credentials-first") &&
      !hasReason(each, "service-account-missing"),
  );
}

function remedies(facts: FindingFacts, ways: readonly Binding[]): readonly Remedy[] {
  const hasAssociation = ways.some(({ mechanism }) => mechanism === "pod-identity");
  const tokens = ways.filter(({ mechanism }) => mechanism === "irsa");
  const handed = ways.filter(({ mechanism }) => mechanism === "kube2iam");
  return [
    ...(hasAssociation ? tokens.flatMap((binding) => withoutWebIdentity(facts, binding)) : []),
    ...(handed.length > 0
      ? [
          inWords(
            "Take the pods' annotation away",
            `Remove the annotation iam.amazonaws.com/role from the pod templates of ${handed[0]?.namespace}/${handed[0]?.serviceAccount}: the SDK then uses the credentials of its own.`,
          ),
        ]
      : []),
  ];
}
