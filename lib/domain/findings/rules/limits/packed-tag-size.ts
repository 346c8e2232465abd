import { parseRoleArn } from "@/lib/domain/aws/arn";
import { found, subjectsOf } from "../../found";
import { inWords } from "../../remedy";
import type { Rule } from "../../rule";
import { roleSubject } from "../../subjects";

/** EKS's six tags alone take about half; from here on one long name, or one tag of a chain more, can be too much. */
const TIGHT = 80;
const FULL = 95;

export const packedTagSize: Rule = {
  id: "packed-tag-size",
  category: "limit",
  title: "Session tags and session policy nearly fill what STS packs them into",
  severity: "low",
  description:
    "STS packs session policies and session tags into a space of fixed size and says in percent how full it was. Names of clusters, namespaces, service accounts and pods are tags, and tags of EKS are handed on to every further role: what does not fit is refused, and the pod gets no credentials. Told from recorded assumptions.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html",
  ],
  *find(facts) {
    for (const { roleArn, percent, time, eventId } of facts.activity?.packed ?? []) {
      if (percent < TIGHT || !facts.model.roleByArn.has(roleArn)) continue;
      const name = parseRoleArn(roleArn)?.name ?? roleArn;
      const full = percent >= FULL;
      yield found({
        severity: full ? "medium" : "low",
        severityReason: full
          ? "The next longer name is refused, and its pods get no credentials."
          : "There is little room for longer names or another tag.",
        cause: roleArn,
        title: `Session tags of ${name} take ${percent} % of their space`,
        explanation: `When the role was assumed, STS told that session policy and tags took ${percent} % of what they may.`,
        subjects: subjectsOf([roleSubject(facts, roleArn)]),
        evidence: [{ kind: "event", text: `packedPolicySize ${percent}`, eventId, time }],
        remediation: [
          inWords(
            "Make room",
            "Shorten the session policy of the association, or leave it out and limit the role instead. Where no policy asks for EKS's tags, turn them off for the association (disableSessionTags). In a chain of roles set fewer tags of your own.",
          ),
        ],
      });
    }
  },
};
