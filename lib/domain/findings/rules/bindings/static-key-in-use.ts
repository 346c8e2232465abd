import { bindingEvidence } from "../../evidence";
import { found, subjectsOf } from "../../found";
import { inWords } from "../../remedy";
import type { Rule } from "../../rule";
import { holderName, holderSubject } from "../../subjects";

export const staticKeyInUse: Rule = {
  id: "static-key-in-use",
  category: "binding",
  title: "Pods carry a static access key",
  severity: "medium",
  description:
    "A container has AWS_ACCESS_KEY_ID in its environment. The SDK uses that key before any role, it does not expire, and nothing of what is shown for the workload's roles limits it. Whose key it is stands in no API that is read.",
  references: ["https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html"],
  *find(facts) {
    for (const binding of facts.model.bindings) {
      if (binding.mechanism !== "static-key") continue;
      const name = holderName(binding);
      yield found({
        severity: "medium",
        severityReason: "A long-lived key in a pod's environment is easily copied; what it may do is not known.",
        cause: binding.id,
        title: `Pods of ${name} carry a static access key`,
        explanation: binding.reasons.map(({ text }) => text).join(" "),
        subjects: subjectsOf([holderSubject(facts, binding)]),
        evidence: binding.reasons.map(({ text }) => bindingEvidence(binding, text)),
        remediation: [
          inWords(
            "Take the key out",
            `Give ${name} a role by Pod Identity, and remove AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY from its pod templates and from the Secret that they come from.`,
            "Then deactivate the key: aws iam update-access-key --status Inactive, with the user's name and the key's id.",
          ),
        ],
      });
    }
  },
};
