/** Everything that a workload or a role can do, by service and access level. */
import type {
  GrantAnswer,
  LevelAnswer,
  ReachedRole,
  ResourceAccess,
  ServiceAccess,
  WhatCanAnswer,
  WhatCanQuery,
} from "@/lib/contracts/api";
import { resourcePath } from "@/lib/contracts/api";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { atMost, type Certainty, LEVELS, levelOf } from "@/lib/domain/access/levels";
import type { Profile } from "@/lib/domain/access/profile";
import { reachedFrom } from "@/lib/domain/access/ways";
import { knownResource } from "@/lib/domain/access/well-known";
import { bindingLevel } from "@/lib/domain/access/who-can";
import { ActionSet, type Grant } from "@/lib/domain/policy/sets";
import { ACCESS_LEVELS, type AccessLevel } from "@/lib/domain/policy/table";
import { conditionSentence } from "../condition-words";
import { gapAnswers } from "../gap-answer";
import { roleRef } from "../refs";
import type { SnapshotView } from "../snapshot-view";
import { statementEvidence } from "./evidence";
import { layersEvaluated, layersNotRead } from "./layer-words";
import { limitAnswer, take } from "./path";
import { type Subject, subjectOf } from "./subject";
import { type Piece, piecesOf, type Source, stateOf } from "./what-can-pieces";
import { whatCanSentence } from "./what-can-sentence";

export type WhatCanInput = Omit<WhatCanQuery, "snapshot">;

/** null where there is no such workload or role. */
export function askWhatCan(view: SnapshotView, query: WhatCanInput): WhatCanAnswer | null {
  const index = view.access();
  const subject = subjectOf(view, index, query.subject);
  if (!subject) return null;
  const { sources, reached } = sourcesOf(view, index, subject, query.reach === "all");
  const pieces = sources.flatMap((source) => piecesOf(index, source));
  const services = servicesOf(index, pieces);
  const range = query.service === "" ? null : index.table.serviceRange(query.service);
  const within = range && ActionSet.range(range.start, range.end);
  const drilled = within ? pieces.filter(({ grant }) => grant.may.intersects(within)) : [];
  const missing = sources[0]
    ? layersNotRead(index, sources[0].profile, null, index.permissions(sources[0].profile).notRead, null)
    : [];
  return {
    subject: { workload: subject.workload, role: subject.role },
    sentence: whatCanSentence(subject, services),
    services,
    grants: drilled.slice(0, 500).map((piece) => grantAnswer(view, index, piece, within!)),
    grantCount: drilled.length,
    reached,
    unknownActions: [
      ...new Set(
        sources.flatMap(({ profile }) => index.engine.unknownActions(profile.sets).map(({ pattern }) => pattern)),
      ),
    ].slice(0, 100),
    openEnded: sources.some(({ profile }) => index.permissions(profile).openEnded),
    layersEvaluated: layersEvaluated(null, missing),
    layersNotRead: missing,
    gaps: gapAnswers(
      view,
      view.gaps
        .filter(
          ({ accountId, service }) =>
            service === "iam" && sources.some(({ profile }) => profile.role?.accountId === accountId),
        )
        .slice(0, 20),
    ),
  };
}

function sourcesOf(view: SnapshotView, index: AccessIndex, subject: Subject, onward: boolean) {
  const sources = new Map<Profile, Source>();
  const reached = new Map<string, ReachedRole>();
  const add = (source: Source) => {
    const known = sources.get(source.profile);
    if (!known || source.level < known.level) sources.set(source.profile, source);
  };
  for (const { binding, profile } of subject.credentials) {
    const own = binding ? (bindingLevel(binding) ?? 2) : 0;
    add({ profile, level: own, onward: false });
    if (!onward) continue;
    for (const { edge, way, level, cycle } of reachedFrom(index, profile)) {
      if (edge.to && !cycle) add({ profile: edge.to, level: Math.max(own, level), onward: true });
      const key = `${edge.roleArn}|${cycle}`;
      if (reached.has(key)) continue;
      reached.set(key, {
        role: roleRef(view, edge.roleArn),
        depth: way.length,
        verdict: LEVELS[Math.max(own, level)]!,
        through: way.map(({ from }) => roleRef(view, from.roleArn)),
        cycle,
      });
    }
  }
  return { sources: [...sources.values()], reached: [...reached.values()] };
}

