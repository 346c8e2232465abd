import type { Watch } from "@/lib/domain/activity/watch";
import type { AccountWatch } from "@/lib/domain/activity/watch-records";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import type { FindingActivity } from "../../activity-facts";
import { bindingEvidence, factEvidence } from "../../evidence";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { accountSubject, bySubject, holderSubject, roleSubject } from "../../subjects";
import { counted, dayOf, daysBefore, periodText } from "./days";
import { bindingSince, podRoles } from "./pod-roles";
import { removeBindings } from "./remove-binding";
import { unusedRoles } from "./unused-roles";

/** What is younger has had no time to be used. */
const MIN_DAYS = 14;

/** Bindings that no pod used, of roles that are otherwise in use; a role without any use is another finding. */
export const neverAssumed: Rule = {
  id: "binding-never-assumed",
  category: "use",
  title: "A binding was never used",
  severity: "low",
  description:
    "An association or an IRSA trust lets a service account have a role, and no assumption of it was recorded in the whole period. " +
    "That is said only where CloudTrail's assume events were watched without a break, else it is unknown, and what was not watched is named. Bindings younger than 14 days are left out.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html",
  ],
  *find(facts) {
    const { activity } = facts;
    if (activity === null) return;
    const unwatched = new Map<string, Unseen[]>();
    for (const { role, bindings: all } of podRoles(facts)) {
      // What passes on to a target role is judged where it begins.
      const bindings = all.filter(({ roleArn }) => roleArn === role.arn);
      if (unusedRoles(facts).has(role.arn)) continue;
      const unseen = bindings.flatMap((binding) => judge(facts, activity, binding));
      const sure = unseen.filter(({ why }) => why === null);
      const told = sure.length > 0 ? sure : unseen.filter(({ state }) => state === "part");
      if (told.length > 0) yield ofRole(facts, activity, role.arn, told, bindings.length);
      for (const each of unseen)
        if (each.state === "none") unwatched.set(each.accountId, [...(unwatched.get(each.accountId) ?? []), each]);
    }
    for (const [accountId, unseen] of unwatched) yield ofAccount(facts, activity, accountId, unseen);
  },
};

interface Unseen {
  readonly binding: Binding;
  readonly accountId: string;
  readonly state: "all" | "part" | "none";
  /** Why it is not sure; null = it is. */
  readonly why: string | null;
}

function judge(facts: FindingFacts, activity: FindingActivity, binding: Binding): Unseen[] {
  const since = bindingSince(facts, binding);
  if ((since ?? "") > daysBefore(activity.to, MIN_DAYS)) return [];
  if ((activity.bindings.get(binding.id)?.assumptions ?? 0) > 0) return [];
  // An assumption is recorded where the role is. Source: IAM User Guide, "Logging IAM and AWS STS API calls".
  const accountId = parseRoleArn(binding.roleArn)?.accountId ?? "";
  const { state, because } = watchOf(activity.watchOf(accountId, since), binding);
  const unattributed = activity.roles.get(binding.roleArn)?.unattributed ?? 0;
  if (state === "all" && unattributed > 0)
    return [
      {
        binding,
        accountId,
        state: "part",
        why: `The records of ${counted(unattributed, "assumption", "assumptions")} of the role do not tell which workload it was.`,
      },
    ];
  return [{ binding, accountId, state, why: state === "all" ? null : because }];
}

/** EKS assumes an association's role in the cluster's region; a pod with a token may ask any endpoint of STS. */
function watchOf(account: AccountWatch, { mechanism, clusterArn }: Binding): Watch {
  const region = clusterArn === null ? "" : (parseArn(clusterArn)?.region ?? "");
  return mechanism === "pod-identity" && region !== ""
    ? account.watchRegion(region, "assume")
    : account.ofService("sts", "assume");
}

function ofRole(
  facts: FindingFacts,
  activity: FindingActivity,
  roleArn: string,
  unseen: readonly Unseen[],
  all: number,
): FoundFinding {
  const name = parseRoleArn(roleArn)?.name ?? roleArn;
  const why = unseen.find((each) => each.why !== null)?.why ?? null;
  const what = unseen.length === all ? counted(all, "binding", "bindings") : `${unseen.length} of ${all} bindings`;
  const bindings = unseen.map(({ binding }) => binding);
  return {
    severity: why === null ? "low" : "info",
    severityReason:
      why === null
        ? "A way to the role that nobody needs, and that anybody who can become the service account has."
        : "It may be in use: the records are not complete.",
    certainty: why === null ? "allowed" : "unknown",
    certaintyReason: why,
    cause: roleArn,
    title: `${what} of role ${name} ${unseen.length === 1 ? "was" : "were"} ${why === null ? "never used" : "not seen in use"}`,
    explanation:
      `No assumption of the role by ${unseen.length === 1 ? "this service account" : "these service accounts"} was recorded in ${periodText(activity)}` +
      `${why === null ? ", and where it would be recorded, assume events were watched all that time." : ". Whether there were any is not known."}`,
    subjects: [
      ...[...new Set(bindings.map((binding) => holderSubject(facts, binding)))].sort(bySubject),
      roleSubject(facts, roleArn),
    ],
    steps: [],
    evidence: bindings.slice(0, 100).map((binding) => bindingEvidence(binding)),
    remediation: removeBindings(facts, bindings, `Nobody was seen to use it in ${periodText(activity)}.`),
  };
}

function ofAccount(
  facts: FindingFacts,
  activity: FindingActivity,
  accountId: string,
  unseen: readonly Unseen[],
): FoundFinding {
  const because = unseen[0]?.why ?? "Nothing was read of this account.";
  return {
    severity: "info",
    severityReason: "Nothing is known to be wrong: use cannot be told without records.",
    certainty: "unknown",
    certaintyReason: because,
    cause: `not watched|${accountId}`,
    title: `Whether ${counted(unseen.length, "binding", "bindings")} to roles of account ${accountId} ${unseen.length === 1 ? "is" : "are"} used is not known`,
    explanation: `None of the account's assume events were recorded and read in ${periodText(activity)}. ${because}`,
    subjects: [
      accountSubject(facts, accountId),
      ...[...new Set(unseen.map(({ binding }) => holderSubject(facts, binding)))].sort(bySubject),
    ],
    steps: [],
    evidence: [factEvidence(`Assume events up to ${dayOf(activity.to)}: ${because}`, accountId)],
    remediation: [
      {
        format: "text",
        title: "Give Podlens the records",
        text: `Add a source of account ${accountId}'s CloudTrail records under activity.sources of the configuration: lookup-events where Podlens may call cloudtrail:LookupEvents there, or the bucket of its trail.`,
      },
    ],
  };
}
