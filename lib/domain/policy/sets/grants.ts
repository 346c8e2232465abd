/**
 * What each Allow of a role's own policies comes to on each of its resource patterns, once every Deny and every limiting
 * layer has been held against it.
 * may: possible for some request of the grant. must: certain for every request of it.
 */
import { actionCovers } from "./action-element";
import { ActionSet } from "./action-set";
import type { Limit } from "./limits";
import type { PolicySets, StatementSets } from "./policy-sets";
import { elementCovers, type ResourceRegion } from "./resource-element";
import type { Overlap } from "./resource-pattern";
import type { ResourceSupport, Support } from "./resource-support";
import type { SetLayerName } from "./role-policies";

/** The statement that takes from a grant; where `statement` is null, a layer's missing Allow or (with `policy`) a document as a whole. */
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

/**
 * How much may be spent on holding the statements of one role against each other: one for each pair, more for long
 * patterns. A document can hold ten thousand statements; beyond this, what a document denies or allows in all is taken
 * for every grant, which is less exact and never wrong.
 */
const STATEMENT_BUDGET = 2_000_000;

/** The actions that can be about one of several regions of a statement; null = all of the statement's. */
function supportOn(statement: StatementSets, region: ResourceRegion, support: ResourceSupport): Support | null {
  const [pattern] = region.patterns;
  if (statement.resource.regions.length === 1 || !pattern || pattern.kind === "any") return null;
  const found = support.onPattern(pattern);
  if (statement.unlisted.isEmpty) return found;
  return { possible: found.possible.union(statement.unlisted), certain: found.certain };
}

/** Every grant of the role that is about `within`, each with what takes from it. */
export function grantsOf(
  layers: RoleLayers,
  within: ActionSet,
  support: ResourceSupport,
  view: ActionView = TABLE_VIEW,
  explain = true,
): Grant[] {
  const grants: Grant[] = [];
  const budget = { left: STATEMENT_BUDGET };
  const start = {
    layers,
    support,
    view,
    may: within,
    must: view.inTable ? within.subtract(layers.resourceDecides) : within,
  };
  eachGrant(start, (policy, statement, region, named, certain) => {
    const left = new Remainder(named, certain, region, view, budget, explain);
    left.denies("identity", null, layers.identity, null, true);
    if (layers.identityNotRead) left.must = ActionSet.EMPTY;
    for (const limit of layers.limits) left.limit(limit);
    grants.push({ policy, statement, region, named, may: left.may, must: left.must, limitedBy: left.limitedBy });
  });
  return grants;
}

/** What all grants that are about `within` come to together: actions of the table, no explanations. */
export function sumOfGrants(
  layers: RoleLayers,
  within: ActionSet,
  support: ResourceSupport,
): { readonly may: ActionSet; readonly must: ActionSet } {
  const budget = { left: STATEMENT_BUDGET };
  let may = within;
  let must = layers.identityNotRead ? ActionSet.EMPTY : within.subtract(layers.resourceDecides);
  const bound: Limit[] = [];
  for (const limit of layers.limits) {
    if (limit.limitedAllow.intersects(within) || limit.limitedDeny.intersects(within)) bound.push(limit);
    else {
      may = may.intersect(limit.may);
      must = must.intersect(limit.must);
    }
  }
  const denying = layers.identity.filter(({ sets }) => sets.denyMay.intersects(may));
  let sumMay = ActionSet.EMPTY;
  let sumMust = ActionSet.EMPTY;
  eachGrant({ layers, support, view: TABLE_VIEW, may, must }, (_policy, _statement, region, named, certain) => {
    // What other grants have given already need not be held against anything.
    if (named.isSubsetOf(sumMust)) return;
    const left = new Remainder(named, certain, region, TABLE_VIEW, budget, false);
    left.denies("identity", null, denying, null, true);
    for (const limit of bound) left.limit(limit);
    sumMay = sumMay.union(left.may);
    sumMust = sumMust.union(left.must);
  });
  return { may: sumMay, must: sumMust };
}

interface Walk {
  readonly layers: RoleLayers;
  readonly support: ResourceSupport;
  readonly view: ActionView;
  /** Grants are cut to these. */
  readonly may: ActionSet;
  readonly must: ActionSet;
}

type VisitGrant = (
  policy: string,
  statement: StatementSets,
  region: ResourceRegion,
  named: ActionSet,
  certain: ActionSet,
) => void;

function eachGrant({ layers, support, view, may, must }: Walk, visit: VisitGrant): void {
  for (const { name, sets } of layers.identity) {
    if (view.inTable && !sets.allowMay.intersects(may)) continue;
    for (const statement of sets.statements) {
      if (statement.statement.effect !== "Allow") continue;
      const possible = view.possible(statement).intersect(may);
      if (possible.isEmpty) continue;
      for (const region of statement.resource.regions) {
        const listed = view.inTable ? supportOn(statement, region, support) : null;
        const named = listed ? possible.intersect(listed.possible) : possible;
        if (named.isEmpty) continue;
        let certain = statement.conditional
          ? ActionSet.EMPTY
          : view.certain(statement).intersect(named).intersect(must);
        if (listed && !certain.isEmpty) certain = certain.intersect(listed.certain);
        visit(name, statement, region, named, certain);
      }
    }
  }
}

