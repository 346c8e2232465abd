/** Sources written down by hand or made at random, for tests and benchmarks. */
import type { GraphColumnId, GraphReason } from "@/lib/contracts/graph";
import { Drafts } from "./drafts";
import type { DetailTable, GraphSource, ListTable, NodeTable, StateCode } from "./source";

export interface LiteralBinding {
  readonly account: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly workload: string;
  readonly role: string;
  readonly target?: string;
  readonly state?: StateCode;
  readonly mechanism?: number;
  readonly region?: string;
  readonly system?: boolean;
}

export interface LiteralGrant {
  readonly role: string;
  readonly policy: string;
  /** Left out = the policy grants nothing that could be named. */
  readonly service?: string;
  readonly state?: StateCode;
  readonly units?: readonly {
    readonly level?: string;
    readonly actions: readonly string[];
    readonly resources: readonly string[];
  }[];
}

const mechanisms = ["pod-identity", "irsa", "node-role", "kube2iam", "static-key"];

export function literalSource(
  bindings: readonly LiteralBinding[],
  grants: readonly LiteralGrant[],
  snapshot = "test",
): GraphSource {
  const accounts = new Drafts("account");
  const clusters = new Drafts("cluster", [{ name: "account", title: "account" }]);
  const placeLevels = [
    { name: "account", title: "account" },
    { name: "cluster", title: "cluster" },
  ];
  const namespaces = new Drafts("namespace", placeLevels, { namespace: [{ name: "name", title: "name" }] });
  const workloads = new Drafts("service-account", [...placeLevels, { name: "namespace", title: "namespace" }]);
  const roles = new Drafts("role", [{ name: "prefix", title: "name" }]);
  const policies = new Drafts("policy", [{ name: "prefix", title: "kind" }]);
  const services = new Drafts("service");
  const prefixed = (label: string) => ({
    label,
    groups: [{ key: label.split("-")[0]!, label: `${label.split("-")[0]}…` }],
  });
  const rows = bindings.map((each) => {
    const groups = [
      { key: each.account, label: each.account },
      { key: each.cluster, label: each.cluster },
    ];
    const namespace = `${each.cluster}|${each.namespace}`;
    return {
      account: accounts.number(each.account, () => ({ label: each.account })),
      cluster: clusters.number(each.cluster, () => ({
        label: each.cluster,
        sub: each.account,
        groups: groups.slice(0, 1),
      })),
      namespace: namespaces.number(namespace, () => ({
        label: each.namespace,
        sub: each.cluster,
        groups,
        alternatives: { namespace: [{ key: each.namespace, label: each.namespace }] },
      })),
      workload: workloads.number(`${namespace}|${each.workload}`, () => ({
        label: each.workload,
        sub: `${each.namespace} · ${each.cluster}`,
        groups: [...groups, { key: namespace, label: each.namespace, sub: each.cluster }],
      })),
      role: roles.number(each.role, () => prefixed(each.role)),
      target: each.target === undefined ? -1 : roles.number(each.target, () => prefixed(each.target!)),
    };
  });
  for (const grant of grants) roles.number(grant.role, () => prefixed(grant.role));
  const account = accounts.finish();
  const cluster = clusters.finish();
  const namespace = namespaces.finish();
  const workload = workloads.finish();
  const role = roles.finish();
  const numbered = grants.map((grant) => ({
    grant,
    role: role.place[roles.number(grant.role, () => prefixed(grant.role))]!,
    policy: policies.number(grant.policy, () => prefixed(grant.policy)),
    service: grant.service === undefined ? -1 : services.number(grant.service, () => ({ label: grant.service! })),
  }));
  numbered.sort((a, b) => a.role - b.role);
  const policy = policies.finish();
  const service = services.finish();
  const start = new Int32Array(role.table.size + 1);
  for (const each of numbered) start[each.role + 1]!++;
  for (let at = 0; at < role.table.size; at++) start[at + 1]! += start[at]!;
  const put = (place: Int32Array, draft: number) => (draft < 0 ? -1 : place[draft]!);
  const regions = [...new Set(bindings.map((each) => each.region ?? "eu-central-1"))];
  const detail = literalDetails(numbered.map(({ grant }) => grant));
  const nodes: Record<GraphColumnId, NodeTable> = {
    account: account.table,
    cluster: cluster.table,
    namespace: namespace.table,
    "service-account": workload.table,
    role: role.table,
    "target-role": { ...role.table, column: "target-role" },
    policy: policy.table,
    service: service.table,
    ...detail.nodes,
  };
  const say = (text: string): readonly GraphReason[] => [
    { kind: "trust", state: "allowed", text, source: null, statement: null },
  ];
  return {
    snapshot,
    nodes,
    mechanisms,
    regions,
    bindings: {
      size: rows.length,
      account: Int32Array.from(rows, (row) => put(account.place, row.account)),
      cluster: Int32Array.from(rows, (row) => put(cluster.place, row.cluster)),
      namespace: Int32Array.from(rows, (row) => put(namespace.place, row.namespace)),
      "service-account": Int32Array.from(rows, (row) => put(workload.place, row.workload)),
      role: Int32Array.from(rows, (row) => put(role.place, row.role)),
      "target-role": Int32Array.from(rows, (row) => put(role.place, row.target)),
      credential: Int32Array.from(rows, (row) => put(role.place, row.target < 0 ? row.role : row.target)),
      state: Uint8Array.from(bindings, (each) => each.state ?? 0),
      verdict: Uint8Array.from(bindings, (each) => each.state ?? 0),
      mechanism: Uint8Array.from(bindings, (each) => each.mechanism ?? 0),
      region: Int32Array.from(bindings, (each) => regions.indexOf(each.region ?? "eu-central-1")),
      system: Uint8Array.from(bindings, (each) => (each.system ? 1 : 0)),
      onward: new Uint8Array(rows.length),
    },
    grants: {
      size: numbered.length,
      start,
      policy: Int32Array.from(numbered, (each) => put(policy.place, each.policy)),
      service: Int32Array.from(numbered, (each) => put(service.place, each.service)),
      state: Uint8Array.from(numbered, (each) => each.grant.state ?? 0),
      unread: new Uint8Array(numbered.length),
    },
    detail: () => detail.table,
    outside: [],
    evidence: {
      binding: (row, leg) =>
        say(`${bindings[row]!.workload} gets ${leg === "target" ? bindings[row]!.target : bindings[row]!.role}`),
      attachment: (at, of) => say(`${policy.table.labels[of]} is attached to ${role.table.labels[at]}`),
      grant: (row) => {
        const { policy: name, service: of } = numbered[row]!.grant;
        return say(`${name} allows ${of}`).map((each) => ({
          ...each,
          statement: { policy: name, sid: null, index: 0 },
        }));
      },
      facts: (column, node) => [{ term: "Id", value: nodes[column].ids[node]! }],
    },
  };
}

