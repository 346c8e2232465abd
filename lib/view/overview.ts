/** The estate in figures, each with the address of the rows behind it. */
import { accountPath, type OverviewAnswer, pageHref, rolePath } from "@/lib/contracts/api";
import type { Mechanism, Verdict } from "@/lib/domain/identity/binding";
import { compare } from "./facets";
import { findingSummary } from "./findings/summary";
import type { SnapshotView } from "./snapshot-view";
import { verdictOrder, type WorkloadEntry } from "./workload-rows";

const shown = 10;

/** Findings change while the snapshot does not: accepted, evaluated again. */
export function showOverview(view: SnapshotView): OverviewAnswer {
  return { findings: findingSummary(view), ...view.kept("overview", () => figuresOf(view)) };
}

function figuresOf(view: SnapshotView): Omit<OverviewAnswer, "findings"> {
  const { estate } = view.model;
  const workloads = view.workloads();
  const usedRoles = view.roles().filter((role) => role.workloads > 0);
  const figure = (value: number, path: string, query: Parameters<typeof pageHref>[1] = {}) => ({
    value,
    href: pageHref(path, query),
  });
  const byVerdict = new Map<Verdict, WorkloadEntry[]>(verdictOrder.map((verdict) => [verdict, []]));
  for (const entry of workloads) byVerdict.get(entry.row.verdict)?.push(entry);
  const withVerdict = (verdict: Verdict) => byVerdict.get(verdict) ?? [];
  const clustersIn = countBy(estate.clusters, (cluster) => cluster.accountId);
  const workloadsIn = countBy(workloads, (entry) => entry.row.accountId);
  const gapsIn = countBy(view.gaps, (gap) => gap.accountId);
  const mechanisms = tally(workloads, (entry) => entry.row.mechanisms);
  const services = tally(workloads, (entry) => entry.row.services);
  const regions = new Set(estate.clusters.map((cluster) => `${cluster.accountId}/${cluster.region}`));
  const namespaces = new Set(
    workloads
      .filter((entry) => entry.row.kind === "service-account")
      .map((entry) => `${entry.row.clusterArn ?? entry.row.issuer}|${entry.row.namespace}`),
  );
  const firstRows = (entries: readonly WorkloadEntry[]) => entries.slice(0, shown).map((entry) => entry.row);
  return {
    counts: {
      accounts: figure(estate.accounts.size, "/coverage"),
      regions: figure(regions.size, "/coverage"),
      clusters: figure(estate.clusters.length, "/coverage"),
      namespaces: figure(namespaces.size, "/workloads", { kind: ["service-account"], sort: "namespace" }),
      workloads: figure(workloads.length, "/workloads"),
      associations: figure(estate.associations.length, "/workloads", { mechanism: ["pod-identity"] }),
      roles: figure(usedRoles.length, "/roles"),
      gaps: figure(view.gaps.length, "/coverage"),
    },
    verdicts: verdictOrder.map((verdict) => ({
      verdict,
      figure: figure(withVerdict(verdict).length, "/workloads", { verdict: [verdict] }),
    })),
    mechanisms: mechanisms.map(([mechanism, count]) => ({
      mechanism: mechanism as Mechanism,
      figure: figure(count, "/workloads", { mechanism: [mechanism] }),
    })),
    broken: firstRows(withVerdict("denied")),
    conditional: firstRows(withVerdict("conditional")),
    unknown: firstRows(withVerdict("unknown")),
    services: services
      .slice(0, 2 * shown)
      .map(([service, count]) => ({ service, figure: figure(count, "/workloads", { service: [service] }) })),
    sharedRoles: sharedRoles(view),
    accounts: [...estate.accounts.keys()].sort().map((id) => ({
      id,
      name: view.accountName(id),
      clusters: clustersIn.get(id) ?? 0,
      workloads: workloadsIn.get(id) ?? 0,
      gaps: gapsIn.get(id) ?? 0,
      href: accountPath(id),
    })),
  };
}

function countBy<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

function tally<T>(items: readonly T[], valuesOf: (item: T) => readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const item of items) for (const value of valuesOf(item)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || compare(a[0], b[0]));
}

function sharedRoles(view: SnapshotView): OverviewAnswer["sharedRoles"] {
  const shared = view.roles().filter((role) => role.workloads > 1);
  const first = [...shared].sort((a, b) => b.workloads - a.workloads || compare(a.arn, b.arn)).slice(0, shown);
  const clustersOf = new Map(first.map(({ arn }) => [arn, new Set<string>()]));
  for (const { row } of view.workloads())
    for (const role of row.roles) clustersOf.get(role.arn)?.add(row.clusterArn ?? row.issuer ?? "");
  return first.map(({ arn, name, accountId, workloads }) => ({
    arn,
    name,
    accountId,
    href: rolePath(accountId, name),
    workloads,
    clusters: clustersOf.get(arn)?.size ?? 0,
  }));
}
