/** What workloads may do beside what they were seen doing: by service, or by action. */
import type {
  UsageRow,
  UsedAndGrantedAnswer,
  UsedAndGrantedQuery,
  UsedGrantRow,
  UseState,
  WatchState,
} from "@/lib/contracts/api";
import type { Profile } from "@/lib/domain/access/profile";
import { alsoNeeded } from "@/lib/domain/activity/event-action";
import { type RecordedAs, recordedAs } from "@/lib/domain/activity/event-class";
import type { Watch } from "@/lib/domain/activity/watch";
import { regionsOf, type WatchRecords, watchOfAccounts } from "@/lib/domain/activity/watch-records";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { ActionTable } from "@/lib/domain/policy/table";
import type { SnapshotView } from "@/lib/view/snapshot-view";

/** What the store adds to the question: calls of the stretch, and what was watched. */
export interface UsedAndGrantedInput {
  readonly query: UsedAndGrantedQuery & { readonly from: string; readonly to: string };
  readonly usage: readonly UsageRow[];
  /** There is more usage than `usage` holds: then nothing counts as never seen. */
  readonly usageCut: boolean;
  readonly records: WatchRecords;
  readonly watched: WatchState;
}

const shown = 2_000;
const order: readonly UseState[] = ["denied", "used", "not-seen", "not-watched", "not-recordable"];

export function showUsedAndGranted(view: SnapshotView, input: UsedAndGrantedInput): UsedAndGrantedAnswer {
  const { query } = input;
  const rows = [...allRows(view, input)];
  const needle = query.q.trim().toLowerCase();
  const counts: Record<UseState, number> = { used: 0, "not-seen": 0, "not-watched": 0, "not-recordable": 0, denied: 0 };
  const services = new Map<string, number>();
  const matched: UsedGrantRow[] = [];
  for (const row of rows) {
    counts[row.use] += 1;
    services.set(row.service, (services.get(row.service) ?? 0) + 1);
    if (query.use.length > 0 && !query.use.includes(row.use)) continue;
    if (query.service.length > 0 && !query.service.includes(row.service)) continue;
    if (needle !== "" && !`${row.workloadId} ${row.roleArn} ${row.action}`.toLowerCase().includes(needle)) continue;
    matched.push(row);
  }
  matched.sort(
    (a, b) =>
      order.indexOf(a.use) - order.indexOf(b.use) ||
      b.calls - a.calls ||
      compare(a.workloadId, b.workloadId) ||
      compare(a.action, b.action),
  );
  return {
    from: query.from,
    to: query.to,
    rows: matched.slice(0, shown),
    matched: matched.length,
    total: rows.length,
    counts,
    services: [...services]
      .sort(([a, n], [b, m]) => m - n || compare(a, b))
      .map(([value, count]) => ({ value, label: value, count })),
    watched: input.watched,
  };
}

interface Seen {
  readonly workloadId: string;
  readonly roleArn: string;
  /** As the record spells it; the key is in lower case, as the table may spell it in another way. */
  readonly name: string;
  calls: number;
  denied: number;
  last: string;
}

function* allRows(view: SnapshotView, input: UsedAndGrantedInput): Generator<UsedGrantRow> {
  const { query } = input;
  const index = view.access();
  const perAction = query.level === "action";
  const seen = sumUsage(input.usage, perAction);
  const doubt = doubtOf(view, input, perAction);
  const taken = new Set<string>();
  const reports = new Map<string, ReadonlyMap<string, string>>();
  const lastAccessed = (roleArn: string, service: string) => {
    let services = reports.get(roleArn);
    if (services === undefined) {
      const listed = view.model.estate.serviceUse.get(roleArn)?.services ?? [];
      services = new Map(listed.map((use) => [use.service, use.lastAt ?? "never"]));
      reports.set(roleArn, services);
    }
    // A service that the report does not list was granted since, or by a policy that IAM does not look at.
    return services.get(service) ?? null;
  };
  for (const workload of view.model.workloads) {
    if (query.workload.length > 0 && !query.workload.includes(workload.id)) continue;
    const done = new Set<Profile>();
    for (const binding of workload.bindings) {
      if (binding.verdict === "denied" || binding.effective === false) continue;
      const profile = index.profileOf(binding);
      if (profile === null || done.has(profile)) continue;
      done.add(profile);
      if (query.role.length > 0 && !query.role.includes(profile.roleArn)) continue;
      for (const grant of grantsOf(view, profile, perAction, query.service)) {
        const key = `${workload.id}|${profile.roleArn}|${grant.name.toLowerCase()}`;
        taken.add(key);
        yield toRow(workload.id, profile.roleArn, grant, seen.get(key), doubt, lastAccessed);
      }
    }
  }
  // What was called without being granted: attempts, and grants that are gone.
  for (const [key, use] of seen) {
    if (taken.has(key)) continue;
    const { name, roleArn, workloadId } = use;
    if (query.workload.length > 0 && !query.workload.includes(workloadId)) continue;
    if (query.role.length > 0 && !query.role.includes(roleArn)) continue;
    const allDenied = use.calls > 0 && use.denied === use.calls;
    yield {
      workloadId,
      roleArn,
      service: serviceOf(name),
      action: name,
      granted: null,
      use: allDenied ? "denied" : "used",
      calls: use.calls,
      denied: use.denied,
      last: use.last,
      serviceLastAccessed: null,
      because: allDenied
        ? "It was attempted and denied; nothing in this snapshot grants it."
        : "It was called, and nothing in this snapshot grants it: the grant has gone since, or another policy gives it.",
    };
  }
}

