/** Collects the things of one column in any order and makes the sorted table of them. */
import type { GraphColumnId, Severity } from "@/lib/contracts/graph";
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

export class Drafts {
  private readonly drafts: Draft[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(
    private readonly column: GraphColumnId,
    private readonly levels: readonly LevelName[] = [],
    private readonly alternatives: Readonly<Record<string, readonly LevelName[]>> = {},
  ) {}

  /** Number of the draft with that id, made by `make` when it is new. */
  number(id: string, make: () => Omit<Draft, "id">): number {
    let number = this.numbers.get(id);
    if (number === undefined) {
      number = this.drafts.length;
      this.numbers.set(id, number);
      // Not spread: what a draft computes is computed when the table is made.
      this.drafts.push(Object.assign(make(), { id }));
    }
    return number;
  }

  /** The table, sorted by label, and for each draft its place in it. */
  finish(severityOf?: (id: string) => Severity | null): { readonly table: NodeTable; readonly place: Int32Array } {
    const { drafts } = this;
    const order = drafts.map((_, number) => number);
    order.sort((a, b) => compare(drafts[a]!.label, drafts[b]!.label) || compare(drafts[a]!.id, drafts[b]!.id));
    const place = new Int32Array(drafts.length);
    order.forEach((number, at) => {
      place[number] = at;
    });
    const sorted = order.map((number) => drafts[number]!);
    const alternatives = Object.entries(this.alternatives).map(([name, levels]) => {
      const made = levels.map((level, at) =>
        groupLevel(level, sorted, (draft) => draft.alternatives?.[name]?.[at] ?? null),
      );
      return [name, made] as const;
    });
    return {
      place,
      table: {
        column: this.column,
        size: sorted.length,
        ids: sorted.map((draft) => draft.id),
        labels: sorted.map((draft) => draft.label),
        subs: sorted.map((draft) => draft.sub ?? ""),
        hrefs: sorted.map((draft) => draft.href ?? null),
        notes: sorted.map((draft) => draft.note ?? null),
        states: Uint8Array.from(sorted, (draft) => draft.state ?? 0),
        severities: severityOf ? sorted.map((draft) => severityOf(draft.id)) : null,
        levels: this.levels.map((level, at) => groupLevel(level, sorted, (draft) => draft.groups?.[at] ?? null)),
        alternatives: new Map(alternatives),
      },
    };
  }
}

function groupLevel(
  level: LevelName,
  drafts: readonly Draft[],
  groupOf: (draft: Draft) => DraftGroup | null,
): GroupLevel {
  const numbers = new Map<string, number>();
  const labels: string[] = [];
  const subs: string[] = [];
  const of = Int32Array.from(drafts, (draft) => {
    const group = groupOf(draft);
    if (group === null) return -1;
    let number = numbers.get(group.key);
    if (number === undefined) {
      number = labels.length;
      numbers.set(group.key, number);
      labels.push(group.label);
      subs.push(group.sub ?? "");
    }
    return number;
  });
  return { ...level, of, keys: [...numbers.keys()], labels, subs };
}

/** By code unit, so that every machine sorts alike; upper and lower case together. */
function compare(a: string, b: string): number {
  const lowerA = a.toLowerCase();
  const lowerB = b.toLowerCase();
  if (lowerA !== lowerB) return lowerA < lowerB ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
