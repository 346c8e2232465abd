/** A window of the workloads: filtered, sorted, with the number of rows behind every value of every facet. */
import { type WorkloadSort, type WorkloadsAnswer, type WorkloadsQuery, workloadsQuery } from "@/lib/contracts/api";
import { compare, type FacetColumn, filterWithFacets, textFilter } from "./facets";
import { policyUses } from "./policy-uses";
import type { SnapshotView } from "./snapshot-view";
import { verdictOrder, type WorkloadEntry } from "./workload-rows";

/** What the first list would make, and the first text that is looked for in it. */
export function prepareWorkloadList(view: SnapshotView): void {
  listWorkloads(view, workloadsQuery.parse({ q: "podlens-first-question" }));
  listWorkloads(view, workloadsQuery.parse({}));
}

export function listWorkloads(view: SnapshotView, query: Omit<WorkloadsQuery, "snapshot">): WorkloadsAnswer {
  const all = view.workloads();
  const ordered = view.kept(`workloads ${query.sort} ${query.dir}`, () =>
    [...all].sort(orderOf(query.sort, query.dir)),
  );
  const passesText = textFilter<WorkloadEntry>(query.q, (entry) => entry.haystack);
  const roles = query.role.length > 0 ? new Set(query.role) : null;
  const policies = query.policy.map((key) => new Set(policyUses(view).get(key)?.workloads ?? []));
  const passes = (entry: WorkloadEntry) =>
    (policies.length === 0 || policies.some((entries) => entries.has(entry))) &&
    (query.system === "all" || entry.row.system === (query.system === "yes")) &&
    (roles === null || entry.row.roles.some((role) => roles.has(role.arn))) &&
    passesText(entry);
  const filter = () => filterWithFacets(ordered, columnsOf(view, query), passes);
  // Of the whole list the counts are always the same.
  const { matched, facets } = isWhole(query)
    ? view.kept(`workloads whole ${query.sort} ${query.dir}`, filter)
    : filter();
  const facet = (name: string) => facets.get(name) ?? [];
  return {
    rows: matched.slice(query.offset, query.offset + query.limit).map((entry) => entry.row),
    matched: matched.length,
    total: all.length,
    offset: query.offset,
    facets: {
      account: facet("account"),
      region: facet("region"),
      cluster: facet("cluster"),
      namespace: facet("namespace"),
      mechanism: facet("mechanism"),
      verdict: facet("verdict"),
      kind: facet("kind"),
      service: facet("service"),
    },
  };
}

function isWhole(query: Omit<WorkloadsQuery, "snapshot">): boolean {
  const { account, region, cluster, namespace, mechanism, verdict, kind, service, role, policy } = query;
  const lists = [account, region, cluster, namespace, mechanism, verdict, kind, service, role, policy];
  return query.system === "all" && query.q.trim() === "" && lists.every((list) => list.length === 0);
}

function columnsOf(view: SnapshotView, query: Omit<WorkloadsQuery, "snapshot">): FacetColumn<WorkloadEntry>[] {
  const present = (value: string | null) => (value === null ? [] : [value]);
  const { clusterByArn } = view.model.estate;
  // A cluster may be chosen by name too: the filter then means every cluster of that name.
  const clusters = new Set(query.cluster);
  const byName = view.model.estate.clusters
    .filter((cluster) => clusters.has(cluster.name))
    .map((cluster) => cluster.arn);
  const names = new Set(view.model.estate.clusters.map((cluster) => cluster.name));
  return [
    {
      name: "account",
      chosen: query.account,
      values: ({ row }) => [row.accountId],
      label: (id) => view.accountName(id) ?? id,
    },
    { name: "region", chosen: query.region, values: ({ row }) => present(row.region) },
    {
      name: "cluster",
      chosen: [...new Set([...query.cluster.filter((value) => !names.has(value)), ...byName])],
      values: ({ row }) => present(row.clusterArn ?? row.issuer),
      label: (arn) => clusterByArn.get(arn)?.name ?? arn,
    },
    { name: "namespace", chosen: query.namespace, values: ({ row }) => present(row.namespace) },
    { name: "mechanism", chosen: query.mechanism, values: ({ row }) => row.mechanisms },
    { name: "verdict", chosen: query.verdict, values: ({ row }) => [row.verdict] },
    { name: "kind", chosen: query.kind, values: ({ row }) => [row.kind] },
    { name: "service", chosen: query.service, values: ({ row }) => row.services },
  ];
}

type Key = (entry: WorkloadEntry) => string | number;

const keys: Readonly<Record<WorkloadSort, Key>> = {
  name: ({ row }) => row.serviceAccount ?? last,
  namespace: ({ row }) => row.namespace ?? last,
  cluster: ({ row }) => row.clusterName ?? row.issuer ?? "",
  account: ({ row }) => row.accountName ?? row.accountId,
  region: ({ row }) => row.region ?? "",
  roles: ({ row }) => row.roles[0]?.name ?? "",
  verdict: ({ row }) => verdictOrder.indexOf(row.verdict),
  services: ({ row }) => row.services.length,
};

/** Behind every name. */
const last = "\u{10ffff}";

/** Equal rows keep the order namespace, name, cluster, id in both directions, so that pages never overlap. */
function orderOf(sort: WorkloadSort, dir: "asc" | "desc") {
  const key = keys[sort];
  const sign = dir === "asc" ? 1 : -1;
  return (a: WorkloadEntry, b: WorkloadEntry): number => {
    const [x, y] = [key(a), key(b)];
    const first = typeof x === "number" && typeof y === "number" ? x - y : compare(String(x), String(y));
    return (
      sign * first ||
      compare(keys.namespace(a) as string, keys.namespace(b) as string) ||
      compare(keys.name(a) as string, keys.name(b) as string) ||
      compare(keys.cluster(a) as string, keys.cluster(b) as string) ||
      compare(a.row.id, b.row.id)
    );
  };
}
