/** A role's permissions as rows of a table: one an allow statement, action pattern as written and resource pattern. */
import { ACCESS_LEVELS, type AccessLevel, type ActionTable } from "@/lib/domain/policy/table";
import { ActionSet } from "./action-set";
import { type Grant, grantsOf, type LimitedBy, type RoleLayers, STAND_IN, unknownActionView } from "./grants";
import type { StatementSets } from "./policy-sets";
import type { ResourceRegion } from "./resource-element";
import type { PermissionEngine } from "./role-permissions";
import type { RolePolicySets, SetLayerName } from "./role-policies";

/** As written: one pattern, or all patterns of NotAction or NotResource. */
export interface WrittenPatterns {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

export interface PermissionRow {
  /** Service prefix in lower case; "*" where the pattern is about several. */
  readonly service: string;
  readonly action: WrittenPatterns;
  readonly resource: WrittenPatterns;
  /** Levels of what is left of it, in the order of ACCESS_LEVELS; empty for actions that the table does not know. */
  readonly accessLevels: readonly AccessLevel[];
  /**
   * allowed: all that is left of it is certain. conditional: see `conditional` and `limitedBy`. unknown: a layer that
   * bears on it was not read (`notRead`). denied: nothing is left. inert: the actions cannot be about such resources.
   */
  readonly effect: "allowed" | "conditional" | "unknown" | "denied" | "inert";
  /** The statement has conditions. */
  readonly conditional: boolean;
  readonly policy: string;
  readonly statement: StatementSets;
  readonly limitedBy: readonly LimitedBy[];
  readonly notRead: readonly (SetLayerName | "resource")[];
  /** What the pattern names that is left; null where the table knows nothing of it. */
  readonly may: ActionSet | null;
  readonly must: ActionSet | null;
}

/**
 * All rows of a role: by document and statement, then what the table does not know. Rows that nothing is left of are
 * kept, with effect "denied" or "inert"; where a statement lists actions and resources of several services, only the
 * pairs that belong together are.
 */
export function permissionRows(engine: PermissionEngine, policies: RolePolicySets): readonly PermissionRow[] {
  const layers = engine.layers(policies);
  const everything = engine.compiler.matcher.everything;
  const grants = new Map<StatementSets, Grant[]>();
  for (const grant of grantsOf(layers, everything, engine.compiler.support)) {
    const known = grants.get(grant.statement);
    if (known) known.push(grant);
    else grants.set(grant.statement, [grant]);
  }
  const rows: PermissionRow[] = [];
  for (const { name, sets } of layers.identity) {
    for (const statement of sets.statements) {
      if (statement.statement.effect !== "Allow") continue;
      const own = (grants.get(statement) ?? []).filter(({ policy }) => policy === name);
      for (const element of elementsOf(statement)) rows.push(...rowsOf(engine, layers, name, statement, element, own));
    }
  }
  const patterns = new Set(layers.identity.flatMap(({ sets }) => sets.unknown));
  for (const pattern of patterns) {
    for (const grant of grantsOf(layers, STAND_IN, engine.compiler.support, unknownActionView(pattern))) {
      const { action } = grant.statement.statement;
      if (!action.negated && action.patterns.includes(pattern)) rows.push(unknownRow(layers, grant, pattern));
    }
  }
  return rows;
}

function elementsOf({ statement: { action } }: StatementSets): readonly WrittenPatterns[] {
  return action.negated ? [action] : action.patterns.map((pattern) => ({ negated: false, patterns: [pattern] }));
}

function rowsOf(
  engine: PermissionEngine,
  layers: RoleLayers,
  policy: string,
  statement: StatementSets,
  action: WrittenPatterns,
  grants: readonly Grant[],
): PermissionRow[] {
  const { matcher, table } = engine.compiler;
  const service = action.negated ? "*" : serviceOf(action.patterns[0]!);
  const rows: PermissionRow[] = [];
  for (const grant of grants) {
    const named = action.negated ? grant.named : grant.named.intersect(matcher.match(action.patterns[0]!).actions);
    if (named.isEmpty) continue;
    const may = grant.may.intersect(named);
    const must = grant.must.intersect(named);
    const notRead = notReadFor(layers, may);
    rows.push({
      ...common(grant),
      service,
      action,
      accessLevels: levelsOf(table, may),
      effect: effectOf(may.isEmpty ? may : listedOf(engine, grant.region, may), must, notRead),
      limitedBy: grant.limitedBy.filter(({ actions }) => actions.intersects(named)),
      notRead,
      may,
      must,
    });
  }
  if (rows.length > 0 || (!action.negated && statement.unknown.includes(action.patterns[0]!))) return rows;
  const none = { accessLevels: [], limitedBy: [], notRead: [], may: ActionSet.EMPTY, must: ActionSet.EMPTY };
  return [{ ...common({ policy, statement, region: statement.resource }), ...none, service, action, effect: "inert" }];
}

/**
 * The actions that are about such resources by AWS's own list. Others stay possible, as the list has gaps, and make a row no
 * less certain.
 */
function listedOf(engine: PermissionEngine, { negated, patterns }: ResourceRegion, may: ActionSet): ActionSet {
  const [pattern] = patterns;
  if (negated || patterns.length !== 1 || !pattern || pattern.kind === "any") return may;
  const listed = may.intersect(engine.compiler.support.onPattern(pattern).certain);
  return listed.isEmpty ? may : listed;
}

/** An action that the table does not have stands as one action: the layers name it or do not. */
function unknownRow(layers: RoleLayers, grant: Grant, pattern: string): PermissionRow {
  const notRead = notReadFor(layers, null);
  return {
    ...common(grant),
    service: serviceOf(pattern),
    action: { negated: false, patterns: [pattern] },
    accessLevels: [],
    effect: effectOf(grant.may, grant.must, notRead),
    limitedBy: grant.limitedBy,
    notRead,
    may: null,
    must: null,
  };
}

function common(grant: Pick<Grant, "policy" | "statement" | "region">) {
  const { policy, statement } = grant;
  return { policy, statement, conditional: statement.conditional, resource: written(grant.region) };
}

function written({ negated, patterns }: ResourceRegion): WrittenPatterns {
  return { negated, patterns: patterns.map(({ text }) => text) };
}

function effectOf(may: ActionSet, must: ActionSet, notRead: PermissionRow["notRead"]): PermissionRow["effect"] {
  if (may.isEmpty) return "denied";
  if (notRead.length > 0) return "unknown";
  return may.isSubsetOf(must) ? "allowed" : "conditional";
}

/** Layers that were not read and bear on the actions (null: on an action that the table does not have). */
function notReadFor(layers: RoleLayers, actions: ActionSet | null): PermissionRow["notRead"] {
  const names = new Set<SetLayerName | "resource">(layers.identityNotRead ? ["identity"] : []);
  for (const { layer, notRead, bearsOn } of layers.limits) {
    if (notRead && (actions === null || bearsOn === null || bearsOn.intersects(actions))) names.add(layer);
  }
  if (actions !== null && layers.resourceDecides.intersects(actions)) names.add("resource");
  return [...names];
}

function levelsOf(table: ActionTable, actions: ActionSet): readonly AccessLevel[] {
  const found = new Set<AccessLevel>();
  for (const id of actions) {
    found.add(table.accessLevel(id));
    if (found.size === ACCESS_LEVELS.length) break;
  }
  return ACCESS_LEVELS.filter((level) => found.has(level));
}

function serviceOf(pattern: string): string {
  const service = pattern.slice(0, Math.max(0, pattern.indexOf(":"))).toLowerCase();
  return service === "" || /[*?]/.test(service) ? "*" : service;
}
