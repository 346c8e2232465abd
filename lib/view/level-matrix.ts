/** Services by access level for many workloads at once: how many can do something of each, and how surely. */
import type { MatrixAnswer, MatrixLevel, MatrixQuery, MatrixRow, WorkloadRef } from "@/lib/contracts/api";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import type { Profile } from "@/lib/domain/access/profile";
import type { Verdict } from "@/lib/domain/identity/binding";
import type { ActionSet } from "@/lib/domain/policy/sets";
import { ACCESS_LEVELS, type AccessLevel, type ActionTable } from "@/lib/domain/policy/table";
import { compare } from "./facets";
import { bindingsInForce, type WorkloadEntry } from "./workload-rows";

/** Worse first. A denied way leads nowhere and is never counted. */
const order: readonly Verdict[] = ["denied", "unknown", "conditional", "allowed"];
const worse = (a: Verdict, b: Verdict): Verdict => (a !== b && order.indexOf(a) < order.indexOf(b) ? a : b);
const better = (a: Verdict, b: Verdict): Verdict => (a !== b && order.indexOf(a) > order.indexOf(b) ? a : b);

/** What one set of credentials can do, cell by cell, ascending. */
interface Cells {
  readonly cells: Uint16Array;
  /** Possible actions of each. */
  readonly actions: Uint16Array;
  readonly verdicts: readonly Verdict[];
}

interface Way {
  readonly profile: Profile;
  readonly verdict: Verdict;
}

/** Workloads that can do the same. */
interface Group {
  readonly ways: readonly Way[];
}

interface Reached {
  readonly verdict: Verdict;
  readonly actions: number;
  readonly direct: boolean;
}

/** Built once for a snapshot; cells of a set of credentials are worked out when first needed. */
export class LevelMatrix {
  readonly #access: AccessIndex;
  readonly #table: ActionTable;
  readonly #serviceIndex: ReadonlyMap<string, number>;
  /** The cell of each action: `service level`. */
  readonly #cellOfAction: Uint16Array;
  readonly #may: Uint16Array;
  readonly #must: Uint16Array;
  readonly #cells = new Map<Profile, Cells>();
  readonly #groups = new Map<string, Group>();
  readonly #groupOf = new WeakMap<WorkloadEntry, Group>();
  readonly #reach = new Map<Profile, ReadonlyMap<Profile, Verdict>>();

