/** One question ("these actions on this resource") held against many roles: each document is read once. */
import { ActionSet } from "./action-set";
import type { ActionView } from "./grants";
import type { Limit } from "./limits";
import type { PolicySets, StatementSets } from "./policy-sets";
import { elementCovers, type ResourceRegion } from "./resource-element";
import type { Overlap } from "./resource-pattern";
import type { PermissionEngine, RolePermissions } from "./role-permissions";
import type { NamedSets, RolePolicySets, SetLayerName } from "./role-policies";

export interface QuestionAnswer {
  /** Of the actions in question, those that are possible, and those that are certain on the whole resource. */
  readonly may: ActionSet;
  readonly must: ActionSet;
  /** Does one Allow cover the whole resource, or only a part of it. */
  readonly resource: Exclude<Overlap, "none">;
  readonly statements: readonly MatchedStatement[];
  /** Layers that were not read and bear on the question; "resource" where the resource's own policy has to allow it too. */
  readonly notRead: readonly (SetLayerName | "resource")[];
}

export interface MatchedStatement {
  readonly policy: string;
  readonly statement: StatementSets;
  readonly covers: Exclude<Overlap, "none">;
}

/** What one document says to the question. */
interface DocumentAnswer {
  readonly allows: readonly {
    readonly statement: StatementSets;
    readonly covers: Exclude<Overlap, "none">;
    readonly possible: ActionSet;
  }[];
  readonly allowMay: ActionSet;
  readonly allowMust: ActionSet;
  readonly denySure: ActionSet;
  readonly denyMay: ActionSet;
}

const SILENT: DocumentAnswer = {
  allows: [],
  allowMay: ActionSet.EMPTY,
  allowMust: ActionSet.EMPTY,
  denySure: ActionSet.EMPTY,
  denyMay: ActionSet.EMPTY,
};

const NONE: QuestionAnswer["notRead"] = [];

interface LimitAnswer {
  readonly may: ActionSet;
  readonly must: ActionSet;
}

export class Question {
  readonly #engine: PermissionEngine;
  readonly #view: ActionView;
  readonly #within: ActionSet;
  readonly #region: ResourceRegion | null;
  /** RCPs of the resource's account, which bind every caller; null = those of the role's own account count. */
  readonly #owner: readonly Limit[] | null;
  readonly #documents = new Map<PolicySets, DocumentAnswer>();
  readonly #limits = new Map<Limit, LimitAnswer>();

  constructor(
    engine: PermissionEngine,
    view: ActionView,
    within: ActionSet,
    region: ResourceRegion | null,
    ownerControl: RolePolicySets["resourceControl"] | null,
  ) {
    this.#engine = engine;
    this.#view = view;
    this.#within = within;
    this.#region = region;
    this.#owner = ownerControl === null ? null : engine.limits.ofOwner(ownerControl);
  }

