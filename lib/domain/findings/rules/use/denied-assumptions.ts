import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding } from "@/lib/domain/identity/binding";
import type { DeniedAssumptions, FindingActivity } from "../../activity-facts";
import { bindingEvidence, factEvidence } from "../../evidence";
import type { FindingEvidence, FindingSubject, Remedy, Severity } from "../../finding";
import { inWords } from "../../remedy/text";
import type { FindingFacts, FoundFinding, Rule } from "../../rule";
import { clusterSubject, roleSubject, workloadSubject } from "../../subjects";
import { counted, daysBefore, momentOf, periodText } from "./days";

/** A denial that nothing followed counts as going on for so long. */
const RECENT_DAYS = 7;

/** Pods that asked for credentials and did not get them. */
export const deniedAssumptionsRule: Rule = {
  id: "assumption-denied",
  category: "use",
  title: "Assumptions of a role were denied",
  severity: "medium",
  description:
    "A service account asked for a role's credentials and was refused: its pods do not work, or somebody tries what is not meant for them. " +
    "IRSA's record names service account and role. EKS's record of a Pod Identity denial names cluster and node alone, so that it is told for the cluster.",
  references: [
    "https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html",
    "https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html",
  ],
  *find(facts) {
    const { activity } = facts;
    if (activity === null) return;
    // Newest first: the first of a cause is its newest denial.
    const byCause = new Map<string, DeniedAssumptions[]>();
    for (const denial of activity.denials) {
      const cause = causeOf(denial);
      const known = byCause.get(cause);
      if (known) known.push(denial);
      else byCause.set(cause, [denial]);
    }
    for (const [cause, denials] of byCause) {
      const finding = found(facts, activity, cause, denials);
      if (finding !== null) yield finding;
    }
  },
};

function causeOf({ workload, roleArn, accountId, region, clusterName }: DeniedAssumptions): string {
  if (workload === null && roleArn === null) return `${accountId}|${region}|${clusterName}`;
  return `${workload}|${roleArn}`;
}

function found(
  facts: FindingFacts,
  activity: FindingActivity,
  cause: string,
  denials: readonly DeniedAssumptions[],
): FoundFinding | null {
  const [newest] = denials;
  if (newest === undefined) return null;
  const subjects = subjectsOf(facts, newest);
  if (subjects.length === 0) return null;
  const { last } = newest;
  const count = denials.reduce((sum, { denied }) => sum + denied, 0);
  const success =
    denials
      .map(({ lastSuccessAt }) => lastSuccessAt ?? "")
      .sort()
      .at(-1) ?? "";
  const who = whoText(facts, newest);
  const bindings = bindingsOf(facts, newest);
  const mended = success <= last.time && bindings.length > 0 && bindings.every(({ verdict }) => verdict === "allowed");
  const role = newest.roleArn === null ? null : (parseRoleArn(newest.roleArn)?.name ?? newest.roleArn);
  const text = `${momentOf(last.time)}: ${last.errorCode}${newest.message === null ? "" : `, ${newest.message}`}`;
  return {
    ...(mended
      ? {
          severity: "info" as const,
          severityReason: "As the trust policy and the binding were read, it would not be refused now.",
          certainty: "unknown" as const,
          certaintyReason: "Whether it goes on is not known before the pods ask again.",
        }
      : { ...severityOf(activity, last.time, success), certainty: "allowed" as const, certaintyReason: null }),
    cause,
    title: role === null ? `Pods of cluster ${who} were denied credentials` : `${who} was denied role ${role}`,
    explanation:
      `${counted(count, "denial", "denials")} in ${periodText(activity)}, the newest ${momentOf(last.time)}` +
      `${success > last.time ? `; since then it worked, last ${momentOf(success)}` : success === "" ? "; no assumption succeeded in that time" : `; it worked before, last ${momentOf(success)}`}.` +
      `${role === null ? " The record names cluster and node; neither service account nor role." : ""}`,
    subjects,
    steps: [],
    evidence: [{ kind: "event", text, eventId: last.eventId, time: last.time }, ...bindingsEvidence(newest, bindings)],
    remediation: [remedy(newest, subjects)],
  };
}

