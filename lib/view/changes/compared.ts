/** Two open snapshots, compared once. */
import type { Change } from "@/lib/domain/changes/change";
import { compareSnapshots } from "@/lib/domain/changes/compare";
import { type Side, sidesOf } from "@/lib/domain/changes/side";
import { ChangeLog, type Recorded } from "@/lib/domain/changes/who-made-it";
import type { Finding } from "@/lib/domain/findings/finding";
import type { SnapshotView } from "../snapshot-view";

/** What the store adds to the two snapshots. */
export interface CompareInput {
  /** Id of the earlier snapshot; null where there is none. */
  readonly beside: string | null;
  /** Findings of both, unpacked when they are first needed; null = one of the two was not evaluated. */
  readonly findings: StoredFindings | null;
  readonly recorded: Recorded;
  /** Sentences of what could not be compared, told by whoever asks. */
  readonly limits: readonly string[];
}

export interface StoredFindings {
  /** Another key, other findings. */
  readonly key: string;
  /** As they are stored: chunks that only a worker unpacks. */
  readonly before: readonly Uint8Array[];
  readonly after: readonly Uint8Array[];
  /** Rules that were not run on both snapshots: their findings are left out. */
  readonly withoutRules: readonly string[];
  /** Set by the worker. */
  readonly read?: (chunks: readonly Uint8Array[]) => Iterable<Finding>;
}

export interface Compared {
  readonly before: Side;
  readonly after: Side;
  readonly changes: readonly Change[];
  readonly byId: ReadonlyMap<string, Change>;
  /** Of both sides, by id; empty where they were not compared. */
  readonly findings: { readonly before: ReadonlyMap<string, Finding>; readonly after: ReadonlyMap<string, Finding> };
}

export function compared(view: SnapshotView, before: SnapshotView, findings: StoredFindings | null): Compared {
  const key = `changes ${before.model.estate.meta.id} ${findings?.key ?? ""}`;
  return view.kept(key, () => compare(view, before, findings && unpacked(findings)));
}

interface FindingsOfBoth {
  readonly before: readonly Finding[];
  readonly after: readonly Finding[];
}

function unpacked({ before, after, withoutRules, read }: StoredFindings): FindingsOfBoth | null {
  if (!read) return null;
  const wanted = (chunks: readonly Uint8Array[]) =>
    [...read(chunks)].filter(({ rule }) => !withoutRules.includes(rule));
  return { before: wanted(before), after: wanted(after) };
}

function compare(view: SnapshotView, before: SnapshotView, findings: FindingsOfBoth | null): Compared {
  const sides = sidesOf({ model: before.model, access: before.access() }, { model: view.model, access: view.access() });
  const changes = compareSnapshots(sides, findings);
  const byId = <T extends { readonly id: string }>(all: readonly T[]) => new Map(all.map((each) => [each.id, each]));
  return {
    ...sides,
    changes,
    byId: byId(changes),
    findings: { before: byId(findings?.before ?? []), after: byId(findings?.after ?? []) },
  };
}

/** The log is made for each question: what is recorded may have grown. */
export function logOf(recorded: Recorded): ChangeLog {
  return new ChangeLog(recorded);
}
