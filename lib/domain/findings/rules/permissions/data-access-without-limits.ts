import type { Rule } from "../../rule";
import { isSecret } from "./secrets-and-keys";
import { withoutLimits } from "./without-limits";

/** Data of every workload of the account, by a grant that names no resources. */
export const dataAccessWithoutLimits: Rule = {
  id: "data-access-without-limits",
  category: "permission",
  title: "A pod's role reads data of the whole account",
  severity: "high",
  description:
    "The role may read objects, items, messages or databases on every resource, or on a pattern that names a type and nothing else. " +
    "Grants that a condition holds to resources, such as one on their tags, are not counted, nor those that a boundary, a session policy, a control policy or a denial takes away.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html",
  ],
  find: (facts) =>
    withoutLimits(facts, {
      kinds: (kind) => !isSecret(kind),
      level: () => "data",
      policyName: "podlens-no-wide-reads",
      advice:
        "Name the buckets, tables, queues and databases of the workload in Resource, or ask for their tags in Condition.",
    }),
};
