/** Collects the things of one column in any order and makes the sorted table of them. */
import type { GraphColumnId } from "@/lib/contracts/graph";
import type { Severity } from "@/lib/domain/findings/finding";
import type { GroupLevel, NodeTable, StateCode } from "./source";

export interface Draft {
  readonly id: string;
  readonly label: string;
  readonly sub?: string;
  readonly href?: string | null;
  readonly note?: string | null;
  readonly state?: StateCode;
  /** Group of the thing at each level of the column, coarse to fine; null = in none. Read when the table is made. */
  readonly groups?: readonly (DraftGroup | null)[];
  /** The same for the alternative groupings. */
  readonly alternatives?: Readonly<Record<string, readonly (DraftGroup | null)[]>>;
}

export interface DraftGroup {
  readonly key: string;
  readonly label: string;
  readonly sub?: string;
}

export interface LevelName {
  readonly name: string;
  readonly title: string;
}

type Made = Omit<Draft, "id">;

export class Drafts {
  private readonly ids: string[] = [];
  private readonly drafts: Made[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(
    private readonly column: GraphColumnId,
    private readonly levels: readonly LevelName[] = [],
    private readonly alternatives: Readonly<Record<string, readonly LevelName[]>> = {},
  ) {}

  /** Number of the draft with that id, made by `make` when it is new. */
  number(id: string, make: () => Made): number {
    let number = this.numbers.get(id);
    if (number === undefined) {
      number = this.add(id, make());
      this.numbers.set(id, number);
    }
    return number;
  }

  /** For ids that the caller knows to be new. */
  add(id: string, draft: Made): number {
    this.ids.push(id);
    return this.drafts.push(draft) - 1;
  }

  /** The table, sorted by label, and for each draft its place in it. */
  finish(severityOf?: (id: string) => Severity | null): { readonly table: NodeTable; readonly place: Int32Array } {
    const { drafts } = this;
    const labels = drafts.map((draft) => draft.label);
    const order = sortedOrder(labels, this.ids);
    const place = new Int32Array(drafts.length);
    order.forEach((number, at) => {
      place[number] = at;
    });
    const sorted = order.map((number) => drafts[number]!);
    const ids = order.map((number) => this.ids[number]!);
    const alternatives = Object.entries(this.alternatives).map(([name, levels]) => {
      const lists = sorted.map((draft) => draft.alternatives?.[name] ?? []);
      return [name, levels.map((level, at) => groupLevel(level, lists, at))] as const;
    });
    const groups = this.levels.length === 0 ? [] : sorted.map((draft) => draft.groups ?? []);
    return {
      place,
      table: {
        column: this.column,
        size: sorted.length,
        ids,
        labels: order.map((number) => labels[number]!),
        subs: sorted.map((draft) => draft.sub ?? ""),
        href: (node) => sorted[node]!.href ?? null,
        notes: sorted.map((draft) => draft.note ?? null),
        states: Uint8Array.from(sorted, (draft) => draft.state ?? 0),
        severities: severityOf ? ids.map((id) => severityOf(id)) : null,
        levels: this.levels.map((level, at) => groupLevel(level, groups, at)),
        alternatives: new Map(alternatives),
      },
    };
  }
}

/** Most things share the very object of their group with others, which is quicker to look up than its key. */
function groupLevel(
  level: LevelName,
  groups: readonly (readonly (DraftGroup | null | undefined)[])[],
  at: number,
): GroupLevel {
  const numbers = new Map<string, number>();
  const known = new Map<DraftGroup, number>();
  const labels: string[] = [];
  const subs: string[] = [];
  const of = new Int32Array(groups.length);
  groups.forEach((list, row) => {
    const group = list[at];
    if (!group) {
      of[row] = -1;
      return;
    }
    let number = known.get(group) ?? numbers.get(group.key);
    if (number === undefined) {
      number = labels.length;
      numbers.set(group.key, number);
      labels.push(group.label);
      subs.push(group.sub ?? "");
    }
    known.set(group, number);
    of[row] = number;
  });
  return { ...level, of, keys: [...numbers.keys()], labels, subs };
}

/** By code unit, so that every machine sorts alike; upper and lower case together; equal labels by id. */
function sortedOrder(labels: readonly string[], ids: readonly string[]): number[] {
  const lower = labels.map((label) => label.toLowerCase());
  return labels
    .map((_, number) => number)
    .sort((a, b) => compare(lower[a]!, lower[b]!) || compare(labels[a]!, labels[b]!) || compare(ids[a]!, ids[b]!));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