function severityOf(
  activity: FindingActivity,
  deniedAt: string,
  success: string,
): { readonly severity: Severity; readonly severityReason: string } {
  if (success > deniedAt) return { severity: "info", severityReason: "It worked again after the newest denial." };
  if (deniedAt > daysBefore(activity.to, RECENT_DAYS))
    return {
      severity: "medium",
      severityReason: "It goes on: nothing succeeded after the newest denial, which is less than a week old.",
    };
  return {
    severity: "low",
    severityReason: "The newest denial is more than a week old, and nothing succeeded after it.",
  };
}

function subjectsOf(facts: FindingFacts, denial: DeniedAssumptions): FindingSubject[] {
  const subjects: FindingSubject[] = [];
  const workload = denial.workload === null ? undefined : facts.model.workloadById.get(denial.workload);
  if (workload) subjects.push(workloadSubject(facts, workload));
  if (denial.roleArn !== null) subjects.push(roleSubject(facts, denial.roleArn));
  const cluster = clusterOf(facts, denial);
  if (cluster !== null) subjects.push(clusterSubject(facts, cluster));
  return subjects;
}

function clusterOf(
  facts: FindingFacts,
  { clusterName, accountId, region, workload }: DeniedAssumptions,
): string | null {
  const place = workload?.split("|")[0] ?? null;
  if (place !== null && facts.model.estate.clusterByArn.has(place)) return place;
  const known = facts.model.estate.clusters.find(
    (cluster) => cluster.name === clusterName && cluster.accountId === accountId && cluster.region === region,
  );
  return known?.arn ?? null;
}

function whoText(facts: FindingFacts, denial: DeniedAssumptions): string {
  if (denial.workload === null) return denial.clusterName ?? "A caller that the record does not name";
  const known = facts.model.workloadById.get(denial.workload);
  if (known) return `${known.namespace}/${known.name}`;
  const [, namespace = "?", name = "?"] = denial.workload.split("|");
  return `${namespace}/${name}`;
}

/** Bindings that lead the workload to the role, or through it. */
function bindingsOf(facts: FindingFacts, { workload, roleArn }: DeniedAssumptions): readonly Binding[] {
  if (workload === null || roleArn === null) return [];
  const bindings = facts.model.workloadById.get(workload)?.bindings ?? [];
  return bindings.filter((each) => each.roleArn === roleArn || each.targetRoleArn === roleArn);
}

function bindingsEvidence(denial: DeniedAssumptions, bindings: readonly Binding[]): FindingEvidence[] {
  if (denial.workload === null || denial.roleArn === null) return [];
  if (bindings.length === 0)
    return [factEvidence("No binding of the snapshot leads this service account to the role.", denial.roleArn)];
  return bindings.map((binding) => {
    const [first] = binding.reasons;
    return bindingEvidence(binding, `The binding's verdict is ${binding.verdict}${first ? `: ${first.text}` : "."}`);
  });
}

function remedy(denial: DeniedAssumptions, subjects: readonly FindingSubject[]): Remedy {
  const { roleArn, workload } = denial;
  const title = "Find what refuses it";
  if (roleArn === null)
    return inWords(
      title,
      `Look at the findings about trust policies of cluster ${subjects[0]?.name ?? ""}: EKS may not assume the role of one of its associations.`,
      "The role has to trust pods.eks.amazonaws.com with sts:AssumeRole and sts:TagSession.",
    );
  const [, namespace, name] = workload?.split("|") ?? [];
  const subject = namespace === undefined ? "the service account" : `system:serviceaccount:${namespace}:${name}`;
  return inWords(
    title,
    `If it is meant: let the trust policy of ${roleArn} accept the token's subject ${subject} and its audience sts.amazonaws.com.`,
    "If it is not: remove the annotation eks.amazonaws.com/role-arn from the service account, and find out who set it.",
  );
}
