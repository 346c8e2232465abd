/** The rows of the list of workloads: service accounts, patterns that name no known one, and nodes. */
import { type RoleRef, type WorkloadRow, workloadPath } from "@/lib/contracts/api";
import type { Profile } from "@/lib/domain/access/profile";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { Binding, Mechanism, Reason, Verdict } from "@/lib/domain/identity/binding";
import { workloadLabels } from "@/lib/domain/identity/labels";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import { roleRef } from "./refs";
import { servicesOfUses } from "./services-held";
import type { SnapshotView } from "./snapshot-view";

export interface WorkloadEntry {
  readonly row: WorkloadRow;
  readonly bindings: readonly Binding[];
  /** Lower case, for the search text. */
  readonly haystack: string;
  /** The segments of its page, see `pathKey`. */
  readonly pathKey: string;
}

/** Worst first. */
export const verdictOrder: readonly Verdict[] = ["denied", "unknown", "conditional", "allowed"];

interface Place {
  readonly accountId: string;
  readonly region: string | null;
  readonly clusterArn: string | null;
  readonly clusterName: string | null;
  readonly issuer: string | null;
}

export function buildWorkloadRows(view: SnapshotView): readonly WorkloadEntry[] {
  const { model } = view;
  const entries = model.workloads.map((workload) =>
    makeEntry(view, {
      id: workload.id,
      kind: "service-account",
      place: {
        accountId: workload.accountId,
        region: workload.region === "" ? null : workload.region,
        clusterArn: workload.clusterArn,
        clusterName: workload.clusterName === "" ? null : workload.clusterName,
        issuer: workload.issuer,
      },
      namespace: workload.namespace,
      serviceAccount: workload.name,
      system: workload.system,
      bindings: workload.bindings,
    }),
  );
  const others = new Map<string, Binding[]>();
  for (const binding of model.bindings) {
    const isNode = binding.namespace === null || binding.serviceAccount === null;
    if (!isNode && !binding.pattern) continue;
    const id = `${binding.clusterArn ?? binding.issuer ?? ""}|${binding.namespace ?? ""}|${binding.serviceAccount ?? ""}`;
    if (model.workloadById.has(id)) continue;
    const known = others.get(id);
    if (known) known.push(binding);
    else others.set(id, [binding]);
  }
  for (const [id, bindings] of others) {
    const first = bindings[0] as Binding;
    const kind = first.namespace === null || first.serviceAccount === null ? "node" : "pattern";
    const { namespace, serviceAccount } = first;
    entries.push(
      makeEntry(view, {
        id,
        kind,
        place: placeOf(view, first),
        namespace,
        serviceAccount,
        system: kind === "node",
        bindings,
      }),
    );
  }
  return entries;
}

export function placeOf(view: SnapshotView, binding: Binding): Place {
  const cluster = binding.clusterArn === null ? undefined : view.model.estate.clusterByArn.get(binding.clusterArn);
  const arn = binding.clusterArn === null ? null : parseArn(binding.clusterArn);
  return {
    accountId: cluster?.accountId ?? arn?.accountId ?? parseRoleArn(binding.roleArn)?.accountId ?? "",
    region: cluster?.region ?? arn?.region ?? null,
    clusterArn: binding.clusterArn,
    clusterName: cluster?.name ?? arn?.resource.replace(/^cluster\//, "") ?? null,
    issuer: binding.issuer,
  };
}

function labelsOf(view: SnapshotView, bindings: readonly Binding[]): Pick<WorkloadRow, "labels"> {
  const { owner, environment } = workloadLabels(view.model.estate, view.labels, bindings);
  return owner || environment
    ? { labels: { owner: owner?.value ?? null, environment: environment?.value ?? null } }
    : {};
}

interface Draft {
  readonly id: string;
  readonly kind: WorkloadRow["kind"];
  readonly place: Place;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
  readonly system: boolean;
  readonly bindings: readonly Binding[];
}

function makeEntry(view: SnapshotView, draft: Draft): WorkloadEntry {
  const { place, bindings } = draft;
  const roles = distinctRoles(view, bindings);
  const worst = worstBinding(bindings);
  const reach = reachOf(view, bindings);
  const at = {
    accountId: place.accountId,
    region: place.region,
    cluster: place.clusterName ?? (place.issuer === null ? null : issuerKey(place.issuer)),
    namespace: draft.namespace,
    serviceAccount: draft.serviceAccount,
  };
  const row: WorkloadRow = {
    id: draft.id,
    kind: draft.kind,
    href: workloadPath(at),
    ...place,
    accountName: view.accountName(place.accountId),
    namespace: draft.namespace,
    serviceAccount: draft.serviceAccount,
    mechanisms: [...new Set(bindings.map((binding) => binding.mechanism))].sort() as Mechanism[],
    roles,
    verdict: worst?.verdict ?? "unknown",
    because: (worst && decidingReason(worst))?.text ?? null,
    services: reach.services,
    servicesIncomplete: reach.incomplete,
    system: draft.system,
    bindings: bindings.length,
    ...labelsOf(view, bindings),
  };
  return new Entry(row, bindings, at.cluster);
}

/** What is looked for is put together on the first search: it is longer than all the rest of a hundred thousand rows. */
class Entry implements WorkloadEntry {
  #haystack: string | null = null;

  constructor(
    readonly row: WorkloadRow,
    readonly bindings: readonly Binding[],
    private readonly cluster: string | null,
  ) {}

  get haystack(): string {
    this.#haystack ??= this.#words();
    return this.#haystack;
  }

  get pathKey(): string {
    const { accountId, region, namespace, serviceAccount } = this.row;
    return pathKey([accountId, region, this.cluster, namespace, serviceAccount]);
  }

  #words(): string {
    const { row, bindings, cluster } = this;
    const words = [
      row.labels?.owner,
      row.labels?.environment,
      row.namespace,
      row.serviceAccount,
      cluster,
      row.accountId,
      row.accountName,
      row.region,
      row.clusterArn,
      row.issuer,
      ...row.roles.map((role) => role.arn),
      ...bindings.map((binding) => binding.associationArn),
    ];
    return `${row.namespace ?? ""}/${row.serviceAccount ?? ""} ${words.filter((word) => word !== null).join(" ")}`.toLowerCase();
  }
}