interface GrantLine {
  readonly name: string;
  readonly service: string;
  readonly granted: "allowed" | "conditional" | "unknown";
  /** Classes of event that its actions are recorded as, each once. */
  readonly recorded: readonly RecordedAs[];
}

/** Grants of one profile: the same for all workloads that have it, so each is worked out once. */
function grantsOf(
  view: SnapshotView,
  profile: Profile,
  perAction: boolean,
  only: readonly string[],
): readonly GrantLine[] {
  const held = view.kept(
    perAction ? "granted actions" : "granted services",
    () => new Map<Profile, readonly GrantLine[]>(),
  );
  let lines = held.get(profile);
  if (lines === undefined) {
    lines = perAction ? byAction(view, profile) : byService(view, profile);
    // Actions are many: only services are kept for all profiles.
    if (!perAction || held.size < 50) held.set(profile, lines);
  }
  return only.length === 0 ? lines : lines.filter((line) => only.includes(line.service));
}

function byAction(view: SnapshotView, profile: Profile): GrantLine[] {
  const index = view.access();
  const { table } = index;
  const { may, must, notRead } = index.permissions(profile);
  const classes = classesOf(view, table);
  return [...may].map((id) => ({
    name: table.actionName(id),
    service: table.serviceOf(id),
    granted: word(must.has(id), notRead.length),
    recorded: [classes[id]!],
  }));
}

function byService(view: SnapshotView, profile: Profile): GrantLine[] {
  const index = view.access();
  const { table } = index;
  const { may, must, notRead } = index.permissions(profile);
  const classes = classesOf(view, table);
  const lines: { name: string; service: string; recorded: Set<RecordedAs>; must: boolean }[] = [];
  for (const id of may) {
    const service = table.serviceOf(id);
    let line = lines.at(-1);
    if (line?.service !== service) {
      line = { name: `${service}:*`, service, recorded: new Set(), must: false };
      lines.push(line);
    }
    line.recorded.add(classes[id]!);
    line.must ||= must.has(id);
  }
  return lines.map(({ name, service, recorded, must: sure }) => ({
    name,
    service,
    granted: word(sure, notRead.length),
    recorded: [...recorded],
  }));
}

/** What each action of the table is recorded as, by id. */
function classesOf(view: SnapshotView, table: ActionTable): readonly RecordedAs[] {
  return view.kept("recorded as", () =>
    Array.from({ length: table.size }, (_, id) =>
      recordedAs(table.actionName(id), table.accessLevel(id), table.serviceOf(id) === "s3" && onObject(table, id)),
    ),
  );
}

function word(must: boolean, layersNotRead: number): "allowed" | "conditional" | "unknown" {
  return must ? "allowed" : layersNotRead > 0 ? "unknown" : "conditional";
}

function onObject(table: ActionTable, id: number): boolean {
  return table.resourceTypes(id).some((type) => type.key === "object");
}

