/** Services by access level for many workloads at once: how many can do something of each, and how surely. */
import type { MatrixAnswer, MatrixLevel, MatrixQuery, MatrixRow, WorkloadRef } from "@/lib/contracts/api";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import type { Profile } from "@/lib/domain/access/profile";
import type { Verdict } from "@/lib/domain/identity/binding";
import { ACCESS_LEVELS, type AccessLevel, type ActionTable } from "@/lib/domain/policy/table";
import { compare } from "./facets";
import { bindingsInForce, type WorkloadEntry } from "./workload-rows";

/** Worse first. A denied way leads nowhere and is never counted. */
const order: readonly Verdict[] = ["denied", "unknown", "conditional", "allowed"];
const worse = (a: Verdict, b: Verdict): Verdict => (order.indexOf(a) < order.indexOf(b) ? a : b);
const better = (a: Verdict, b: Verdict): Verdict => (order.indexOf(a) > order.indexOf(b) ? a : b);

/** What one set of credentials can do, by cell: `service level` → number of possible actions, and the verdict. */
type Cells = ReadonlyMap<number, { readonly actions: number; readonly verdict: Verdict }>;

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
  readonly #cells = new Map<Profile, Cells>();
  readonly #reach = new Map<Profile, ReadonlyMap<Profile, Verdict>>();

  constructor(access: AccessIndex) {
    this.#access = access;
    this.#table = access.table;
    this.#serviceIndex = new Map(access.table.services.map((service, at) => [service, at]));
  }

  answer(
    entries: readonly WorkloadEntry[],
    query: Pick<MatrixQuery, "reach" | "service" | "level" | "offset" | "limit">,
    place: string,
  ): MatrixAnswer {
    const totals = new Map<number, { workloads: number; verdict: Verdict; onwardOnly: boolean }>();
    const wanted = this.#cellOf(query.service, query.level);
    const rows: MatrixRow[] = [];
    const of = wanted === null ? 0 : this.#sizeOf(wanted);
    let openEnded = 0;
    for (const entry of entries) {
      const { reached, open } = this.#reachedBy(entry, query.reach);
      if (open) openEnded++;
      for (const [cell, what] of reached) {
        const known = totals.get(cell);
        if (known) {
          known.workloads++;
          known.verdict = better(known.verdict, what.verdict);
          known.onwardOnly &&= !what.direct;
        } else totals.set(cell, { workloads: 1, verdict: what.verdict, onwardOnly: !what.direct });
      }
      const own = wanted === null ? undefined : reached.get(wanted);
      if (own) {
        rows.push({
          workload: refOf(entry),
          verdict: own.verdict,
          actions: own.actions,
          of,
          directness: own.direct ? "direct" : "onward",
        });
      }
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

  #reachedBy(
    entry: WorkloadEntry,
    reach: MatrixQuery["reach"],
  ): { readonly reached: ReadonlyMap<number, Reached>; readonly open: boolean } {
    const reached = new Map<number, Reached>();
    let open = false;
    const add = (profile: Profile, way: Verdict, direct: boolean) => {
      open ||= this.#access.permissions(profile).openEnded;
      for (const [cell, what] of this.#cellsOf(profile)) {
        const verdict = worse(way, what.verdict);
        const known = reached.get(cell);
        reached.set(cell, {
          verdict: known ? better(known.verdict, verdict) : verdict,
          actions: Math.max(known?.actions ?? 0, what.actions),
          direct: direct || (known?.direct ?? false),
        });
      }
    };
    for (const binding of bindingsInForce(entry.bindings)) {
      const profile = binding.verdict === "denied" ? null : this.#access.profileOf(binding);
      if (!profile) continue;
      add(profile, binding.verdict, true);
      if (reach === "all") {
        for (const [further, verdict] of this.#furtherFrom(profile))
          add(further, worse(binding.verdict, verdict), false);
      }
    }
    return { reached, open };
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
    const cells = new Map<number, { actions: number; verdict: Verdict }>();
    for (const [start, end] of may.ranges()) {
      for (let id = start; id < end; id++) {
        const service = this.#serviceIndex.get(this.#table.serviceOf(id)) ?? 0;
        const cell = service * ACCESS_LEVELS.length + ACCESS_LEVELS.indexOf(this.#table.accessLevel(id));
        const verdict = must.has(id) ? "allowed" : doubt;
        const known = cells.get(cell);
        if (known) {
          known.actions++;
          known.verdict = better(known.verdict, verdict);
        } else cells.set(cell, { actions: 1, verdict });
      }
    }
    return cells;
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
