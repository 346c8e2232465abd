import { actionsNamed } from "@/lib/domain/access/access-index";
import { type Certainty, levelOf } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import { type Escalation, IDENTITY_POWERS, nameOf, pathsOf, stepOf } from "../../escalation";
import type { Gain } from "../../escalation/held";
import type { Family } from "../../escalation/step";
import { bindingEvidence } from "../../evidence";
import type { FindingStep, Remedy } from "../../finding";
import { found, listed, plural, subjectsOf } from "../../found";
import { severityOf } from "../../reach/severity";
import { strengthsOf } from "../../reach/strengths-of";
import { inWords } from "../../remedy";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { holderName, holderSubject, roleSubject } from "../../subjects";
import { denyRemedies } from "./deny-remedy";
import { type Holder, holderOf, holdersOf } from "./holders";

/** Steps that are possible with these roles, trusts and policies, put together to what they end in. */
export const privilegeEscalation: Rule = {
  id: "privilege-escalation",
  category: "permission",
  title: "A pod's credentials lead to more than they were given",
  severity: "high",
  description:
    "From what a pod may do, steps are looked for that end in other credentials or in more permissions: changes of policies and trusts, roles passed to services that run code, things that run already, EKS itself, roles assumed one after the other. " +
    "A step counts only where every call of it can succeed in this estate: resources, conditions, denials, boundaries and control policies are held against it, the role has to exist, its trust has to admit the service, and it has to be able to do more. " +
    "What rests on things that a scan does not list, such as functions, is conditional on them; what rests on users is unknown.",
  references: [
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html",
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html",
  ],
  *find(facts) {
    const paths = pathsOf(facts);
    const book = strengthsOf(facts);
    const isAdmin = (profile: Profile) =>
      book.of(profile).level === "admin" && book.of(profile).certainty === "allowed";
    const byCause = new Map<string, { escalation: Escalation; holders: Holder[] }>();
    for (const profile of holdersOf(facts)) {
      const escalations = paths.from(profile);
      if (escalations.length === 0) continue;
      const holder = holderOf(facts, profile, isAdmin);
      if (!holder) continue;
      for (const escalation of escalations) {
        // Who assumes a role to get there: the finding is the assumed role's, unless assuming is all there is.
        const cause = `${profile.roleArn}|${escalation.family}`;
        const known = byCause.get(cause);
        if (!known) byCause.set(cause, { escalation, holders: [holder] });
        else {
          known.holders.push(holder);
          if (isWorse(escalation, known.escalation)) known.escalation = escalation;
        }
      }
    }
    for (const [cause, { escalation, holders }] of byCause) yield findingOf(facts, cause, escalation, holders);
  },
};

function isWorse(a: Escalation, b: Escalation): boolean {
  const rank = ({ path }: Escalation) => GAINS.indexOf(path.gain.level) + levelOf(path.certainty) * 1.1;
  return rank(a) < rank(b);
}

const GAINS: readonly Gain["level"][] = ["admin", "data", "write", "read"];