  /** null where the role can do none of it. `known`: what the role can do at all. */
  ask(policies: RolePolicySets, known: RolePermissions): QuestionAnswer | null {
    const identity = policies.identity === "unknown" ? [] : policies.identity;
    let may = ActionSet.EMPTY;
    let must = ActionSet.EMPTY;
    for (const { sets } of identity) {
      if (!sets) continue;
      const answer = this.#document(sets);
      may = may.union(answer.allowMay);
      must = must.union(answer.allowMust);
    }
    if (known.openEnded) may = this.#within;
    if (may.isEmpty) return null;
    for (const { sets } of identity) {
      if (!sets) continue;
      const answer = this.#document(sets);
      may = may.subtract(answer.denySure);
      must = must.subtract(answer.denyMay);
    }
    for (const limit of this.#limitsOf(policies)) {
      const answer = this.#limit(limit);
      may = may.intersect(answer.may);
      must = must.intersect(answer.must);
    }
    if (this.#view.inTable && !known.openEnded) {
      may = may.intersect(known.may);
      if (this.#region === null && this.#owner === null) must = known.must;
    }
    if (may.isEmpty) return null;
    if (known.openEnded) must = ActionSet.EMPTY;
    const statements = this.#statements(identity, may);
    const whole = statements.some(({ covers }) => covers === "all");
    if (this.#view.inTable) must = must.subtract(this.#engine.resourceDecides);
    return {
      may,
      must: must.intersect(may),
      resource: whole ? "all" : "part",
      statements,
      notRead: this.#notRead(policies, known, may),
    };
  }

  #notRead(policies: RolePolicySets, known: RolePermissions, may: ActionSet): QuestionAnswer["notRead"] {
    const resource = this.#view.inTable && this.#engine.resourceDecides.intersects(may);
    if (known.notRead.length === 0 && this.#owner === null && !resource) return NONE;
    const names = new Set<SetLayerName | "resource">(known.openEnded ? ["identity"] : []);
    for (const limit of this.#limitsOf(policies)) {
      const bearsOn = this.#view.bearsOn(limit);
      if (limit.notRead && (bearsOn === null || bearsOn.intersects(may))) names.add(limit.layer);
    }
    if (resource) names.add("resource");
    return [...names];
  }

  *#limitsOf(policies: RolePolicySets): Iterable<Limit> {
    for (const stack of this.#engine.limits.of(policies)) {
      if (this.#owner === null || stack.layer !== "resourceControl") yield* stack.limits;
    }
    if (this.#owner) yield* this.#owner;
  }

  #statements(identity: readonly NamedSets[], may: ActionSet): readonly MatchedStatement[] {
    const found: MatchedStatement[] = [];
    for (const { name, sets } of identity) {
      if (!sets) continue;
      for (const { statement, covers, possible } of this.#document(sets).allows) {
        if (possible.intersects(may)) found.push({ policy: name, statement, covers });
      }
    }
    return found;
  }

  #document(sets: PolicySets): DocumentAnswer {
    let answer = this.#documents.get(sets);
    if (!answer) {
      answer = this.#read(sets);
      this.#documents.set(sets, answer);
    }
    return answer;
  }

  #read(sets: PolicySets): DocumentAnswer {
    const view = this.#view;
    const within = this.#within;
    if (view.inTable && !sets.allowMay.intersects(within) && !sets.denyMay.intersects(within)) return SILENT;
    const allows: DocumentAnswer["allows"][number][] = [];
    let { allowMay, allowMust, denySure, denyMay } = SILENT;
    for (const statement of sets.statements) {
      const possible = view.possible(statement).intersect(within);
      if (possible.isEmpty) continue;
      const covers = this.#covers(statement);
      if (covers === "none") continue;
      const sure = covers === "all" && !statement.conditional;
      const certain = sure ? view.certain(statement).intersect(within) : ActionSet.EMPTY;
      if (statement.statement.effect === "Allow") {
        allows.push({ statement, covers, possible });
        allowMay = allowMay.union(possible);
        allowMust = allowMust.union(certain);
      } else {
        denySure = denySure.union(certain);
        denyMay = denyMay.union(possible);
      }
    }
    return { allows, allowMay, allowMust, denySure, denyMay };
  }

  #covers(statement: StatementSets): Overlap {
    if (statement.resource.any) return "all";
    return this.#region === null ? "part" : elementCovers(statement.resource, this.#region);
  }

  #limit(limit: Limit): LimitAnswer {
    let answer = this.#limits.get(limit);
    if (!answer) {
      answer = this.#readLimit(limit);
      this.#limits.set(limit, answer);
    }
    return answer;
  }

  #readLimit(limit: Limit): LimitAnswer {
    const bearsOn = this.#view.bearsOn(limit);
    const answers = limit.documents.map(({ sets }) => this.#document(sets));
    const union = (pick: (answer: DocumentAnswer) => ActionSet) => ActionSet.unionOf(answers.map(pick));
    const bound = (set: ActionSet) => (bearsOn ? set.intersect(bearsOn) : set);
    let may = this.#within;
    let must = this.#within;
    if (limit.needsAllow) {
      if (!limit.notRead) may = union((answer) => answer.allowMay);
      must = union((answer) => answer.allowMust);
    }
    if (limit.binding) may = may.subtract(bound(union((answer) => answer.denySure)));
    must = must.subtract(bound(union((answer) => answer.denyMay)));
    if (limit.notRead) must = bearsOn ? must.subtract(bearsOn) : ActionSet.EMPTY;
    return { may, must };
  }
}