const NO_LIMITS: LimitedBy[] = [];

/** What remains of one grant while the layers are held against it. */
class Remainder {
  readonly limitedBy: LimitedBy[];

  constructor(
    public may: ActionSet,
    public must: ActionSet,
    readonly region: ResourceRegion,
    readonly view: ActionView,
    readonly budget: { left: number },
    readonly explain: boolean,
  ) {
    this.limitedBy = explain ? [] : NO_LIMITS;
  }

  limit(limit: Limit): void {
    const bearsOn = this.view.bearsOn(limit);
    // Where it does not depend on the resource, the layer's own sums say it all.
    if (!this.explain && !limit.limitedAllow.intersects(this.may)) {
      this.may = this.may.intersect(limit.allowMay);
      this.must = this.must.intersect(limit.allowEverywhere);
    } else if (limit.needsAllow) this.#allows(limit);
    this.denies(limit.layer, limit.level, limit.documents, bearsOn, limit.binding);
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
      if (this.view.inTable && !sets.denyMay.intersects(this.may)) continue;
      this.budget.left -= sets.statements.length;
      if (this.budget.left < 0) {
        this.#deniesInAll(layer, level, name, sets, bearsOn, binding);
        continue;
      }
      for (const statement of sets.statements) {
        if (statement.statement.effect !== "Deny") continue;
        const possible = within(this.view.possible(statement), bearsOn);
        if (!possible.intersects(this.may)) continue;
        const covers = this.#covers(statement);
        if (covers === "none") continue;
        const sure = binding && covers === "all" && !statement.conditional;
        const removed = sure ? within(this.view.certain(statement), bearsOn) : ActionSet.EMPTY;
        if (this.explain) {
          const source = { layer, level, policy: name, statement };
          this.#note({ ...source, effect: "removes", actions: removed });
          this.#note({ ...source, effect: "narrows", actions: possible.subtract(removed) });
        }
        this.may = this.may.subtract(removed);
        this.must = this.must.subtract(possible);
      }
    }
  }

  /** Without looking at single statements: those that name resources may be about the grant's. */
  #deniesInAll(
    layer: SetLayerName,
    level: number | null,
    policy: string,
    sets: PolicySets,
    bearsOn: ActionSet | null,
    binding: boolean,
  ): void {
    const { inTable } = this.view;
    const possible = inTable ? within(sets.denyMay, bearsOn) : STAND_IN;
    const removed = inTable && binding ? within(sets.denySure, bearsOn) : ActionSet.EMPTY;
    if (this.explain) {
      const source = { layer, level, policy, statement: null };
      this.#note({ ...source, effect: "removes", actions: removed });
      this.#note({ ...source, effect: "narrows", actions: possible.subtract(removed) });
    }
    this.may = this.may.subtract(removed);
    this.must = this.must.subtract(possible);
  }

  #allows(limit: Limit): void {
    let may = ActionSet.EMPTY;
    let must = ActionSet.EMPTY;
    for (const { sets } of limit.documents) {
      this.budget.left -= sets.statements.length;
      if (this.budget.left < 0) {
        may = may.union(this.view.inTable ? sets.allowMay : STAND_IN);
        must = must.union(this.view.inTable ? sets.allowEverywhere : ActionSet.EMPTY);
        continue;
      }
      for (const statement of sets.statements) {
        if (statement.statement.effect !== "Allow") continue;
        const possible = this.view.possible(statement);
        if (!possible.intersects(this.may)) continue;
        const covers = this.#covers(statement);
        if (covers === "none") continue;
        may = may.union(possible);
        if (covers === "all" && !statement.conditional) must = must.union(this.view.certain(statement));
      }
    }
    const source = { layer: limit.layer, level: limit.level, policy: null, statement: null };
    if (!limit.notRead) {
      if (this.explain) this.#note({ ...source, effect: "removes", actions: this.may.subtract(may) });
      this.may = this.may.intersect(may);
    }
    if (this.explain) this.#note({ ...source, effect: "narrows", actions: this.may.subtract(must) });
    this.must = this.must.intersect(must);
  }

  #covers({ resource }: StatementSets): Overlap {
    if (resource.any) return "all";
    this.budget.left -= (resource.weight * this.region.weight) >> 8;
    return this.budget.left < 0 ? "part" : elementCovers(resource, this.region);
  }

  #note(found: LimitedBy): void {
    const actions = found.actions.intersect(this.may);
    if (!actions.isEmpty) this.limitedBy.push({ ...found, actions });
  }
}

function within(set: ActionSet, bearsOn: ActionSet | null): ActionSet {
  return bearsOn ? set.intersect(bearsOn) : set;
}
