import { factEvidence } from "../../evidence";
import { found, subjectsOf } from "../../found";
import { podRoles, resolveContextOf } from "../../pod-roles";
import { inWords, TRUST_CHARACTERS } from "../../remedy";
import type { Rule } from "../../rule";
import { roleSubject } from "../../subjects";
import { isNear } from "./near";

export const trustPolicyLength: Rule = {
  id: "trust-policy-length",
  category: "limit",
  title: "Trust policy is nearly as long as IAM allows",
  severity: "low",
  description:
    "IAM allows 2,048 characters for a trust policy, 8,192 where the quota was raised, white space not counted. A role for many service accounts or clusters grows towards that, and the change that does not fit fails when it is needed.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"],
  *find(facts) {
    const { documents } = resolveContextOf(facts);
    const lengths = new Map<string, number>();
    for (const { role } of podRoles(facts).values()) {
      const hash = role.trustPolicy ?? "";
      let length = lengths.get(hash);
      if (length === undefined) {
        length = (documents.parsed(role.trustPolicy)?.text ?? "").replace(/\s/g, "").length;
        lengths.set(hash, length);
      }
      // What is longer than the default shows that the quota was raised, not how far.
      const raised = length > TRUST_CHARACTERS.default;
      const limit = raised ? TRUST_CHARACTERS.most : TRUST_CHARACTERS.default;
      if (!isNear(length, limit)) continue;
      yield found({
        severity: raised ? "medium" : "low",
        severityReason: raised ? "The quota cannot be raised further." : "The quota can be raised.",
        cause: role.arn,
        title: `Trust policy of ${role.name} is nearly full`,
        explanation: `It has ${length} of ${limit} characters${raised ? ", the most that the quota can be raised to" : ""}.`,
        subjects: subjectsOf([roleSubject(facts, role.arn)]),
        evidence: [factEvidence(`${length} characters without white space.`, role.arn)],
        remediation: [
          inWords(
            "Shorten the trust, or leave it to Pod Identity",
            "Pod Identity needs no statement for each cluster and service account: conditions on session tags take lists. Several service accounts can stand in one list of a condition, and a role for each application is shorter than one for all.",
            raised ? "" : "Or have the quota 'Role trust policy length' raised (Service Quotas, IAM).",
          ),
        ],
      });
    }
  },
};