interface Cell {
  certainty: Certainty;
  may: ActionSet;
  onward: boolean;
}

function servicesOf(index: AccessIndex, pieces: readonly Piece[]): readonly ServiceAccess[] {
  const { table } = index;
  const byService = new Map<string, { cells: Map<AccessLevel, Cell>; resources: Map<string, ResourceAccess> }>();
  for (const { source, grant, most } of pieces) {
    const limit = stateOf(index, grant);
    for (const [service, sets] of levelsOf(index, grant)) {
      let entry = byService.get(service);
      if (!entry) {
        entry = { cells: new Map(), resources: new Map() };
        byService.set(service, entry);
      }
      let best: Certainty = "unknown";
      for (const [level, { may, must }] of sets) {
        const own = must.isEmpty || limit ? uncertain(index, source) : "allowed";
        const certainty = atMost(LEVELS[source.level]!, must.isEmpty ? atMost(own, most) : own);
        if (levelOf(certainty) < levelOf(best)) best = certainty;
        const cell = entry.cells.get(level);
        if (!cell) entry.cells.set(level, { certainty, may, onward: source.onward });
        else {
          cell.may = cell.may.union(may);
          if (levelOf(certainty) < levelOf(cell.certainty)) cell.certainty = certainty;
          cell.onward &&= source.onward;
        }
      }
      for (const resource of resourcesOf(index, grant, [...sets.keys()], best)) {
        const key = `${resource.negated}|${resource.pattern}`;
        const known = entry.resources.get(key);
        entry.resources.set(key, known ? merged(known, resource) : resource);
      }
    }
  }
  return [...byService]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, { cells, resources }]) => ({
      service,
      name: table.serviceName(service) ?? service,
      levels: ACCESS_LEVELS.flatMap((level): LevelAnswer[] => {
        const cell = cells.get(level);
        if (!cell) return [];
        const { certainty, may, onward } = cell;
        return [
          {
            level,
            verdict: certainty,
            actions: may.size,
            of: sizeOf(index, service, level),
            directness: onward ? "onward" : "direct",
          },
        ];
      }),
      resources: [...resources.values()]
        .sort((a, b) => Number(a.type === null) - Number(b.type === null) || (a.name < b.name ? -1 : 1))
        .slice(0, 20),
      resourceCount: resources.size,
    }));
}

function uncertain(index: AccessIndex, { profile }: Source): Certainty {
  const { openEnded, notRead } = index.permissions(profile);
  return openEnded || notRead.length > 0 ? "unknown" : "conditional";
}

/** What is left of a grant, by service and access level. */
function levelsOf(index: AccessIndex, grant: Grant) {
  const { table } = index;
  const found = new Map<string, Map<AccessLevel, { may: ActionSet; must: ActionSet }>>();
  for (const [start, end] of grant.may.ranges()) {
    for (let id = start; id < end; ) {
      const service = table.serviceOf(id);
      const stop = Math.min(end, table.serviceRange(service)!.end);
      const within = ActionSet.range(id, stop);
      let levels = found.get(service);
      if (!levels) {
        levels = new Map();
        found.set(service, levels);
      }
      for (const level of ACCESS_LEVELS) {
        const part = within.intersect(levelSet(index, level));
        if (part.isEmpty) continue;
        const must = part.intersect(grant.must);
        const known = levels.get(level);
        levels.set(level, known ? { may: known.may.union(part), must: known.must.union(must) } : { may: part, must });
      }
      id = stop;
    }
  }
  return found;
}

const levelSets = new WeakMap<object, ReadonlyMap<AccessLevel, ActionSet>>();

