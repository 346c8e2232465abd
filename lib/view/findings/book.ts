/**
 * The findings of an open snapshot, with what only the store knows: since when they are there, what was accepted. The
 * analysis worker is told both and keeps them beside the view.
 */
import type { FindingChange, FindingEvaluation, SeverityCounts } from "@/lib/contracts/api";
import { type Finding, type Severity, severities } from "@/lib/domain/findings/finding";
import { type Acceptance, createTriage } from "@/lib/domain/findings/triage";
import type { SnapshotView } from "../snapshot-view";

/** Since when a finding is there. */
export interface SeenFinding {
  readonly id: string;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
  readonly change: FindingChange | null;
}

/** What the worker is told of the findings of one snapshot. */
export interface FindingsState {
  /** What the findings were made from: rules, labels, activity. */
  readonly key: string;
  /** `key` and everything below. */
  readonly token: string;
  readonly evaluation: Omit<FindingEvaluation, "failed" | "gaps"> & {
    readonly failed: readonly { readonly rule: string; readonly message: string }[];
  };
  readonly seen: readonly SeenFinding[];
  readonly acceptances: readonly Acceptance[];
  /** ISO 8601 UTC: what has expired by then does not hold. */
  readonly now: string;
}

export interface TriagedFinding {
  readonly finding: Finding;
  readonly acceptance: Acceptance | null;
  readonly seen: SeenFinding;
}

export interface FindingBook extends FindingsState {
  readonly findings: readonly Finding[];
  /** In the order of the evaluation: worst first. */
  readonly triaged: readonly TriagedFinding[];
  readonly byId: ReadonlyMap<string, TriagedFinding>;
  /** What is made of it once and asked for often. */
  readonly kept: <T>(name: string, make: () => T) => T;
}

const books = new WeakMap<SnapshotView, FindingBook>();

/** `findings` null = those that are open already, under the same key. */
export function openFindings(
  view: SnapshotView,
  state: FindingsState,
  findings: readonly Finding[] | null,
): FindingBook {
  const held = findings ?? books.get(view)?.findings;
  if (held === undefined) throw new Error("the findings of this snapshot are not open");
  const triage = createTriage(state.acceptances, state.now);
  const seen = new Map(state.seen.map((each) => [each.id, each]));
  const at = state.now;
  const triaged = held.map((finding) => ({
    finding,
    acceptance: triage(finding),
    seen: seen.get(finding.id) ?? { id: finding.id, firstSeenAt: at, lastSeenAt: at, change: null },
  }));
  const made = new Map<string, unknown>();
  const book: FindingBook = {
    ...state,
    findings: held,
    triaged,
    byId: new Map(triaged.map((each) => [each.finding.id, each])),
    kept: <T>(name: string, make: () => T): T => {
      if (!made.has(name)) made.set(name, make());
      return made.get(name) as T;
    },
  };
  books.set(view, book);
  return book;
}

/** null where this snapshot was not evaluated, or nobody opened its findings. */
export function findingsOf(view: SnapshotView): FindingBook | null {
  return books.get(view) ?? null;
}

/** For questions that are about findings: they are never asked without. */
export function needFindings(view: SnapshotView): FindingBook {
  const book = books.get(view);
  if (book === undefined) throw new Error("the findings of this snapshot are not open");
  return book;
}

export function countSeverities(found: Iterable<Pick<Finding, "severity">>): SeverityCounts {
  const counts: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  for (const { severity } of found) counts[severity]++;
  return counts;
}

export function openAndAccepted(triaged: readonly TriagedFinding[]) {
  const of = (accepted: boolean) =>
    countSeverities(
      triaged.filter(({ acceptance }) => (acceptance !== null) === accepted).map(({ finding }) => finding),
    );
  return { open: of(false), accepted: of(true) };
}

/** Worst open finding of a thing, for the map; things that have none are not in it. */
export function worstOpen(book: FindingBook): ReadonlyMap<string, Severity> {
  return book.kept("worst", () => {
    const worst = new Map<string, Severity>();
    for (const { finding, acceptance } of book.triaged) {
      if (acceptance !== null) continue;
      for (const { kind, id } of finding.subjects) {
        const known = worst.get(`${kind} ${id}`);
        if (known === undefined || severities.indexOf(finding.severity) < severities.indexOf(known))
          worst.set(`${kind} ${id}`, finding.severity);
      }
    }
    return worst;
  });
}
