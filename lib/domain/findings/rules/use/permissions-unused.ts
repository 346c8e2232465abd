import type { FindingActivity } from "../../activity-facts";
import { factEvidence } from "../../evidence";
import type { Remedy } from "../../finding";
import { resourceRemedies } from "../../remedy/resource";
import { inWords } from "../../remedy/text";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { bySubject, holderSubject, roleSubject } from "../../subjects";
import { awsCommand } from "./aws-command";
import { counted, daysBefore, daysBetween, periodText } from "./days";
import { type PodRole, podRoles } from "./pod-roles";
import { type UnusedActions, type UnusedService, unusedActions } from "./unused-actions";

/** A shorter record says little: much work is done once a month. */
const MIN_DAYS = 30;
/** All inline policies of a role together, with room for those that it has. Source: IAM User Guide, "IAM and AWS STS quotas". */
const LONGEST_POLICY = 8_000;

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
    remediation: remedies(role.name, judged),
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

/** Denies what nobody calls, and can therefore give nothing: policies and boundary of the role stay as they are. */
function remedies(roleName: string, judged: UnusedActions): readonly Remedy[] {
  const whole = judged.services.flatMap(({ service, kept }) => (kept.length === 0 ? [`${service}:*`] : []));
  const single = judged.services.flatMap(({ service, kept, unused }) =>
    kept.length === 0 ? [] : unused.map((name) => `${service}:${name}`),
  );
  const all = deny([...whole, ...single]);
  const text = all.length <= LONGEST_POLICY ? all : deny(whole);
  if (whole.length + single.length === 0 || text.length > LONGEST_POLICY) return [inWordsAlone];
  const title = "Deny what nobody calls";
  const name = "DenyWhatNobodyCalls";
  const note = "What is needed less often than was watched is denied, too: look through it first.";
  return [
    {
      format: "aws-cli",
      title,
      text: `# ${note}\n${awsCommand("iam put-role-policy", { "role-name": roleName, "policy-name": name, "policy-document": text })}`,
    },
    ...resourceRemedies(title, {
      name: `${roleName}-deny-unused`,
      note,
      terraform: {
        type: "aws_iam_role_policy",
        settings: [
          ["name", name],
          ["role", roleName],
          ["policy", { json: pretty(text) }],
        ],
      },
      cloudformation: {
        type: "AWS::IAM::RolePolicy",
        settings: [
          ["PolicyName", name],
          ["RoleName", roleName],
          ["PolicyDocument", { json: pretty(text) }],
        ],
      },
      crossplane: {
        apiVersion: "iam.aws.upbound.io/v1beta1",
        kind: "RolePolicy",
        externalName: `${roleName}:${name}`,
        settings: [
          ["role", roleName],
          ["policy", { json: pretty(text) }],
        ],
      },
    }),
    { format: "policy", title, text: pretty(text) },
    inWordsAlone,
  ];
}

const inWordsAlone = inWords(
  "Take away what nobody calls",
  "Remove the services and actions that the evidence names from the role's policies.",
  "Least privilege on the page of the workload writes a policy of what was used, beside the present one.",
);

function deny(actions: readonly string[]): string {
  const statement = { Sid: "NeverCalled", Effect: "Deny", Action: actions, Resource: "*" };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

function pretty(json: string): string {
  return JSON.stringify(JSON.parse(json), null, 2);
}

function listed(names: readonly string[], most = 8): string {
  const more = names.length > most ? ` and ${names.length - most} more` : "";
  return names.slice(0, most).join(", ") + more;
}