  constructor(access: AccessIndex) {
    this.#access = access;
    this.#table = access.table;
    this.#serviceIndex = new Map(access.table.services.map((service, at) => [service, at]));
    const { size, services } = this.#table;
    this.#cellOfAction = Uint16Array.from({ length: size }, (_, id) => {
      const service = this.#serviceIndex.get(this.#table.serviceOf(id)) ?? 0;
      return service * ACCESS_LEVELS.length + ACCESS_LEVELS.indexOf(this.#table.accessLevel(id));
    });
    this.#may = new Uint16Array(services.length * ACCESS_LEVELS.length);
    this.#must = new Uint16Array(services.length * ACCESS_LEVELS.length);
  }

  answer(
    entries: readonly WorkloadEntry[],
    query: Pick<MatrixQuery, "reach" | "service" | "level" | "offset" | "limit">,
    place: string,
  ): MatrixAnswer {
    const counts = new Map<Group, number>();
    for (const entry of entries) {
      const group = this.#groupOfEntry(entry);
      counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    const totals = new Map<number, { workloads: number; verdict: Verdict; onwardOnly: boolean }>();
    let openEnded = 0;
    for (const [group, count] of counts) {
      if (this.#isOpen(group, query.reach)) openEnded += count;
      this.#visit(group, query.reach, (cell, { verdict, direct }) => {
        const known = totals.get(cell);
        if (known) {
          known.workloads += count;
          known.verdict = better(known.verdict, verdict);
          known.onwardOnly &&= !direct;
        } else totals.set(cell, { workloads: count, verdict, onwardOnly: !direct });
      });
    }
    const wanted = this.#cellOf(query.service, query.level);
    const of = wanted === null ? 0 : this.#sizeOf(wanted);
    const rows: MatrixRow[] = [];
    for (const entry of wanted === null ? [] : entries) {
      const own = this.#cellIn(this.#groupOfEntry(entry), query.reach, wanted!);
      if (!own) continue;
      rows.push({
        workload: refOf(entry),
        verdict: own.verdict,
        actions: own.actions,
        of,
        directness: own.direct ? "direct" : "onward",
      });
    }
    rows.sort(
      (a, b) =>
        order.indexOf(b.verdict) - order.indexOf(a.verdict) ||
        b.actions - a.actions ||
        compare(a.workload.id, b.workload.id),
    );
    const services = this.#services(totals);
    return {
      sentence: sentence(services, entries.length, place),
      workloads: entries.length,
      services,
      rows: rows.slice(query.offset, query.offset + query.limit),
      matched: rows.length,
      total: rows.length,
      offset: query.offset,
      openEnded,
    };
  }

  #cellOf(service: string, level: string): number | null {
    const index = this.#serviceIndex.get(service);
    const at = ACCESS_LEVELS.indexOf(level as AccessLevel);
    return index === undefined || at < 0 ? null : index * ACCESS_LEVELS.length + at;
  }

  /** Actions that the service has at the level. */
  #sizeOf(cell: number): number {
    const range = this.#table.serviceRange(this.#table.services[Math.floor(cell / ACCESS_LEVELS.length)] ?? "");
    const level = ACCESS_LEVELS[cell % ACCESS_LEVELS.length];
    let count = 0;
    for (let id = range?.start ?? 0; id < (range?.end ?? 0); id++) if (this.#table.accessLevel(id) === level) count++;
    return count;
  }

  /** Workloads with the same credentials, had as surely, can do the same. */
  #groupOfEntry(entry: WorkloadEntry): Group {
    let group = this.#groupOf.get(entry);
    if (group) return group;
    const ways: Way[] = [];
    for (const binding of bindingsInForce(entry.bindings)) {
      const profile = binding.verdict === "denied" ? null : this.#access.profileOf(binding);
      if (profile) ways.push({ profile, verdict: binding.verdict });
    }
    const key = ways.map(({ profile, verdict }) => `${profile.number} ${verdict}`).join(" ");
    group = this.#groups.get(key);
    if (!group) {
      group = { ways };
      this.#groups.set(key, group);
    }
    this.#groupOf.set(entry, group);
    return group;
  }

  #isOpen({ ways }: Group, reach: MatrixQuery["reach"]): boolean {
    const open = (profile: Profile) => this.#access.permissions(profile).openEnded;
    return ways.some(
      ({ profile }) => open(profile) || (reach === "all" && [...this.#furtherFrom(profile).keys()].some(open)),
    );
  }

  #cellIn(group: Group, reach: MatrixQuery["reach"], wanted: number): Reached | null {
    let found: Reached | null = null;
    this.#visit(group, reach, (cell, what) => {
      if (cell === wanted) found = { ...what };
    });
    return found;
  }

  /** Each cell once. What `visit` is given is good until it returns. */
  #visit(group: Group, reach: MatrixQuery["reach"], visit: (cell: number, what: Reached) => void): void {
    const [only] = group.ways;
    if (only && group.ways.length === 1 && (reach === "direct" || this.#furtherFrom(only.profile).size === 0)) {
      const { cells, actions, verdicts } = this.#cellsOf(only.profile);
      const what: { verdict: Verdict; actions: number; direct: boolean } = {
        verdict: "denied",
        actions: 0,
        direct: true,
      };
      for (let i = 0; i < cells.length; i++) {
        what.verdict = worse(only.verdict, verdicts[i]!);
        what.actions = actions[i]!;
        visit(cells[i]!, what);
      }
      return;
    }
    for (const [cell, what] of this.#reachedBy(group, reach)) visit(cell, what);
  }

  #reachedBy({ ways }: Group, reach: MatrixQuery["reach"]): ReadonlyMap<number, Reached> {
    const reached = new Map<number, Reached>();
    const add = (profile: Profile, way: Verdict, direct: boolean) => {
      const { cells, actions, verdicts } = this.#cellsOf(profile);
      cells.forEach((cell, i) => {
        const verdict = worse(way, verdicts[i]!);
        const before = reached.get(cell);
        reached.set(cell, {
          verdict: before ? better(before.verdict, verdict) : verdict,
          actions: Math.max(before?.actions ?? 0, actions[i]!),
          direct: direct || (before?.direct ?? false),
        });
      });
    };
    for (const { profile, verdict } of ways) {
      add(profile, verdict, true);
      if (reach === "all")
        for (const [further, onward] of this.#furtherFrom(profile)) add(further, worse(verdict, onward), false);
    }
    return reached;
  }

  /** Every further set of credentials with the best way to it. Each is left at most once for each better way. */
  #furtherFrom(start: Profile): ReadonlyMap<Profile, Verdict> {
    let found = this.#reach.get(start) as Map<Profile, Verdict> | undefined;
    if (found) return found;
    found = new Map();
    const queue: { readonly profile: Profile; readonly verdict: Verdict }[] = [{ profile: start, verdict: "allowed" }];
    for (let next = queue.pop(); next; next = queue.pop()) {
      for (const edge of this.#access.edges(next.profile)) {
        if (edge.to === null || edge.to === start) continue;
        const verdict = worse(next.verdict, edge.verdict);
        const known = found.get(edge.to);
        if (known !== undefined && better(known, verdict) === known) continue;
        found.set(edge.to, verdict);
        queue.push({ profile: edge.to, verdict });
      }
    }
    this.#reach.set(start, found);
    return found;
  }

  #cellsOf(profile: Profile): Cells {
    let cells = this.#cells.get(profile);
    if (!cells) {
      cells = this.#makeCells(profile);
      this.#cells.set(profile, cells);
    }
    return cells;
  }

  #makeCells(profile: Profile): Cells {
    const { may, must, notRead } = this.#access.permissions(profile);
    const doubt: Verdict = notRead.length > 0 ? "unknown" : "conditional";
    const cells = this.#tally(may, this.#may);
    this.#tally(must, this.#must);
    const actions = cells.map((cell) => this.#may[cell]!);
    const verdicts = Array.from(cells, (cell): Verdict => (this.#must[cell]! > 0 ? "allowed" : doubt));
    this.#may.fill(0);
    this.#must.fill(0);
    return { cells, actions, verdicts };
  }

  /** Counts the actions of each cell; the cells that have any, ascending. */
  #tally(set: ActionSet, counts: Uint16Array): Uint16Array {
    const found: number[] = [];
    for (const [start, end] of set.ranges()) {
      for (let id = start; id < end; id++) {
        const cell = this.#cellOfAction[id]!;
        if (counts[cell]!++ === 0) found.push(cell);
      }
    }
    return Uint16Array.from(found).sort();
  }

  #services(
    totals: ReadonlyMap<number, { workloads: number; verdict: Verdict; onwardOnly: boolean }>,
  ): MatrixAnswer["services"] {
    const byService = new Map<number, MatrixLevel[]>();
    for (const [cell, total] of [...totals].sort(([a], [b]) => a - b)) {
      const service = Math.floor(cell / ACCESS_LEVELS.length);
      const level: MatrixLevel = { level: ACCESS_LEVELS[cell % ACCESS_LEVELS.length] as AccessLevel, ...total };
      const known = byService.get(service);
      if (known) known.push(level);
      else byService.set(service, [level]);
    }
    const most = (levels: readonly MatrixLevel[]) => Math.max(...levels.map((each) => each.workloads));
    return [...byService]
      .map(([index, levels]) => {
        const service = this.#table.services[index] ?? "";
        return { service, name: this.#table.serviceName(service) ?? service, levels };
      })
      .sort((a, b) => most(b.levels) - most(a.levels) || compare(a.service, b.service));
  }
}

function refOf({ row }: WorkloadEntry): WorkloadRef {
  const { id, kind, href, accountId, region, clusterArn, clusterName, issuer, namespace, serviceAccount } = row;
  return { id, kind, href, accountId, region, clusterArn, clusterName, issuer, namespace, serviceAccount };
}

function sentence(services: MatrixAnswer["services"], workloads: number, place: string): string {
  const who = `${workloads.toLocaleString("en")} ${workloads === 1 ? "workload" : "workloads"} of ${place}`;
  const has = (level: AccessLevel) =>
    services.filter((each) => each.levels.some((cell) => cell.level === level)).length;
  const count = (number: number) => `${number} ${number === 1 ? "service" : "services"}`;
  if (workloads === 0) return `No workload of ${place} was read.`;
  if (services.length === 0) return `${who} can do nothing that was read.`;
  const write = has("Write");
  const manage = has("Permissions management");
  const parts = [
    `can reach ${count(services.length)}`,
    write === 0 ? "write in none" : `write in ${count(write)}`,
    manage === 0 ? "manage permissions in none" : `manage permissions in ${count(manage)}`,
  ];
  return `${workloads === 1 ? "" : "Together, "}${who} ${parts[0]}, ${parts[1]} and ${parts[2]}.`;
}