function findingOf(
  facts: FindingFacts,
  cause: string,
  { from, family, path, techniques, ends }: Escalation,
  holders: readonly Holder[],
): FoundFinding {
  const { index } = strengthsOf(facts);
  const role = from.role!;
  const bindings = [...new Set(holders.flatMap((holder) => holder.bindings))];
  const [first] = holders.flatMap(({ direct }) => direct).concat(bindings);
  const held = bestOf(holders.map(({ certainty }) => certainty));
  const certainty = levelOf(path.certainty) > levelOf(held) ? path.certainty : held;
  const end = path.steps.at(-1)!.to;
  const account = end.kind === "role" ? (end.profile.role?.accountId ?? "") : end.accountId;
  const could = gainInWords(path.gain, account);
  const { severity, reason } = severityOf(facts, { level: path.gain.level, certainty, text: could, bindings });
  const conditions = [...new Set(path.steps.flatMap((step) => step.conditions))];
  const others = ends.filter((name) => name !== nameOf(end));
  return found({
    severity,
    severityReason: reason,
    certainty,
    certaintyReason: certaintyReason(certainty, conditions, held, path.gain.certainty),
    cause,
    title: titleOf(role.name, path.gain, account, nameOf(end)),
    explanation: [
      `${FAMILIES[family]} In ${plural(path.steps.length, "step")} the credentials of role ${role.name} become ${nameOf(end)}, with which one could ${could}.`,
      techniques.length > 1
        ? `${plural(techniques.length, "technique")} of this kind work: ${techniques.join(", ")}.`
        : "",
      others.length > 0 ? `Others lead to ${listed(others, 5)}.` : "",
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
    subjects: subjectsOf(
      [roleSubject(facts, role.arn)],
      bindings.map((binding) => holderSubject(facts, binding)),
    ),
    steps: [
      ...(first ? [startOf(first, role.name, from.roleArn)] : []),
      ...path.steps.map((step) => stepOf(index, step)),
    ],
    evidence: path.steps.flatMap((step) => stepOf(index, step).evidence),
    remediation: remediesOf(from, family, path.steps[0]!.technique, keyActions(family, facts, from)),
  });
}

function startOf(binding: Parameters<typeof bindingEvidence>[0], roleName: string, roleArn: string): FindingStep {
  const has = binding.credentialRoleArn === roleArn ? `has role ${roleName}` : `can assume role ${roleName}`;
  return {
    text: `A pod of ${holderName(binding)} ${has}.`,
    condition: binding.verdict === "allowed" ? null : "if it gets these credentials",
    evidence: [bindingEvidence(binding)],
  };
}

function bestOf(of: readonly Certainty[]): Certainty {
  return of.reduce((a, b) => (levelOf(b) < levelOf(a) ? b : a), "unknown");
}

function certaintyReason(certainty: Certainty, conditions: readonly string[], held: Certainty, end: Certainty) {
  if (certainty === "allowed") return null;
  const reasons = conditions.map((condition) => `if ${condition}`);
  if (held !== "allowed") reasons.push("if a pod gets the role's credentials, which is not certain");
  if (end !== "allowed" && conditions.length === 0)
    reasons.push("as far as the permissions at the end hold, which are conditional or not read whole");
  return reasons.length > 0 ? `Only ${reasons.join(", and ")}.` : "A policy on the way was not read.";
}

const FAMILIES: Readonly<Record<Family, string>> = {
  identity: "It may change who may do what in IAM.",
  "pass-role": "It may pass a role to a service that then works for it.",
  compute: "It may take over things that run with another role.",
  cluster: "It may give pods of a cluster other roles, or become other pods.",
  assume: "It may assume roles one after the other.",
};

function titleOf(role: string, { level }: Gain, account: string, end: string): string {
  const pods = `Pods with role ${role}`;
  if (level === "admin") return `${pods} can become administrators of account ${account}`;
  if (level === "data") return `${pods} can get at all data of a kind, through ${end}`;
  return `${pods} can get more permissions, through ${end}`;
}

function gainInWords({ level, data }: Gain, account: string): string {
  if (level === "admin") return `do anything in account ${account}`;
  if (level === "data") return `read all ${listed(data)} of account ${account} that their policies let in`;
  if (level === "write") return `change things in account ${account} that the role was not given`;
  return `read data in account ${account} that the role was not given`;
}

/** What has to be denied for the family to end. */
function keyActions(family: Family, facts: FindingFacts, from: Profile): readonly string[] {
  const { index } = strengthsOf(facts);
  const { may } = index.permissions(from);
  const named = (action: string) => may.intersects(actionsNamed(index.table, [action]));
  // Whoever may change its own policies takes a denial away again.
  const actions = new Set<string>(family === "identity" ? IDENTITY_POWERS.filter(named) : []);
  for (const step of pathsOf(facts).steps(from)) {
    if (step.family !== family) continue;
    const called = step.answers.map(({ action }) => action);
    const key =
      family === "identity"
        ? called.filter((action) => action.startsWith("iam:"))
        : family === "cluster"
          ? called.filter((action) => !action.startsWith("iam:"))
          : family === "pass-role"
            ? called.slice(0, 1)
            : called;
    for (const action of key) actions.add(action);
  }
  return [...actions].sort();
}

const ADVICE: Readonly<Record<Family, string>> = {
  identity:
    "Remove permissions to change roles, policies and users from the role's policies, or limit them to names that no privileged role has and require a permissions boundary (condition iam:PermissionsBoundary).",
  "pass-role":
    "Limit iam:PassRole to the roles that the workload has to pass, and to the service that they are for (condition iam:PassedToService).",
  compute: "Limit the actions to the functions, instances and projects that the workload is for, by ARN or by tag.",
  cluster:
    "Limit EKS's actions to what the workload is for; access entries and associations are best made by a pipeline outside the cluster.",
  assume: "Let the strong role's trust policy name only those who have to use it.",
};

function remediesOf(from: Profile, family: Family, technique: string, actions: readonly string[]): readonly Remedy[] {
  const role = from.role!;
  if (actions.length === 0) return [inWords("Take away the access", `${ADVICE[family]} Technique: ${technique}.`)];
  return denyRemedies(role, `podlens-no-${family}`, { actions, resources: ["*"] }, ADVICE[family]);
}
