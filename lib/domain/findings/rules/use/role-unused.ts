import { factEvidence } from "../../evidence";
import type { FindingEvidence, Remedy } from "../../finding";
import { reachOfRole } from "../../reach/reach";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { bySubject, holderSubject, roleSubject } from "../../subjects";
import { awsCommand } from "./aws-command";
import { counted, dayOf, daysBetween } from "./days";
import { removeBindings } from "./remove-binding";
import { UNUSED_DAYS, type UnusedRole, unusedRoles, watchOfRole } from "./unused-roles";

/** Roles that pods may have and nobody uses. */
export const roleUnused: Rule = {
  id: "role-unused",
  category: "use",
  title: "A pod's role is unused",
  severity: "low",
  description:
    `A role that associations or IRSA give to pods was not used for ${UNUSED_DAYS} days: by IAM's own record of its last use, by CloudTrail, or by both. ` +
    "What nobody uses nobody misses, and it stays a way in. IAM counts every use, by pods or others, and forgets what is older than 400 days.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html",
  ],
  *find(facts) {
    for (const unused of unusedRoles(facts).values()) yield found(facts, unused);
  },
};

function found(facts: FindingFacts, unused: UnusedRole): FoundFinding {
  const { role, bindings } = unused;
  const reach = reachOfRole(facts, role.arn);
  const strong = reach.level === "admin" || reach.level === "escalation" || reach.level === "data";
  const since = unused.lastUsedAt ?? null;
  const title =
    since === null
      ? `No use of role ${role.name} is on record`
      : `Role ${role.name} was last used ${counted(daysBetween(since, facts.now), "day", "days")} ago`;
  return {
    severity: strong ? "medium" : "low",
    severityReason: `Nobody uses it, and whoever gets it could ${reach.text}.`,
    certainty: "allowed",
    certaintyReason: null,
    cause: role.arn,
    title,
    explanation: `${counted(bindings.length, "binding gives", "bindings give")} it to pods. ${sources(facts, unused)}`,
    subjects: [
      roleSubject(facts, role.arn),
      ...[...new Set(bindings.map((binding) => holderSubject(facts, binding)))].sort(bySubject),
    ],
    steps: [],
    evidence: evidence(facts, unused),
    remediation: [...removeBindings(facts, bindings, `Nobody uses role ${role.name}.`), deleteRole(unused)],
  };
}

function sources(facts: FindingFacts, { lastUsedAt, watched, role }: UnusedRole): string {
  const iam =
    lastUsedAt === undefined
      ? "IAM's record of its last use was not read."
      : lastUsedAt === null
        ? `IAM has no use of it on record: none within 400 days, or since it was made on ${dayOf(role.createdAt ?? facts.now)}.`
        : `IAM last saw it used on ${dayOf(lastUsedAt)}.`;
  const trail =
    facts.activity === null
      ? "No recorded activity is kept, so that CloudTrail says nothing of it."
      : watched
        ? `CloudTrail has no assumption of it in the ${UNUSED_DAYS} days up to ${dayOf(facts.activity.to)}, and they were watched whole.`
        : `CloudTrail has no assumption of it on record, but its records are not complete: ${watchOfRole(facts.activity, role.accountId).because}`;
  return `${iam} ${trail}`;
}

function evidence(facts: FindingFacts, { role, lastUsedAt }: UnusedRole): FindingEvidence[] {
  if (lastUsedAt === undefined) return [];
  const readAt = facts.model.estate.readAt.get(`role-usage|${role.accountId}||`) ?? null;
  const text =
    lastUsedAt === null ? "IAM: never used within the time that it keeps" : `IAM: last used ${dayOf(lastUsedAt)}`;
  return [factEvidence(text, role.arn, readAt)];
}

function deleteRole({ role }: UnusedRole): Remedy {
  const name = { "role-name": role.name };
  const attached = role.attachedPolicies ?? [];
  return {
    format: "aws-cli",
    title: "Delete the role",
    text: [
      ...attached.map(({ arn }) => awsCommand("iam detach-role-policy", { ...name, "policy-arn": arn })),
      ...role.inlinePolicies.map((policy) =>
        awsCommand("iam delete-role-policy", { ...name, "policy-name": policy.name }),
      ),
      ...role.instanceProfileArns.map((arn) =>
        awsCommand("iam remove-role-from-instance-profile", {
          "instance-profile-name": arn.slice(arn.lastIndexOf("/") + 1),
          ...name,
        }),
      ),
      awsCommand("iam delete-role", name),
    ].join("\n"),
  };
}
