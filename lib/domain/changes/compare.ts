/** Everything that differs between two snapshots, what raises the risk first. */
import { bindingChanges, hiddenFrom, workloadChanges } from "./bindings";
import { type Change, type ChangeKind, changeKinds, type Risk, risks } from "./change";
import { type ComparedFinding, findingChanges } from "./findings";
import { permissionChanges } from "./permissions";
import { roleChanges } from "./roles";
import { sharedPolicyChanges } from "./shared-policies";
import type { Side } from "./side";

export interface FindingsOfBoth {
  readonly before: readonly ComparedFinding[];
  readonly after: readonly ComparedFinding[];
}

/** `findings` null = those of one of the two are not there: nothing is said of them. */
export function compareSnapshots(
  { before, after }: { readonly before: Side; readonly after: Side },
  findings: FindingsOfBoth | null,
): readonly Change[] {
  const changes = [
    ...workloadChanges(before, after),
    ...bindingChanges(before, after),
    ...roleChanges(before, after),
    ...sharedPolicyChanges(before, after),
    ...permissionChanges(before, after, (holder, missing) => hiddenFrom(missing === "before" ? before : after, holder)),
    ...(findings ? findingChanges(findings.before, findings.after, hiddenSubject(before, after)) : []),
  ];
  return changes.sort(riskFirst);
}

/** A finding is about what could be read: where its subject could not, that it is absent says nothing. */
function hiddenSubject(before: Side, after: Side) {
  return ({ subjects }: ComparedFinding, missingFrom: "before" | "after"): string | null => {
    const { unseen, model } = missingFrom === "before" ? before : after;
    const [subject] = subjects;
    if (!subject) return null;
    if (subject.kind === "role") return unseen.role(subject.id);
    if (subject.kind === "account" || subject.kind === "oidc-provider") return unseen.account(subject.accountId);
    if (subject.kind === "policy") return unseen.managedPolicy(subject.id);
    if (subject.kind === "workload" && model.workloadById.has(subject.id)) return null;
    if (subject.kind === "binding" && model.bindingById.has(subject.id)) return null;
    return subject.clusterArn === null ? null : unseen.cluster(subject.clusterArn);
  };
}

const RISK_ORDER = new Map<Risk, number>(risks.map((risk, at) => [risk, at]));
/** Of equal risk, what says most first. */
const KIND_ORDER = new Map<ChangeKind, number>(
  (["findings", "trust", "policies", "permissions", "bindings", "roles", "workloads"] satisfies ChangeKind[]).map(
    (kind, at) => [kind, at],
  ),
);

function riskFirst(a: Change, b: Change): number {
  return (
    RISK_ORDER.get(a.risk)! - RISK_ORDER.get(b.risk)! ||
    KIND_ORDER.get(a.thing.kind)! - KIND_ORDER.get(b.thing.kind)! ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : a.text < b.text ? -1 : 1)
  );
}

export function countByKind(changes: readonly Change[]): ReadonlyMap<ChangeKind, readonly Change[]> {
  const groups = new Map<ChangeKind, Change[]>(changeKinds.map((kind) => [kind, []]));
  for (const change of changes) groups.get(change.thing.kind)!.push(change);
  return groups;
}
