/** The source of the map, made from the access model of a snapshot. */
import type { GraphColumnId } from "@/lib/contracts/graph";
import type { AccessModel } from "@/lib/domain/access/model";
import type { Severity } from "@/lib/domain/findings/finding";
import type { BindingTable, GrantTable, GraphSource, NodeTable } from "../source";
import { type BindingRow, collectBindings, mechanisms } from "./bindings";
import { adapterContext, type SourceOptions } from "./context";
import { buildDetails, type Details } from "./details";
import { graphEvidence } from "./evidence";
import { type GrantRow, Grants } from "./grants";

export type { OnwardRole, SourceOptions } from "./context";

/** Linear in bindings and in policies of the roles that bindings name. Actions and resources are made on first need. */
export function buildGraphSource(model: AccessModel, options: SourceOptions = {}): GraphSource {
  const context = adapterContext(model, options);
  const { rows, places, roles } = collectBindings(context);
  const severity = (column: GraphColumnId) =>
    options.severityOf ? (id: string): Severity | null => options.severityOf?.(column, id) ?? null : undefined;
  const account = places.accounts.finish(severity("account"));
  const cluster = places.clusters.finish(severity("cluster"));
  const namespace = places.namespaces.finish(severity("namespace"));
  const workload = places.workloads.finish(severity("service-account"));
  const role = roles.finish(severity("role"));
  const roleModels = role.table.ids.map((arn) => model.roleByArn.get(arn));

  const collected = new Grants(context);
  const grantRows: GrantRow[] = [];
  const start = new Int32Array(role.table.size + 1);
  roleModels.forEach((each, node) => {
    if (each) for (const grant of collected.of(each)) grantRows.push(grant);
    start[node + 1] = grantRows.length;
  });
  const policy = collected.policies.finish(severity("policy"));
  const service = collected.services.finish(severity("service"));
  const put = (place: Int32Array) => (draft: number) => (draft < 0 ? -1 : place[draft]!);
  const grants: GrantTable = {
    size: grantRows.length,
    start,
    policy: Int32Array.from(grantRows, (row) => put(policy.place)(row.policy)),
    service: Int32Array.from(grantRows, (row) => put(service.place)(row.service)),
    state: Uint8Array.from(grantRows, (row) => row.state),
    unread: Uint8Array.from(grantRows, (row) => (row.unread ? 1 : 0)),
  };

  const regions: string[] = [];
  const bindings = bindingTable(rows, regions, {
    account: put(account.place),
    cluster: put(cluster.place),
    namespace: put(namespace.place),
    workload: put(workload.place),
    role: put(role.place),
  });
  let details: Details | null = null;
  const detail = () => {
    details ??= buildDetails(context, grantRows);
    return details;
  };
  const nodes: Record<GraphColumnId, NodeTable> = {
    account: account.table,
    cluster: cluster.table,
    namespace: namespace.table,
    "service-account": workload.table,
    role: role.table,
    "target-role": { ...role.table, column: "target-role" },
    policy: policy.table,
    service: service.table,
    get level() {
      return detail().nodes.level;
    },
    get action() {
      return detail().nodes.action;
    },
    get resource() {
      return detail().nodes.resource;
    },
  };
  const policyOf = (roleNode: number, policyNode: number) => {
    for (let at = start[roleNode]!; at < start[roleNode + 1]!; at++)
      if (grants.policy[at] === policyNode) return grantRows[at];
    return undefined;
  };
  return {
    snapshot: model.estate.meta.id,
    nodes,
    mechanisms,
    regions,
    bindings,
    grants,
    detail: () => detail().table,
    outside: outside(model, role.table.size),
    evidence: graphEvidence({
      context,
      bindings: rows,
      grants: grantRows,
      roles: roleModels,
      nodes: (column) => nodes[column],
      policyOf,
    }),
  };
}

type Put = (draft: number) => number;

function bindingTable(
  rows: readonly BindingRow[],
  regions: string[],
  put: Readonly<Record<"account" | "cluster" | "namespace" | "workload" | "role", Put>>,
): BindingTable {
  const regionNumbers = new Map<string, number>();
  const region = (name: string) => {
    let number = regionNumbers.get(name);
    if (number === undefined) {
      number = regions.push(name) - 1;
      regionNumbers.set(name, number);
    }
    return number;
  };
  const size = rows.length;
  const table = {
    size,
    account: new Int32Array(size),
    cluster: new Int32Array(size),
    namespace: new Int32Array(size),
    "service-account": new Int32Array(size),
    role: new Int32Array(size),
    "target-role": new Int32Array(size),
    credential: new Int32Array(size),
    state: new Uint8Array(size),
    verdict: new Uint8Array(size),
    mechanism: new Uint8Array(size),
    region: new Int32Array(size),
    system: new Uint8Array(size),
    onward: new Uint8Array(size),
  };
  // One pass: `from` with a function walks all rows anew for each column.
  rows.forEach((row, at) => {
    const { place, binding } = row;
    table.account[at] = put.account(place.account);
    table.cluster[at] = put.cluster(place.cluster);
    table.namespace[at] = put.namespace(place.namespace);
    table["service-account"][at] = put.workload(place.workload);
    table.role[at] = put.role(row.role);
    table["target-role"][at] = put.role(row.target);
    table.credential[at] = put.role(row.credential);
    table.state[at] = row.state;
    table.verdict[at] = verdicts.indexOf(binding.verdict);
    table.mechanism[at] = mechanisms.indexOf(binding.mechanism);
    table.region[at] = region(place.region);
    table.system[at] = row.system ? 1 : 0;
    table.onward[at] = row.onward ? 1 : 0;
  });
  return table;
}

const verdicts = ["allowed", "conditional", "unknown", "denied"];

function outside(model: AccessModel, bound: number): GraphSource["outside"] {
  const unbound = model.roles.length - bound;
  const gaps = model.estate.gaps.filter((gap) => !gap.optional).length;
  return [
    { code: "unbound-roles", count: Math.max(0, unbound), because: "roles that no workload holds" },
    { code: "unread", count: gaps, because: "reads that failed: what they hide is listed under Coverage" },
  ];
}
