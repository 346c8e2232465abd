import type { FindingActivity } from "../../activity-facts";
import { factEvidence } from "../../evidence";
import type { Remedy } from "../../finding";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { bySubject, holderSubject, roleSubject } from "../../subjects";
import { counted, daysBefore, daysBetween, periodText } from "./days";
import { type PodRole, podRoles } from "./pod-roles";
import { type UnusedActions, type UnusedService, unusedActions } from "./unused-actions";

/** A shorter record says little: much work is done once a month. */
const MIN_DAYS = 30;
/** Longest managed policy, white space not counted. Source: IAM User Guide, "IAM and AWS STS quotas". */
const LONGEST_POLICY = 6_144;

/** Roles in use that are granted far more than was seen. */
export const permissionsUnused: Rule = {
  id: "permissions-unused",
  category: "use",
  title: "Permissions of a pod's role are unused",
  severity: "low",
  description:
    "A role in use is granted services of which no call was recorded in the whole period, or actions that change something and were never called. " +
    "Only what leaves an event, in a class that was watched without a break, is judged: data events are mostly not, and some actions leave no event at all.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html",
  ],
  *find(facts) {
    const { activity } = facts;
    if (activity === null || daysBetween(activity.from, activity.to) < MIN_DAYS) return;
    for (const each of podRoles(facts)) {
      const use = activity.roles.get(each.role.arn);
      if (use === undefined || use.calls === 0) continue;
      if ((each.role.createdAt ?? "") > daysBefore(activity.to, MIN_DAYS)) continue;
      const finding = found(facts, activity, each);
      if (finding !== null) yield finding;
    }
  },
};

function found(facts: FindingFacts, activity: FindingActivity, each: PodRole): FoundFinding | null {
  const judged = unusedActions(facts, activity, each);
  const telling = judged.services.filter(({ whole, writes, permissions }) => whole || writes || permissions);
  if (telling.length === 0) return null;
  const { role, bindings } = each;
  const whole = telling.filter((service) => service.whole);
  const rights = telling.filter(({ permissions }) => permissions);
  return {
    ...severityOf(telling, rights),
    certainty: "allowed",
    certaintyReason: null,
    cause: role.arn,
    title: `${judged.unused.toLocaleString("en-US")} of ${counted(judged.granted, "action", "actions")} granted to role ${role.name} ${judged.unused === 1 ? "was" : "were"} never called`,
    explanation:
      `In ${periodText(activity)}, ${counted(judged.unused, "granted action was", "granted actions were")} never called` +
      `${whole.length > 0 ? `, nor anything of ${listed(whole.map(({ service }) => service))}` : ""}. ` +
      `${judged.open > 0 ? `${counted(judged.open, "other action", "other actions")} cannot be judged: they leave no event, or theirs were not watched. ` : ""}` +
      "What is needed less often than this period is long is not in it.",
    subjects: [
      roleSubject(facts, role.arn),
      ...[...new Set(bindings.map((binding) => holderSubject(facts, binding)))].sort(bySubject),
    ],
    steps: [],
    evidence: telling.slice(0, 100).map(({ service, unused, kept }) =>
      factEvidence(
        `${service}: ${unused.length.toLocaleString("en-US")} of ${(unused.length + kept.length).toLocaleString("en-US")} not seen (${listed(
          unused.map((name) => `${service}:${name}`),
          6,
        )})`,
        role.arn,
      ),
    ),
    remediation: remedies(judged),
  };
}

function severityOf(
  telling: readonly UnusedService[],
  rights: readonly UnusedService[],
): Pick<FoundFinding, "severity" | "severityReason"> {
  if (rights.length > 0)
    return {
      severity: "medium",
      severityReason: `What nobody calls includes changes of permissions (${listed(rights.map(({ service }) => service))}).`,
    };
  if (telling.some(({ writes }) => writes))
    return { severity: "low", severityReason: "What nobody calls includes actions that change something." };
  return { severity: "info", severityReason: "What nobody calls reads and lists only." };
}

/** What was used and what cannot be judged, as an upper bound: it takes away only what was watched and not seen. */
function remedies(judged: UnusedActions): Remedy[] {
  if (judged.openEnded) return [text];
  const actions = judged.services.flatMap(({ service, kept, unused }) =>
    kept.length === 0 ? [] : unused.length === 0 ? [`${service}:*`] : kept.map((name) => `${service}:${name}`),
  );
  const long = document(actions);
  const written =
    long.replace(/\s/g, "").length <= LONGEST_POLICY
      ? long
      : document(judged.services.filter(({ kept }) => kept.length > 0).map(({ service }) => `${service}:*`));
  if (actions.length === 0) return [text];
  return [
    { format: "policy", title: "As a permissions boundary: what was used, and what cannot be judged", text: written },
    text,
  ];
}

const text: Remedy = {
  format: "text",
  title: "Take away what nobody calls",
  text: "Remove the services and actions that the evidence names from the role's policies. Page Least privilege of the workload writes the policy of what was used, beside the present one.",
};

function document(actions: readonly string[]): string {
  return JSON.stringify(
    { Version: "2012-10-17", Statement: [{ Sid: "UsedOrNotJudged", Effect: "Allow", Action: actions, Resource: "*" }] },
    null,
    2,
  );
}

function listed(names: readonly string[], most = 8): string {
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return names.slice(0, most).join(", ") + more;
}
