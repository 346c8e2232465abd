/** What differs between two open snapshots: counts, and a window of the rows. */
import type { ChangeCount, ChangesAnswer, ChangesEnd, ChangesExport, ChangesQuery } from "@/lib/contracts/api";
import type { Change } from "@/lib/domain/changes/change";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import type { SnapshotView } from "../snapshot-view";
import { counted } from "../words";
import { type CompareInput, compared, logOf } from "./compared";
import { changeRow, nameOf, type Views } from "./rows";

export type ChangesInput = CompareInput & {
  readonly filter: Pick<ChangesQuery, "kind" | "change" | "risk" | "q">;
  readonly window: { readonly offset: number; readonly limit: number } | null;
};

export function showChanges(view: SnapshotView, input: ChangesInput, before: SnapshotView | null): ChangesAnswer {
  const after = endOf(view);
  const offset = input.window?.offset ?? 0;
  if (before === null || before === view) {
    const none = { rows: [], matched: 0, total: 0, offset: 0, counts: [], limits: [], after };
    if (before === null)
      return { ...none, before: null, same: false, sentence: "There is no earlier snapshot to compare it with." };
    return { ...none, before: after, same: true, sentence: "The two are the same snapshot: nothing differs." };
  }
  const found = compared(view, before, input.findings);
  const views: Views = { before, after: view, compared: found };
  const log = logOf(input.recorded);
  const matched = filtered(views, found.changes, input.filter);
  const window = input.window === null ? matched : matched.slice(offset, offset + input.window.limit);
  return {
    before: endOf(before),
    after,
    same: false,
    sentence: sentenceOf(found.changes),
    counts: countsOf(found.changes),
    limits: [...input.limits, ...gapLimits(before, view)],
    rows: window.map((change) => changeRow(views, log, change)),
    matched: matched.length,
    total: found.changes.length,
    offset,
  };
}

export function exportChanges(
  view: SnapshotView,
  input: ChangesInput & { readonly filterText: Readonly<Record<string, string>> },
  before: SnapshotView | null,
): ChangesExport | null {
  if (before === null) return null;
  const { after, sentence, counts, limits, rows } = showChanges(view, { ...input, window: null }, before);
  return {
    format: "podlens.changes/v1",
    before: endOf(before),
    after,
    engineVersion: view.model.estate.meta.engineVersion,
    filter: input.filterText,
    sentence,
    counts,
    limits,
    changes: rows,
  };
}

function endOf(view: SnapshotView): ChangesEnd {
  const meta: SnapshotMeta = view.model.estate.meta;
  return {
    id: meta.id,
    finishedAt: meta.finishedAt ?? meta.startedAt,
    status: meta.status === "partial" ? "partial" : "complete",
    gaps: view.gaps.length,
  };
}

function filtered(views: Views, changes: readonly Change[], filter: ChangesInput["filter"]): readonly Change[] {
  const [kinds, words, risks] = [new Set(filter.kind), new Set(filter.change), new Set(filter.risk)];
  const needles = filter.q
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return changes.filter((change) => {
    if (kinds.size > 0 && !kinds.has(change.thing.kind)) return false;
    if (words.size > 0 && !words.has(change.word)) return false;
    if (risks.size > 0 && !risks.has(change.risk)) return false;
    if (needles.length === 0) return true;
    const { title, context } = nameOf(views, change);
    const haystack = `${title} ${context} ${change.id} ${change.text}`.toLowerCase();
    return needles.every((needle) => haystack.includes(needle));
  });
}

function countsOf(changes: readonly Change[]): readonly ChangeCount[] {
  const counts = new Map<
    string,
    { kind: ChangeCount["kind"]; change: ChangeCount["change"]; risk: ChangeCount["risk"]; count: number }
  >();
  for (const { thing, word, risk } of changes) {
    const key = `${thing.kind} ${word} ${risk}`;
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { kind: thing.kind, change: word, risk, count: 1 });
  }
  return [...counts.values()];
}

function sentenceOf(changes: readonly Change[]): string {
  if (changes.length === 0)
    return "Nothing differs between the two: workloads, bindings, roles, policies and permissions are as they were.";
  const of = (risk: Change["risk"]) => changes.filter((change) => change.risk === risk).length;
  const [up, unknown, down] = [of("increasing"), of("unknown"), of("decreasing")];
  const parts = [
    up === 0 ? "none of them raises the risk for certain" : `${up} ${up === 1 ? "raises" : "raise"} the risk`,
    ...(down > 0 ? [`${down} ${down === 1 ? "lowers" : "lower"} it`] : []),
    ...(unknown > 0 ? [`of ${unknown} that cannot be told`] : []),
  ];
  const last = parts.pop()!;
  return `${counted(changes.length, "difference")}: ${parts.length === 0 ? last : `${parts.join(", ")}, and ${last}`}.`;
}

/** What could not be read on either side, so that nothing is called lost or gained for it. */
function gapLimits(before: SnapshotView, after: SnapshotView): readonly string[] {
  return [["earlier", before] as const, ["later", after] as const].flatMap(([name, view]) =>
    view.gaps.length === 0
      ? []
      : [`The ${name} snapshot has ${counted(view.gaps.length, "gap")}: what they hide is not called gained or lost.`],
  );
}
