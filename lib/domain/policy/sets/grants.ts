/**
 * What each Allow of a role's own policies comes to on each of its resource patterns, once every Deny and every limiting
 * layer has been held against it.
 * may: possible for some request of the grant. must: certain for every request of it.
 */
import { actionCovers } from "./action-element";
import { ActionSet } from "./action-set";
import type { Limit } from "./limits";
import type { PolicySets, StatementSets } from "./policy-sets";
import { elementCovers, type ResourceElement, type ResourceRegion } from "./resource-element";
import type { Overlap } from "./resource-pattern";
import type { ResourceSupport, Support } from "./resource-support";
import type { SetLayerName } from "./role-policies";

/** The statement, or (statement null) the missing Allow of a layer, that takes from a grant. */
export interface LimitedBy {
  readonly layer: SetLayerName;
  readonly level: number | null;
  readonly policy: string | null;
  readonly statement: StatementSets | null;
  /** removes: these actions are gone. narrows: they hold for some resources or under conditions only. */
  readonly effect: "removes" | "narrows";
  readonly actions: ActionSet;
}

export interface Grant {
  readonly policy: string;
  readonly statement: StatementSets;
  /** One pattern of Resource, or NotResource as a whole. */
  readonly region: ResourceRegion;
  /** What the statement names, before anything takes from it. */
  readonly named: ActionSet;
  readonly may: ActionSet;
  readonly must: ActionSet;
  /** Empty unless asked for. */
  readonly limitedBy: readonly LimitedBy[];
}

/** A role's documents and limits, ready for questions. */
export interface RoleLayers {
  readonly identity: readonly { readonly name: string; readonly sets: PolicySets }[];
  /** A policy of the role was not read: it may allow and deny anything. */
  readonly identityNotRead: boolean;
  readonly limits: readonly Limit[];
  /** Actions of the table that identity policies alone never allow. */
  readonly resourceDecides: ActionSet;
}

/** How statements are held against the actions in question. */
export interface ActionView {
  /** The actions in question are the table's: sums over whole documents hold for them. */
  readonly inTable: boolean;
  possible(statement: StatementSets): ActionSet;
  certain(statement: StatementSets): ActionSet;
  /** What a layer that bears on some actions bears on, of the actions in question. */
  bearsOn(limit: Limit): ActionSet | null;
}

export const TABLE_VIEW: ActionView = {
  inTable: true,
  possible: (statement) => statement.possible,
  certain: (statement) => statement.certain,
  bearsOn: (limit) => limit.bearsOn,
};

/** The one action of a view on an action pattern that the table does not know. */
export const STAND_IN = ActionSet.range(0, 1);

/** For an action pattern that names nothing in the table: it is treated as one action, which statements cover or not. */
export function unknownActionView(pattern: string): ActionView {
  const covers = new Map<StatementSets, Overlap>();
  const cover = (statement: StatementSets): Overlap => {
    const known = covers.get(statement) ?? actionCovers(statement.statement.action, pattern);
    covers.set(statement, known);
    return known;
  };
  return {
    inTable: false,
    possible: (statement) => (cover(statement) === "none" ? ActionSet.EMPTY : STAND_IN),
    certain: (statement) => (cover(statement) === "all" ? STAND_IN : ActionSet.EMPTY),
    bearsOn: () => null,
  };
}

/** How statements' resources lie to each other, remembered for as long as they live. */
export class Coverage {
  readonly #support: ResourceSupport;
  readonly #known = new WeakMap<ResourceRegion, WeakMap<ResourceElement, Overlap>>();

  constructor(support: ResourceSupport) {
    this.#support = support;
  }

  /** How much an element covers of a region. */
  of(element: ResourceElement, region: ResourceRegion): Overlap {
    if (element.any) return "all";
    let elements = this.#known.get(region);
    if (!elements) {
      elements = new WeakMap();
      this.#known.set(region, elements);
    }
    let covers = elements.get(element);
    if (covers === undefined) {
      covers = elementCovers(element, region);
      elements.set(element, covers);
    }
    return covers;
  }

  /** The actions that can be about one of several regions of a statement; null = all of the statement's. */
  actionsOn(statement: StatementSets, region: ResourceRegion): Support | null {
    const [pattern] = region.patterns;
    if (statement.resource.regions.length === 1 || !pattern || pattern.kind === "any") return null;
    const support = this.#support.onPattern(pattern);
    return statement.unlisted.isEmpty ? support : { ...support, possible: support.possible.union(statement.unlisted) };
  }
}