/** Equal for equal paths; none and empty are one. */
export function pathKey(segments: readonly (string | null)[]): string {
  return segments.map((segment) => segment ?? "").join("\n");
}

function distinctRoles(view: SnapshotView, bindings: readonly Binding[]): readonly RoleRef[] {
  const arns = new Set<string>();
  for (const binding of bindings) {
    arns.add(binding.roleArn);
    if (binding.targetRoleArn !== null) arns.add(binding.targetRoleArn);
    arns.add(binding.credentialRoleArn);
  }
  arns.delete("");
  return [...arns].map((arn) => roleRef(view, arn));
}

/** Reasons that speak for a binding or describe it. */
const speakingFor = new Set(["trust-allows", "trust-scoped", "trust-partly-scoped", "trust-unscoped", "node-role"]);
/** Reasons that do not decide the verdict: doubts about all bindings of an account, and whether new pods get it. */
const beside = /^(rcps-not-read|scps-not-read|agent-.+|cluster-not-active|shadowed-by-association)$/;

/** The reason to show where there is room for one. */
export function decidingReason(binding: Pick<Binding, "verdict" | "reasons">): Reason | null {
  const { reasons } = binding;
  const first = reasons[0] ?? null;
  if (binding.verdict === "allowed") return first;
  const against = reasons.filter((reason) => !speakingFor.has(reason.code));
  return against.find((reason) => !beside.test(reason.code)) ?? against[0] ?? first;
}

/** What new pods get decides; a way that is shadowed by another does not make a workload broken. */
export function bindingsInForce(bindings: readonly Binding[]): readonly Binding[] {
  const inForce = bindings.filter((binding) => binding.effective !== false);
  return inForce.length > 0 ? inForce : bindings;
}

function worstBinding(bindings: readonly Binding[]): Binding | undefined {
  let worst: Binding | undefined;
  for (const binding of bindingsInForce(bindings))
    if (worst === undefined || rankOf(binding) < rankOf(worst)) worst = binding;
  return worst;
}

function rankOf({ verdict }: Binding): number {
  return verdictOrder.indexOf(verdict);
}

interface Reach {
  readonly services: readonly string[];
  readonly incomplete: boolean;
}

/** As the workload's page says: of the roles that a binding in force gives, under the facts of its own bindings. */
function reachOf(view: SnapshotView, bindings: readonly Binding[]): Reach {
  const [only] = bindings;
  // Most workloads have one binding, and many of them the same role.
  if (bindings.length !== 1 || !only || only.verdict === "denied") return reachOfAll(view, bindings);
  const known = view.kept("reach of profiles", () => new Map<Profile | string, Reach>());
  const key = (view.table === null ? null : view.access().profileOf(only)) ?? only.credentialRoleArn;
  let reach = known.get(key);
  if (!reach) {
    reach = reachOfAll(view, bindings);
    known.set(key, reach);
  }
  return reach;
}

function reachOfAll(view: SnapshotView, bindings: readonly Binding[]): Reach {
  let incomplete = false;
  const roles = new Set<string>();
  for (const { verdict, credentialRoleArn } of bindingsInForce(bindings)) {
    if (verdict === "denied") continue;
    const role = view.model.roleByArn.get(credentialRoleArn);
    if (!role || role.servicesIncomplete) incomplete = true;
    roles.add(credentialRoleArn);
  }
  const found = [...roles].map((arn) =>
    servicesOfUses(
      view,
      arn,
      bindings.filter(({ credentialRoleArn }) => credentialRoleArn === arn),
    ),
  );
  // Most workloads have one role, and many of them the same: its list is sorted, and shared.
  return { services: found.length === 1 ? found[0]! : [...new Set(found.flat())].sort(), incomplete };
}
