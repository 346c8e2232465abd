/** The rows of a new review: workloads of the snapshot that its scope lets in, as they are then. */
import { parseArn } from "@/lib/domain/aws/arn";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding } from "@/lib/domain/identity/binding";
import type { ReviewItem, ReviewScope } from "@/lib/domain/review/review";
import { roleProblem } from "@/lib/view/role-detail";
import type { SnapshotView } from "@/lib/view/snapshot-view";
import { bindingsInForce, type WorkloadEntry } from "@/lib/view/workload-rows";
import { fingerprintOf } from "./fingerprint";
import { openFindingsOf } from "./open-findings";
import { summarise } from "./permissions";

export interface ReviewItemsInput {
  readonly scope: ReviewScope;
  /** Newest recorded assumption by workload. */
  readonly lastAssumed: Readonly<Record<string, string>>;
}

/** By owner (without one last), cluster, namespace and name. */
export function reviewItems(view: SnapshotView, { scope, lastAssumed }: ReviewItemsInput): readonly ReviewItem[] {
  const entries = view.workloads().filter((entry) => within(entry, scope));
  const assumed = new Map(Object.entries(lastAssumed));
  const keyed = entries.map((entry) => ({ entry, key: orderOf(entry) }));
  keyed.sort((a, b) => compare(a.key, b.key));
  return keyed.map(({ entry }, at) => itemOf(view, entry, at + 1, assumed));
}

function within({ row }: WorkloadEntry, scope: ReviewScope): boolean {
  const lets = (list: readonly string[], ...of: readonly (string | null | undefined)[]) =>
    list.length === 0 || of.some((value) => list.includes(value ?? ""));
  return (
    (scope.system || !row.system) &&
    lets(scope.accounts, row.accountId) &&
    lets(scope.clusters, row.clusterArn, row.clusterName, row.issuer) &&
    lets(scope.namespaces, row.namespace) &&
    lets(scope.environments, row.labels?.environment) &&
    lets(scope.owners, row.labels?.owner)
  );
}

/** "\uffff" = behind every name. */
function orderOf({ row }: WorkloadEntry): readonly string[] {
  return [
    row.labels?.owner ?? "\uffff",
    row.clusterArn ?? row.issuer ?? "",
    row.namespace ?? "",
    row.serviceAccount ?? "",
    row.id,
  ];
}

function compare(a: readonly string[], b: readonly string[]): number {
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? "";
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

function itemOf(
  view: SnapshotView,
  entry: WorkloadEntry,
  number: number,
  assumed: ReadonlyMap<string, string>,
): ReviewItem {
  const { row, bindings } = entry;
  const inForce = bindingsInForce(bindings).filter(({ verdict }) => verdict !== "denied");
  const index = view.access();
  const profiles = [...new Set(inForce.flatMap((binding) => index.profileOf(binding) ?? []))];
  const { own, around } = whatWasNotRead(view, bindings);
  const roles = new Set(bindings.map(({ credentialRoleArn }) => credentialRoleArn));
  const used = [...roles].flatMap((arn) => view.model.estate.roleUsage.get(arn)?.lastUsedAt ?? []).sort();
  return {
    row: number,
    workloadId: row.id,
    kind: row.kind,
    href: row.href,
    accountId: row.accountId,
    accountName: row.accountName,
    region: row.region,
    cluster: row.clusterName ?? row.issuer ?? "",
    namespace: row.namespace,
    serviceAccount: row.serviceAccount,
    owner: row.labels?.owner ?? null,
    environment: row.labels?.environment ?? null,
    verdict: row.verdict,
    bindings: bindings.map(({ id, mechanism, verdict, effective, credentialRoleArn }) => ({
      id,
      mechanism,
      verdict,
      effective,
      roleArn: credentialRoleArn,
    })),
    ...summarise(view, profiles),
    lastAssumedAt: assumed.get(row.id) ?? null,
    roleLastUsedAt: used.at(-1) ?? null,
    findings: openFindingsOf(view, entry),
    notRead: [...own, ...around],
    // Without a part of its own nobody knows whether it changed; organization policies not being read is one state of it.
    fingerprint: own.length > 0 ? null : fingerprintOf(view, bindings),
  };
}

/** Gaps that a decision about the workload would have to look through. */
function whatWasNotRead(
  view: SnapshotView,
  bindings: readonly Binding[],
): { readonly own: readonly string[]; readonly around: readonly string[] } {
  const found = new Set<string>();
  const around = new Set<string>();
  for (const binding of bindings) {
    const association = associationOf(view.model.estate, binding.associationArn);
    if (association && !association.described)
      found.add(`The association ${association.id} could not be described: which role it gives is not known.`);
    for (const arn of new Set([binding.roleArn, binding.credentialRoleArn])) {
      const role = view.model.roleByArn.get(arn);
      if (arn === "" || role?.state.kind === "missing") continue;
      const problem = role ? roleProblem(role) : "The role is not in the snapshot.";
      if (problem !== null) found.add(`${nameOf(arn)}: ${problem}`);
      else if (role?.trust === null) found.add(`${nameOf(arn)}: its trust policy was not read.`);
    }
    const profile = view.access().profileOf(binding);
    for (const layer of profile ? view.access().permissions(profile).notRead : [])
      (layer === "serviceControl" || layer === "resourceControl" ? around : found).add(
        `${nameOf(binding.credentialRoleArn)}: ${layerWords[layer] ?? layer} could not be read.`,
      );
    if (binding.verdict === "unknown") around.add(binding.reasons[0]?.text ?? "Whether it gets the role is not known.");
  }
  return { own: [...found], around: [...around] };
}

const layerWords: Readonly<Record<string, string>> = {
  identity: "one of its policies",
  permissionsBoundary: "its permissions boundary",
  session: "the session policy",
  serviceControl: "service control policies",
  resourceControl: "resource control policies",
};

function nameOf(arn: string): string {
  const resource = parseArn(arn)?.resource ?? arn;
  return resource.slice(resource.lastIndexOf("/") + 1);
}
