/** From sums of the store to what rules ask: uses by role and by binding, and what was watched. */

import type { WatchedState } from "@/lib/domain/activity/coverage";
import { alsoNeeded } from "@/lib/domain/activity/event-action";
import { ownServicesOfNodes } from "@/lib/domain/activity/unexpected/node-role-work";
import type { Watch } from "@/lib/domain/activity/watch";
import { watchOfAccounts } from "@/lib/domain/activity/watch-records";
import type { Binding } from "@/lib/domain/identity/binding";
import { matchesGlob } from "@/lib/domain/identity/irsa-subject";
import type {
  AssumedSum,
  BindingUse,
  CalledSum,
  Denial,
  FindingActivity,
  FindingActivityData,
  NodeRoleWork,
  RoleUse,
} from "./activity-facts";

const states: Readonly<Record<Watch["state"], WatchedState>> = { all: "recorded", part: "partly", none: "unknown" };

/** Linear in sums and bindings; a pattern is held against the workloads that assumed its role. */
export function activityOf(
  data: FindingActivityData,
  bindings: readonly Binding[],
  regions: (accountId: string) => readonly string[] | null,
): FindingActivity {
  const books = new Map<string, ReturnType<typeof watchOfAccounts>>();
  const watchOf: FindingActivity["watchOf"] = (accountId, since = null) => {
    const from = since !== null && since > data.from ? since.slice(0, 10) : data.from;
    let book = books.get(from);
    if (book === undefined) {
      book = watchOfAccounts({ ...data, from }, regions);
      books.set(from, book);
    }
    return book(accountId);
  };
  const watch: FindingActivity["watch"] = (accountId, kind, since) => watchOf(accountId, since).watch(kind);
  const byRole = group(data.assumed, ({ roleArn }) => roleArn);
  const { actions, unnamed } = actionsOf(data.called);
  return {
    from: data.from,
    to: data.to,
    roles: rolesOf(byRole, data.called),
    bindings: new Map(
      bindings
        .filter(({ mechanism }) => mechanism !== "node-role")
        .map((binding) => [binding.id, useOf(binding, byRole.get(binding.roleArn) ?? [])]),
    ),
    nodeRoleWork: nodeWork(data, bindings),
    denials: data.denials,
    packed: data.packed,
    trails: data.trails,
    actionsUsed: actions,
    unnamedCalls: unnamed,
    watched: (accountId, kind) => states[watch(accountId, kind).state],
    watch,
    watchOf,
  };
}

function rolesOf(
  byRole: ReadonlyMap<string, readonly AssumedSum[]>,
  called: readonly CalledSum[],
): ReadonlyMap<string, RoleUse> {
  const roles = new Map<string, RoleUse>();
  for (const [roleArn, sums] of byRole) {
    const use = total(sums);
    const unattributed = sums.reduce((n, sum) => n + (sum.workload === null ? sum.assumptions : 0), 0);
    roles.set(roleArn, { roleArn, ...use, unattributed, calls: 0, lastCallAt: null });
  }
  for (const { roleArn, calls, lastAt } of called) {
    const known = roles.get(roleArn) ?? { roleArn, ...total([]), unattributed: 0, calls: 0, lastCallAt: null };
    roles.set(roleArn, { ...known, calls: known.calls + calls, lastCallAt: newer(known.lastCallAt, lastAt) });
  }
  return roles;
}

function useOf(binding: Binding, sums: readonly AssumedSum[]): BindingUse {
  return {
    bindingId: binding.id,
    ...total(sums.filter(({ workload }) => workload !== null && fits(binding, workload))),
  };
}

function fits(binding: Binding, workload: string): boolean {
  const [place = "", namespace = "", name = ""] = workload.split("|");
  if (place !== binding.clusterArn && (binding.issuer === null || bare(place) !== bare(binding.issuer))) return false;
  if (!binding.pattern) return namespace === binding.namespace && name === binding.serviceAccount;
  return matchesGlob(binding.namespace ?? "", namespace) && matchesGlob(binding.serviceAccount ?? "", name);
}

function bare(issuer: string): string {
  return issuer.replace(/^https:\/\//, "").replace(/\/$/, "");
}

function total(sums: readonly AssumedSum[]): Omit<BindingUse, "bindingId"> {
  let assumptions = 0;
  let denied = 0;
  let lastAt: string | null = null;
  let lastDenial: Denial | null = null;
  for (const sum of sums) {
    assumptions += sum.assumptions;
    denied += sum.denied;
    lastAt = newer(lastAt, sum.lastAt);
    if (sum.lastDenial !== null && (lastDenial === null || sum.lastDenial.time > lastDenial.time))
      lastDenial = sum.lastDenial;
  }
  return { assumptions, denied, lastAt, lastDenial };
}

function actionsOf(called: readonly CalledSum[]) {
  const actions = new Map<string, Set<string>>();
  const unnamed = new Map<string, Set<string>>();
  const add = (into: Map<string, Set<string>>, roleArn: string, name: string) => {
    const held = into.get(roleArn);
    if (held) held.add(name.toLowerCase());
    else into.set(roleArn, new Set([name.toLowerCase()]));
  };
  for (const { roleArn, service, action, eventName, calls } of called) {
    if (calls === 0) continue;
    if (action === null) add(unnamed, roleArn, service);
    else add(actions, roleArn, action);
    const also = alsoNeeded(service, eventName);
    if (also !== null) add(actions, roleArn, also);
  }
  return { actions, unnamed };
}

/** Only calls that no node makes by itself. */
function nodeWork(data: FindingActivityData, bindings: readonly Binding[]): NodeRoleWork[] {
  const byRole = group(
    data.nodeCalls.filter(({ service }) => !ownServicesOfNodes.has(service)),
    ({ roleArn }) => roleArn,
  );
  const found: NodeRoleWork[] = [];
  for (const { mechanism, clusterArn, roleArn } of bindings) {
    const sums = mechanism === "node-role" && clusterArn !== null ? byRole.get(roleArn) : undefined;
    if (sums === undefined || clusterArn === null) continue;
    const most = [...sums].sort((a, b) => b.calls - a.calls || (a.action < b.action ? -1 : 1));
    const newest = most.reduce((a, b) => (b.example.time > a.example.time ? b : a));
    const calls = most.slice(0, 20).map(({ action, calls: count }) => ({ action, count }));
    found.push({ clusterArn, roleArn, calls, example: newest.example });
  }
  return found;
}

function newer(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b > a) ? b : a;
}

function group<T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const held = groups.get(key(row));
    if (held) held.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
