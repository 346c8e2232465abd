/** Who can do ACTION on RESOURCE: the workloads, each with its ways. */
import {
  type LayerNotRead,
  type WhoCanAnswer,
  type WhoCanQuery,
  type WhoCanRow,
  whoCanQuery,
} from "@/lib/contracts/api";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { LEVELS } from "@/lib/domain/access/levels";
import type { ResourceEnd } from "@/lib/domain/access/resource-end";
import { waysFrom } from "@/lib/domain/access/ways";
import { bindingLevel, type Match, type WhoCan, whoCan } from "@/lib/domain/access/who-can";
import type { Binding } from "@/lib/domain/identity/binding";
import { gapAnswers } from "../gap-answer";
import type { SnapshotView } from "../snapshot-view";
import type { WorkloadEntry } from "../workload-rows";
import { askedAction, askedResource } from "./asked";
import { type FoundRows, findRows } from "./found-rows";
import { couldLetIn, layersEvaluated, layersMissing } from "./layer-words";
import { accessPath } from "./path";
import { facetOf } from "./row-codes";
import { workloadRef } from "./workloads-of";

const PATHS = 5;
const REMEMBERED = 8;

interface Kept {
  readonly answer: WhoCan;
  readonly found: FoundRows;
  readonly counts: WhoCanAnswer["counts"];
  readonly facets: WhoCanAnswer["facets"];
  readonly missing: readonly LayerNotRead[];
}

export type WhoCanInput = Omit<WhoCanQuery, "snapshot">;

export function askWhoCan(view: SnapshotView, query: WhoCanInput): WhoCanAnswer {
  const index = view.access();
  const { answer, found, counts, facets, missing } = solve(view, index, query.action, query.resource);
  const entries = view.workloads();
  const passes = (place: number) => matches(index, answer, found, entries[place]!, place, query);
  const shown = isFiltered(query) ? found.places.filter(passes) : found.places;
  const rows = Array.from(shown.subarray(query.offset, query.offset + query.limit), (place) =>
    toRow(view, index, answer, entries[place]!, found.levels[place]!, found.depths[place]!),
  );
  return {
    rows,
    matched: shown.length,
    total: found.places.length,
    offset: query.offset,
    action: askedAction(index, query.action, answer.asked),
    resource: answer.resource && askedResource(index, answer.resource),
    sentence: sentence(query.action, answer.resource, query.resource, found.places.length, counts),
    counts,
    facets,
    layersEvaluated: layersEvaluated(answer.resource, missing),
    layersNotRead: missing,
    gaps: gapAnswers(view, hidingGaps(view)),
  };
}

/** What the first question would make, of one resource and of any: asked beforehand, nobody waits for it. */
export function prepareWhoCan(view: SnapshotView): void {
  for (const resource of ["arn:aws:s3:::podlens-first-question/key", ""])
    askWhoCan(view, whoCanQuery.parse({ action: "s3:GetObject", resource }));
}

/** The last questions are kept: pages of one answer, and filters over it, are not worked out again. */
function solve(view: SnapshotView, index: AccessIndex, action: string, resource: string): Kept {
  const kept = view.kept("who-can answers", () => new Map<string, Kept>());
  const key = JSON.stringify([action.toLowerCase(), resource]);
  let known = kept.get(key);
  if (!known) {
    const answer = whoCan(index, action, resource);
    const found = findRows(view, index, answer);
    const missing = layersMissing(index, answer);
    known = { answer, found, counts: countsOf(found), facets: facetsOf(view, found), missing };
    kept.set(key, known);
    for (const oldest of kept.keys()) {
      if (kept.size <= REMEMBERED) break;
      kept.delete(oldest);
    }
  }
  return known;
}

function isFiltered({ verdict, directness, overlap, account, cluster, namespace, system, q }: WhoCanInput): boolean {
  const lists = [verdict, account, cluster, namespace];
  return (
    lists.some((list) => list.length > 0) || [directness, overlap, system].some((each) => each !== "all") || q !== ""
  );
}

function matches(
  index: AccessIndex,
  answer: WhoCan,
  { levels, depths }: FoundRows,
  entry: WorkloadEntry,
  place: number,
  query: WhoCanInput,
): boolean {
  const { row } = entry;
  const level = levels[place]!;
  const depth = depths[place]!;
  if (query.verdict.length > 0 && !query.verdict.includes(LEVELS[level]!)) return false;
  if (query.directness !== "all" && (query.directness === "direct") !== (depth === 0)) return false;
  if (query.overlap !== "all") {
    const full = ownMatches(index, answer, entry).some(
      (match) => match.resource === "full" && match.actions === "full",
    );
    if (full !== (query.overlap === "full")) return false;
  }
  if (query.account.length > 0 && !query.account.includes(row.accountId)) return false;
  if (query.cluster.length > 0 && !query.cluster.some((each) => each === row.clusterArn || each === row.clusterName))
    return false;
  if (query.namespace.length > 0 && !query.namespace.includes(row.namespace ?? "")) return false;
  if (query.system !== "all" && (query.system === "yes") !== row.system) return false;
  const words = query.q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return words.every((word) => entry.haystack.includes(word));
}