/** All actions of a level; made once for a table. */
function levelSet({ table }: AccessIndex, level: AccessLevel): ActionSet {
  let sets = levelSets.get(table);
  if (!sets) {
    const ranges = new Map<AccessLevel, ActionSet[]>(ACCESS_LEVELS.map((each) => [each, []]));
    for (let id = 0; id < table.size; id++) ranges.get(table.accessLevel(id))!.push(ActionSet.of(id));
    sets = new Map([...ranges].map(([each, parts]) => [each, unionOf(parts)]));
    levelSets.set(table, sets);
  }
  return sets.get(level)!;
}

/** Two by two: one after the other would copy what is already joined for each of thousands. */
function unionOf(parts: readonly ActionSet[]): ActionSet {
  let row = [...parts];
  while (row.length > 1)
    row = row.flatMap((part, i) => (i % 2 === 1 ? [] : [row[i + 1] ? part.union(row[i + 1]!) : part]));
  return row[0] ?? ActionSet.EMPTY;
}

function sizeOf(index: AccessIndex, service: string, level: AccessLevel): number {
  const { start, end } = index.table.serviceRange(service)!;
  return ActionSet.range(start, end).intersect(levelSet(index, level)).size;
}

function resourcesOf(
  index: AccessIndex,
  grant: Grant,
  levels: readonly AccessLevel[],
  verdict: Certainty,
): readonly ResourceAccess[] {
  const { negated, patterns } = grant.region;
  return patterns.map(({ text }) => {
    const known = negated ? null : knownResource(text, index.estate);
    return {
      pattern: text,
      negated,
      type: known?.type ?? null,
      name: known?.name ?? text,
      levels,
      verdict,
      href: text.startsWith("arn:") && !negated ? resourcePath(text) : null,
    };
  });
}

function merged(a: ResourceAccess, b: ResourceAccess): ResourceAccess {
  const levels = ACCESS_LEVELS.filter((level) => a.levels.includes(level) || b.levels.includes(level));
  return {
    ...a,
    levels,
    verdict: levelOf(a.verdict as Certainty) <= levelOf(b.verdict as Certainty) ? a.verdict : b.verdict,
  };
}

function grantAnswer(
  view: SnapshotView,
  index: AccessIndex,
  { source, grant, most, resource }: Piece,
  within: ActionSet,
): GrantAnswer {
  const { profile, level, onward } = source;
  const { table } = index;
  const may = grant.may.intersect(within);
  const must = grant.must.intersect(within);
  const { statement } = grant.statement;
  const own: Certainty = must.equals(may)
    ? "allowed"
    : must.isEmpty
      ? atMost(uncertain(index, source), most)
      : "conditional";
  const limit = stateOf(index, grant);
  const verdict = atMost(LEVELS[level]!, limit ? atMost(own, "conditional") : own);
  const levels = ACCESS_LEVELS.filter((each) => may.intersects(levelSet(index, each)));
  const limits = grant.limitedBy.filter(({ actions }) => actions.intersects(within));
  return {
    role: roleRef(view, profile.roleArn),
    directness: onward ? "onward" : "direct",
    statement: statementEvidence(
      index,
      resource === null
        ? { layer: "identity", level: null, policy: grant.policy, roleArn: profile.roleArn, resource: null }
        : { layer: "resource", level: null, policy: null, roleArn: profile.roleArn, resource },
      statement,
      "grants",
    ),
    resource: resourcesOf(index, grant, levels, verdict)[0]!,
    verdict,
    actions: [...take(may, 200)].map((id) => ({
      name: table.actionName(id),
      level: table.accessLevel(id),
      certain: must.has(id),
    })),
    actionCount: may.size,
    conditions: [...statement.conditions.map(conditionSentence), ...(limit ? [limit.text] : [])],
    limitedBy: limits.slice(0, 20).map((limit) => limitAnswer(index, profile, limit)),
    layersNotRead: layersNotRead(index, profile, null, index.permissions(profile).notRead, null),
  };
}
