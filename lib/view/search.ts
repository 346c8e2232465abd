/** Finds things by name, ARN or id: what the command palette shows. */
import {
  accountPath,
  clusterPath,
  pageHref,
  type SearchAnswer,
  type SearchHit,
  type SearchQuery,
} from "@/lib/contracts/api";
import { compare } from "./facets";
import { policyHref } from "./policy-answer";
import { knownActions, namedResources } from "./search-grants";
import type { SnapshotView } from "./snapshot-view";

interface Candidate extends SearchHit {
  /** Lower case. */
  readonly name: string;
  readonly haystack: string;
}

const kindOrder: readonly SearchHit["kind"][] = [
  "account",
  "cluster",
  "namespace",
  "workload",
  "role",
  "policy",
  "resource",
  "action",
  "service",
];

/** Every word must occur. Best first: the name itself, names that begin so, the rest; then by kind and name. */
export function search(view: SnapshotView, query: Omit<SearchQuery, "snapshot">): SearchAnswer {
  const text = query.q.trim().toLowerCase();
  if (text === "") return { hits: [], matched: 0 };
  const words = text.split(/\s+/);
  const found: { readonly rank: number; readonly hit: Candidate }[] = [];
  for (const hit of candidatesOf(view)) {
    if (query.kind.length > 0 && !query.kind.includes(hit.kind)) continue;
    if (!words.every((word) => hit.haystack.includes(word))) continue;
    const rank = hit.name === text ? 0 : hit.name.startsWith(text) ? 1 : hit.name.includes(text) ? 2 : 3;
    found.push({ rank, hit });
  }
  found.sort(
    (a, b) =>
      a.rank - b.rank ||
      kindOrder.indexOf(a.hit.kind) - kindOrder.indexOf(b.hit.kind) ||
      compare(a.hit.title, b.hit.title) ||
      compare(a.hit.href, b.hit.href),
  );
  return {
    hits: found.slice(0, query.limit).map(({ hit: { kind, title, context, href, value } }) => ({
      kind,
      title,
      context,
      href,
      ...(value === undefined ? {} : { value }),
    })),
    matched: found.length,
  };
}

/** What the first search would make; asked for beforehand, nobody waits for it. */
export function prepareSearch(view: SnapshotView): void {
  candidatesOf(view);
}

function candidatesOf(view: SnapshotView): readonly Candidate[] {
  return view.kept("search", () => [...collect(view)]);
}

function* collect(view: SnapshotView): Generator<Candidate> {
  const { estate } = view.model;
  const place = (...parts: readonly (string | null)[]) =>
    parts.filter((part) => part !== null && part !== "").join(" / ");
  const make = (
    kind: SearchHit["kind"],
    title: string,
    context: string,
    href: string,
    more = "",
    value?: string,
  ): Candidate => ({
    kind,
    title,
    context,
    href,
    name: title.toLowerCase(),
    haystack: `${title} ${context} ${more}`.toLowerCase(),
    ...(value === undefined ? {} : { value }),
  });
  const nameOf = (accountId: string) => view.accountName(accountId) ?? accountId;
  for (const id of estate.accounts.keys()) yield make("account", nameOf(id), id, accountPath(id));
  for (const cluster of estate.clusters) {
    const href = clusterPath(cluster.accountId, cluster.region, cluster.name);
    yield make("cluster", cluster.name, place(nameOf(cluster.accountId), cluster.region), href, cluster.arn);
  }
  const namespaces = new Set<string>();
  for (const { row } of view.workloads()) {
    const cluster = row.clusterName ?? row.issuer;
    if (
      row.kind === "service-account" &&
      row.namespace !== null &&
      !namespaces.has(`${row.clusterArn}|${row.namespace}`)
    ) {
      namespaces.add(`${row.clusterArn}|${row.namespace}`);
      const href = pageHref("/workloads", {
        cluster: row.clusterArn === null ? [] : [row.clusterArn],
        namespace: [row.namespace],
      });
      yield make("namespace", row.namespace, place(nameOf(row.accountId), row.region, cluster), href);
    }
    const title = row.kind === "node" ? `nodes of ${cluster}` : `${row.namespace}/${row.serviceAccount}`;
    yield make(
      "workload",
      title,
      place(nameOf(row.accountId), row.region, cluster),
      row.href,
      row.serviceAccount ?? "",
      row.id,
    );
  }
  for (const role of view.roles()) {
    if (role.href !== null) yield make("role", role.name, place(nameOf(role.accountId)), role.href, role.arn, role.arn);
  }
  for (const policy of estate.managedPolicies.values()) {
    const context = policy.kind === "aws" ? "AWS managed policy" : "customer managed policy";
    const href = policyHref(policy.arn) ?? pageHref("/roles", { used: "all", q: policy.arn });
    yield make("policy", policy.name, context, href, policy.arn, policy.arn);
  }
  for (const found of namedResources(view))
    yield make(found.kind, found.title, found.context, found.href, found.value, found.value);
  if (view.table === null) return;
  for (const found of knownActions(view.table))
    yield make(found.kind, found.title, found.context, found.href, "", found.value);
}