/** What the roles of the workload's own bindings give. */
function ownMatches(index: AccessIndex, answer: WhoCan, { bindings }: WorkloadEntry): readonly Match[] {
  return bindings.flatMap((binding) => {
    const profile = bindingLevel(binding) === null ? null : index.profileOf(binding);
    const match = profile && answer.matchOf(profile, binding);
    return match ? [match] : [];
  });
}

function toRow(
  view: SnapshotView,
  index: AccessIndex,
  answer: WhoCan,
  entry: WorkloadEntry,
  level: number,
  depth: number,
): WhoCanRow {
  const workload = workloadRef(entry.row);
  const ways = entry.bindings
    .filter((binding) => bindingLevel(binding) !== null)
    .flatMap((binding) => waysOf(index, answer, binding).map((way) => ({ binding, way })));
  const paths = ways
    .slice(0, PATHS * 2)
    .map(({ binding, way }) => accessPath(view, index, answer, workload, binding, index.profileOf(binding)!, way))
    .sort(
      (a, b) =>
        LEVELS.indexOf(a.verdict as (typeof LEVELS)[number]) - LEVELS.indexOf(b.verdict as (typeof LEVELS)[number]) ||
        a.depth - b.depth,
    )
    .slice(0, PATHS);
  return {
    workload,
    verdict: LEVELS[level]!,
    overlap: {
      actions: paths.some(({ overlap }) => overlap.actions === "full") ? "full" : "partial",
      resource: paths.some(({ overlap }) => overlap.resource === "full") ? "full" : "partial",
    },
    directness: depth === 0 ? "direct" : "onward",
    depth,
    paths,
    pathCount: ways.length,
  };
}

/** Ways of a binding to what allows it: what its own role gives counts by the binding's own facts. */
export function waysOf(index: AccessIndex, answer: WhoCan, binding: Binding) {
  const from = index.profileOf(binding);
  if (!from) return [];
  return waysFrom(
    index,
    from,
    (profile) => (profile === from ? answer.matchOf(profile, binding) !== null : answer.matches.has(profile)),
    20,
  );
}

function countsOf({ byLevel, onward, places, roles }: FoundRows): WhoCanAnswer["counts"] {
  const [allowed = 0, conditional = 0, unknown = 0] = byLevel;
  return { allowed, conditional, unknown, direct: places.length - onward, onward, roles };
}

function facetsOf(view: SnapshotView, { byLevel, places }: FoundRows): WhoCanAnswer["facets"] {
  const verdict = LEVELS.flatMap((value, level) =>
    byLevel[level]! > 0 ? [{ value, label: value, count: byLevel[level]! }] : [],
  );
  return {
    verdict,
    account: facetOf(view, "account", places),
    cluster: facetOf(view, "cluster", places),
    namespace: facetOf(view, "namespace", places),
  };
}

/** Gaps behind which further workloads or roles may be. */
function hidingGaps(view: SnapshotView) {
  return view.gaps.filter(({ service }) => service === "iam" || service === "eks" || service === "sts").slice(0, 50);
}

const said = (count: number) => count.toLocaleString("en");

function sentence(
  action: string,
  end: ResourceEnd | null,
  resource: string,
  total: number,
  counts: WhoCanAnswer["counts"],
): string {
  const what = `${action}${end === null ? "" : ` on ${resource}`}`;
  const others = end && couldLetIn(end) ? " Its own policy was not read: it could let somebody in." : "";
  if (total === 0) return `No workload that was read can do ${what}.${others}`;
  const known = total - counts.unknown;
  const open = `whether ${said(counts.unknown)} ${known > 0 ? "more " : ""}can is unknown`;
  if (known === 0) return `For ${what}: ${open}.`;
  const kinds = [
    ...(counts.allowed > 0 ? [`${said(counts.allowed)} for certain`] : []),
    ...(counts.conditional > 0 ? [`${said(counts.conditional)} under conditions`] : []),
  ].join(", ");
  const rest = counts.unknown > 0 ? `; ${open}` : "";
  const onward = counts.onward > 0 ? ` ${said(counts.onward)} of them only by assuming another role.` : "";
  return `${known === 1 ? "1 workload" : `${said(known)} workloads`} can do ${what}: ${kinds}${rest}.${onward}`;
}