function toRow(
  workloadId: string,
  roleArn: string,
  grant: GrantLine,
  use: Seen | undefined,
  doubt: DoubtOf,
  lastAccessed: (roleArn: string, service: string) => UsedGrantRow["serviceLastAccessed"],
): UsedGrantRow {
  const serviceLastAccessed = lastAccessed(roleArn, grant.service);
  const base = {
    workloadId,
    roleArn,
    service: grant.service,
    action: grant.name,
    granted: grant.granted,
    calls: use?.calls ?? 0,
    denied: use?.denied ?? 0,
    last: use?.last ?? null,
    serviceLastAccessed,
  };
  if (use !== undefined && use.calls > use.denied) return { ...base, use: "used", because: "Calls are recorded." };
  if (use !== undefined) {
    return {
      ...base,
      use: "denied",
      because: "Every recorded call was denied: a resource's policy, a condition, or a limit was in the way.",
    };
  }
  const classes = grant.recorded.filter((kind): kind is Recorded => kind !== "never");
  if (classes.length === 0) {
    return { ...base, use: "not-recordable", because: "CloudTrail writes no event for it." };
  }
  const found = doubt(workloadId, roleArn, grant, classes);
  if (found.state !== "all") return { ...base, use: "not-watched", because: found.because };
  const never = classes.length < grant.recorded.length ? " Some of its actions leave no event." : "";
  return { ...base, use: "not-seen", because: `${found.because}${never}` };
}

type Recorded = Exclude<RecordedAs, "never">;
/** Whether a call would have been seen, and been known for one of this grant by this workload. */
type DoubtOf = (workloadId: string, roleArn: string, grant: GrantLine, classes: readonly Recorded[]) => Watch;

const CUT: Watch = {
  state: "none",
  because: "More was called than one answer can take in: choose workloads or roles.",
};

function doubtOf(view: SnapshotView, input: UsedAndGrantedInput, perAction: boolean): DoubtOf {
  const watchOf = watchOfAccounts(input.records, regionsOf(view.model.estate));
  const unnamed = new Map<string, string>();
  const unattributed = new Set<string>();
  for (const { workloadId, roleArn, service, action, eventName } of input.usage) {
    if (roleArn === null) continue;
    if (workloadId === null)
      unattributed.add(`${roleArn}|${(perAction ? (action ?? `${service}:`) : `${service}:*`).toLowerCase()}`);
    else if (action === null && perAction) unnamed.set(`${workloadId}|${roleArn}|${service}`, eventName);
  }
  return (workloadId, roleArn, { name, service }, classes) => {
    if (input.usageCut) return CUT;
    const watch = watchOf(parseRoleArn(roleArn)?.accountId ?? "");
    const watches = classes.map((kind) => watch.ofService(service, kind));
    const worst = watches.find((each) => each.state === "none") ?? watches.find((each) => each.state === "part");
    if (worst !== undefined) return worst;
    const event = unnamed.get(`${workloadId}|${roleArn}|${service}`);
    if (event !== undefined)
      return { state: "part", because: `Calls of ${service} were recorded whose action is not known: ${event}.` };
    if (unattributed.has(`${roleArn}|${name.toLowerCase()}`) || unattributed.has(`${roleArn}|${service}:`))
      return {
        state: "part",
        because: `Calls of ${perAction ? name : service} with this role were recorded whose workload is not known.`,
      };
    return watches[0] ?? CUT;
  };
}

function sumUsage(usage: readonly UsageRow[], perAction: boolean): Map<string, Seen> {
  const sums = new Map<string, Seen>();
  for (const row of usage) {
    if (row.workloadId === null || row.roleArn === null) continue;
    if (row.action !== null && needsNoPermission(row.action)) continue;
    const { workloadId, roleArn, calls, denied, last } = row;
    const of = (name: string) => ({ workloadId, roleArn, name, calls, denied, last });
    addSeen(sums, of(perAction ? (row.action ?? `${row.service}:${row.eventName}`) : `${row.service}:*`));
    const also = perAction && calls > denied ? alsoNeeded(row.service, row.eventName) : null;
    if (also !== null) addSeen(sums, { ...of(also), calls: calls - denied, denied: 0 });
  }
  return sums;
}

function addSeen(sums: Map<string, Seen>, seen: Seen): void {
  const key = `${seen.workloadId}|${seen.roleArn}|${seen.name.toLowerCase()}`;
  const held = sums.get(key);
  if (held) {
    held.calls += seen.calls;
    held.denied += seen.denied;
    if (seen.last > held.last) held.last = seen.last;
  } else sums.set(key, { ...seen });
}

/** Anybody with credentials may call these. Source: Service Authorization Reference, AWS STS. */
function needsNoPermission(action: string): boolean {
  return action === "sts:GetCallerIdentity" || action === "sts:GetSessionToken";
}

function serviceOf(name: string): string {
  return name.slice(0, Math.max(0, name.indexOf(":")));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
