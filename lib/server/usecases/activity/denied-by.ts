/** Bindings that could explain a denial of Pod Identity, in order of what speaks for each. */
import type { AssumptionRow, BindingCandidate } from "@/lib/contracts/api/activity";
import { type NodeOccupants, rankCandidates, type TrustOfThen } from "@/lib/domain/activity/denial-candidates";
import type { AssociationState, InForceAnswer } from "@/lib/domain/activity/in-force";
import { trustHistory } from "@/lib/domain/activity/trust-history";
import { type LetIn, trustJudge } from "@/lib/domain/activity/trust-judge";
import type { ActivityQueries } from "./ports";

const SHOWN = 500;
/** Roles whose trust policies are looked at for one denial. */
const MOST_ROLES = 1_000;

const verdicts: Readonly<Record<LetIn, BindingCandidate["verdict"]>> = {
  yes: "allowed",
  maybe: "conditional",
  no: "denied",
  unknown: "unknown",
};

export async function denialCandidates(
  queries: Pick<ActivityQueries, "trustMarks" | "occupantsOf">,
  row: AssumptionRow,
  { associations }: InForceAnswer,
): Promise<BindingCandidate[]> {
  const { clusterArn } = row.workload;
  const node: NodeOccupants =
    clusterArn === null || row.node === null
      ? { listed: false, occupants: [] }
      : await queries.occupantsOf(clusterArn, row.node, row.time);
  const there = new Set(node.occupants.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`));
  const first = (each: AssociationState) => (there.has(`${each.namespace}/${each.serviceAccount}`) ? 0 : 1);
  const roles = [...associations].sort((a, b) => first(a) - first(b)).flatMap(({ roleArn }) => roleArn ?? []);
  const marks = await queries.trustMarks([...new Set(roles)].slice(0, MOST_ROLES));
  const judge = trustJudge();
  const at = Date.parse(row.time);
  const trustOf = ({ roleArn, namespace, serviceAccount, disableSessionTags }: AssociationState): TrustOfThen => {
    if (roleArn === null || clusterArn === null)
      return { letIn: "unknown", text: "Its role of that time is not known." };
    const then = trustHistory(marks.get(roleArn) ?? []).at(at);
    const tags = disableSessionTags === null ? null : !disableSessionTags;
    const letIn = judge.at(then, roleArn, { kind: "pod-identity", clusterArn, namespace, serviceAccount, tags });
    const gone = then.states.length === 1 && then.states[0]?.kind === "no-role";
    return { letIn, text: gone && letIn === "no" ? "Its role did not exist then." : sentence(letIn, then.why) };
  };
  return rankCandidates(associations, node, trustOf)
    .slice(0, SHOWN)
    .map(({ association, onNode, letIn, because }) => ({
      bindingId: association.id,
      mechanism: "pod-identity",
      namespace: association.namespace,
      serviceAccount: association.serviceAccount,
      associationArn: association.arn,
      roleArn: association.roleArn ?? "",
      targetRoleArn: association.targetRoleArn,
      verdict: verdicts[letIn],
      onNode,
      because,
    }));
}

function sentence(letIn: LetIn, why: string | null): string {
  switch (letIn) {
    case "no":
      return "The trust policy of its role did not let EKS in then.";
    case "maybe":
      return "The trust policy of its role let EKS in under conditions then.";
    case "yes":
      return "The trust policy of its role let EKS in then.";
    case "unknown":
      return `Whether the trust policy of its role let EKS in then is not known. ${why ?? ""}`.trim();
  }
}