function literalDetails(grants: readonly LiteralGrant[]) {
  const levels = new Drafts("level");
  const actions = new Drafts("action");
  const resources = new Drafts("resource");
  const numbers = (drafts: Drafts, names: readonly string[]) =>
    names.map((name) => drafts.number(name, () => ({ label: name })));
  const units = grants.map((grant) =>
    (grant.units ?? []).map((unit) => ({
      level: numbers(levels, unit.level === undefined ? [] : [unit.level]),
      action: numbers(actions, unit.actions),
      resource: numbers(resources, unit.resources),
    })),
  );
  const flat = units.flat();
  const start = new Int32Array(grants.length + 1);
  units.forEach((of, at) => {
    start[at + 1] = start[at]! + of.length;
  });
  const [level, action, resource] = [levels.finish(), actions.finish(), resources.finish()];
  const list = (place: Int32Array, of: (unit: (typeof flat)[number]) => readonly number[]): ListTable => {
    const starts = new Int32Array(flat.length + 1);
    const value = flat.flatMap((unit) => of(unit).map((draft) => place[draft]!));
    flat.forEach((unit, at) => {
      starts[at + 1] = starts[at]! + of(unit).length;
    });
    return { start: starts, value: Int32Array.from(value) };
  };
  const table: DetailTable = {
    start,
    unit: Int32Array.from(flat, (_, at) => at),
    statement: new Int32Array(flat.length),
    level: list(level.place, (unit) => unit.level),
    action: list(action.place, (unit) => unit.action),
    resource: list(resource.place, (unit) => unit.resource),
  };
  return { table, nodes: { level: level.table, action: action.table, resource: resource.table } };
}

/** A seeded sequence of numbers in [0, 1): the same on every machine. */
export function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