/** The grants of the role that are about `within`. With `explain`, each says what takes from it. */
export function grantsOf(
  layers: RoleLayers,
  within: ActionSet,
  coverage: Coverage,
  explain: boolean,
  view: ActionView = TABLE_VIEW,
): Grant[] {
  const grants: Grant[] = [];
  for (const { name, sets } of layers.identity) {
    if (view.inTable && !sets.allowMay.intersects(within)) continue;
    for (const statement of sets.statements) {
      if (statement.statement.effect !== "Allow") continue;
      const possible = view.possible(statement).intersect(within);
      if (possible.isEmpty) continue;
      for (const region of statement.resource.regions) {
        const support = view.inTable ? coverage.actionsOn(statement, region) : null;
        const named = support ? possible.intersect(support.possible) : possible;
        if (named.isEmpty) continue;
        const own = statement.conditional ? ActionSet.EMPTY : view.certain(statement).intersect(named);
        const listed = support ? own.intersect(support.certain) : own;
        const certain = view.inTable ? listed.subtract(layers.resourceDecides) : listed;
        const left = new Remainder(named, certain, region, view, coverage, explain);
        left.denies("identity", null, layers.identity, null, true);
        if (layers.identityNotRead) left.must = ActionSet.EMPTY;
        for (const limit of layers.limits) left.limit(limit);
        grants.push({
          policy: name,
          statement,
          region,
          named,
          may: left.may,
          must: left.must,
          limitedBy: left.limitedBy,
        });
      }
    }
  }
  return grants;
}

/** What remains of one grant while the layers are held against it. */
class Remainder {
  readonly limitedBy: LimitedBy[] = [];

  constructor(
    public may: ActionSet,
    public must: ActionSet,
    readonly region: ResourceRegion,
    readonly view: ActionView,
    readonly coverage: Coverage,
    readonly explain: boolean,
  ) {}

  limit(limit: Limit): void {
    const bearsOn = this.view.bearsOn(limit);
    // Where it does not depend on the resource, the layer's own sums say it all.
    const brief = !this.explain && this.view.inTable;
    if (brief && !limit.limitedAllow.intersects(this.may)) {
      this.may = this.may.intersect(limit.allowMay);
      this.must = this.must.intersect(limit.allowEverywhere);
    } else if (limit.needsAllow) this.#allows(limit);
    if (brief && !limit.limitedDeny.intersects(this.may)) {
      this.may = this.may.subtract(limit.denySure);
      this.must = this.must.subtract(limit.denyMay);
    } else this.denies(limit.layer, limit.level, limit.documents, bearsOn, limit.binding);
    if (limit.notRead) this.must = bearsOn ? this.must.subtract(bearsOn) : ActionSet.EMPTY;
  }

  denies(
    layer: SetLayerName,
    level: number | null,
    documents: RoleLayers["identity"],
    bearsOn: ActionSet | null,
    binding: boolean,
  ): void {
    for (const { name, sets } of documents) {
      if (bearsOn === null && this.view.inTable && !sets.denyMay.intersects(this.may)) continue;
      for (const statement of sets.statements) {
        if (statement.statement.effect !== "Deny") continue;
        const possible = within(this.view.possible(statement), bearsOn);
        if (!possible.intersects(this.may)) continue;
        const covers = this.coverage.of(statement.resource, this.region);
        if (covers === "none") continue;
        const sure = binding && covers === "all" && !statement.conditional;
        const removed = sure ? within(this.view.certain(statement), bearsOn) : ActionSet.EMPTY;
        const source = { layer, level, policy: name, statement };
        this.#note({ ...source, effect: "removes", actions: removed });
        this.#note({ ...source, effect: "narrows", actions: possible.subtract(removed) });
        this.may = this.may.subtract(removed);
        this.must = this.must.subtract(possible);
      }
    }
  }

  #allows(limit: Limit): void {
    let may = ActionSet.EMPTY;
    let must = ActionSet.EMPTY;
    for (const { sets } of limit.documents) {
      for (const statement of sets.statements) {
        if (statement.statement.effect !== "Allow") continue;
        const possible = this.view.possible(statement);
        if (!possible.intersects(this.may)) continue;
        const covers = this.coverage.of(statement.resource, this.region);
        if (covers === "none") continue;
        may = may.union(possible);
        if (covers === "all" && !statement.conditional) must = must.union(this.view.certain(statement));
      }
    }
    const source = { layer: limit.layer, level: limit.level, policy: null, statement: null };
    if (!limit.notRead) {
      this.#note({ ...source, effect: "removes", actions: this.may.subtract(may) });
      this.may = this.may.intersect(may);
    }
    this.#note({ ...source, effect: "narrows", actions: this.may.subtract(must) });
    this.must = this.must.intersect(must);
  }

  #note(found: LimitedBy): void {
    if (!this.explain) return;
    const actions = found.actions.intersect(this.may);
    if (!actions.isEmpty) this.limitedBy.push({ ...found, actions });
  }
}

function within(set: ActionSet, bearsOn: ActionSet | null): ActionSet {
  return bearsOn ? set.intersect(bearsOn) : set;
}
