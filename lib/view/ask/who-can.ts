/** Who can do ACTION on RESOURCE: the workloads, each with its ways. */
import type { WhoCanAnswer, WhoCanQuery, WhoCanRow } from "@/lib/contracts/api";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { type BindingAnswer, bindingAnswers } from "@/lib/domain/access/binding-answers";
import { LEVELS, levelOf } from "@/lib/domain/access/levels";
import { waysFrom } from "@/lib/domain/access/ways";
import { type WhoCan, whoCan } from "@/lib/domain/access/who-can";
import type { Binding } from "@/lib/domain/identity/binding";
import { gapAnswers } from "../gap-answer";
import type { SnapshotView } from "../snapshot-view";
import type { WorkloadEntry } from "../workload-rows";
import { askedAction, askedResource } from "./asked";
import { layersEvaluated, layersNotRead } from "./layer-words";
import { accessPath } from "./path";
import { facetOf } from "./row-codes";
import { entriesByBinding, workloadRef } from "./workloads-of";

const PATHS = 5;
const REMEMBERED = 8;

interface Found {
  readonly entry: WorkloadEntry;
  readonly place: number;
  level: number;
  depth: number;
  readonly answers: BindingAnswer[];
}

interface Kept {
  readonly answer: WhoCan;
  readonly found: readonly Found[];
  readonly counts: WhoCanAnswer["counts"];
  readonly facets: WhoCanAnswer["facets"];
}

export type WhoCanInput = Omit<WhoCanQuery, "snapshot">;

export function askWhoCan(view: SnapshotView, query: WhoCanInput): WhoCanAnswer {
  const index = view.access();
  const { answer, found, counts, facets } = solve(view, index, query.action, query.resource);
  const shown = isFiltered(query) ? found.filter((each) => matches(each, query)) : found;
  const rows = shown.slice(query.offset, query.offset + query.limit).map((each) => toRow(view, index, answer, each));
  const sample = answer.matches.values().next().value;
  const missing = sample ? layersNotRead(index, sample.profile, answer.resource, sample.notRead, sample.doubt) : [];
  return {
    rows,
    matched: shown.length,
    total: found.length,
    offset: query.offset,
    action: askedAction(index, query.action, answer.asked),
    resource: answer.resource && askedResource(index, answer.resource),
    sentence: sentence(query, found.length, counts),
    counts,
    facets,
    layersEvaluated: layersEvaluated(answer.resource, missing),
    layersNotRead: missing,
    gaps: gapAnswers(view, hidingGaps(view)),
  };
}

/** The last questions are kept: pages of one answer, and filters over it, are not worked out again. */
function solve(view: SnapshotView, index: AccessIndex, action: string, resource: string): Kept {
  const kept = view.kept("who-can answers", () => new Map<string, Kept>());
  const key = JSON.stringify([action.toLowerCase(), resource]);
  let known = kept.get(key);
  if (!known) {
    const answer = whoCan(index, action, resource);
    const answers = bindingAnswers(index, answer);
    const found = byWorkload(view, answers);
    const roles = new Set(answers.map(({ binding }) => binding.credentialRoleArn)).size;
    known = { answer, found, counts: countsOf(found, roles), facets: facetsOf(view, found) };
    kept.set(key, known);
    for (const oldest of kept.keys()) {
      if (kept.size <= REMEMBERED) break;
      kept.delete(oldest);
    }
  }
  return known;
}

/** Best first, then in the order of the list of workloads. */
function byWorkload(view: SnapshotView, answers: readonly BindingAnswer[]): readonly Found[] {
  const entries = entriesByBinding(view);
  const rows = view.workloads();
  const found: (Found | undefined)[] = [];
  const places: number[] = [];
  for (const answer of answers) {
    const level = levelOf(answer.verdict);
    for (const place of entries.get(answer.binding) ?? []) {
      const known = found[place];
      if (!known) {
        found[place] = { entry: rows[place]!, place, level, depth: answer.depth, answers: [answer] };
        places.push(place);
        continue;
      }
      known.answers.push(answer);
      if (level < known.level || (level === known.level && answer.depth < known.depth)) {
        known.level = level;
        known.depth = answer.depth;
      }
    }
  }
  // One number orders: level, then steps, then the place in the list.
  const keys = new Float64Array(places.length);
  places.forEach((place, i) => {
    const { level, depth } = found[place]!;
    keys[i] = (level * 1_000 + Math.min(999, depth)) * 2 ** 32 + place;
  });
  return Array.from(keys.sort(), (key) => found[key % 2 ** 32]!);
}

function isFiltered({ verdict, directness, overlap, account, cluster, namespace, system, q }: WhoCanInput): boolean {
  const lists = [verdict, account, cluster, namespace];
  return (
    lists.some((list) => list.length > 0) || [directness, overlap, system].some((each) => each !== "all") || q !== ""
  );
}

function matches({ entry, level, depth, answers }: Found, query: WhoCanInput): boolean {
  const { row } = entry;
  if (query.verdict.length > 0 && !query.verdict.includes(LEVELS[level]!)) return false;
  if (query.directness !== "all" && (query.directness === "direct") !== (depth === 0)) return false;
  if (query.overlap !== "all") {
    const full = answers.some(({ match }) => match?.resource === "full" && match.actions === "full");
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

function toRow(
  view: SnapshotView,
  index: AccessIndex,
  answer: WhoCan,
  { entry, level, depth, answers }: Found,
): WhoCanRow {
  const workload = workloadRef(entry.row);
  const ways = answers.flatMap(({ binding }) => waysOf(index, answer, binding).map((way) => ({ binding, way })));
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

function countsOf(found: readonly Found[], roles: number): WhoCanAnswer["counts"] {
  const counts = { allowed: 0, conditional: 0, unknown: 0, direct: 0, onward: 0, roles };
  for (const { level, depth } of found) {
    counts[LEVELS[level]!]++;
    counts[depth === 0 ? "direct" : "onward"]++;
  }
  return counts;
}

function facetsOf(view: SnapshotView, found: readonly Found[]): WhoCanAnswer["facets"] {
  const counts = [0, 0, 0];
  for (const { level } of found) counts[level]!++;
  const verdict = LEVELS.flatMap((value, level) =>
    counts[level]! > 0 ? [{ value, label: value, count: counts[level]! }] : [],
  );
  const places = found.map(({ place }) => place);
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

function sentence(query: WhoCanInput, total: number, counts: WhoCanAnswer["counts"]): string {
  const what = `${query.action}${query.resource === "" ? "" : ` on ${query.resource}`}`;
  if (total === 0) return `No workload that was read can do ${what}.`;
  const kinds = [
    ...(counts.allowed > 0 ? [`${counts.allowed} for certain`] : []),
    ...(counts.conditional > 0 ? [`${counts.conditional} under conditions`] : []),
    ...(counts.unknown > 0 ? [`${counts.unknown} as far as is not known`] : []),
  ].join(", ");
  const onward = counts.onward > 0 ? ` ${counts.onward} of them only by assuming another role.` : "";
  return `${total === 1 ? "1 workload" : `${total} workloads`} can do ${what}: ${kinds}.${onward}`;
}
