/** What a role may do and must be able to do, as sets of actions. */
import type { ActionTable } from "@/lib/domain/policy/table";
import { ActionSet, SetWork } from "./action-set";
import { BoundsArena } from "./bounds-arena";
import { type Grant, grantsOf, type RoleLayers, STAND_IN, sumOfGrants, TABLE_VIEW, unknownActionView } from "./grants";
import { type Limit, LimitBuilder, type LimitStack } from "./limits";
import type { PolicySets, SetCompiler } from "./policy-sets";
import type { NamedSets, RolePolicySets, SetLayerName } from "./role-policies";
import { setOfIds, setOfRanges } from "./set-builder";

/** An action pattern of the role's policies that names nothing in the table: kept as written. */
export interface UnknownAction {
  readonly pattern: string;
  readonly may: boolean;
  readonly must: boolean;
}

export interface RolePermissions {
  /** Possible for some resource, under some conditions. Holds for what was read; see `openEnded`. */
  readonly may: ActionSet;
  /**
   * Certain as far as the role's own side goes: some grant gives it on all the resources that it names, whatever the
   * request. A resource's own policy may still deny it; where that policy has to allow it too, it is never in here.
   */
  readonly must: ActionSet;
  /** A policy of the role was not read, so that it may do more than `may`. */
  readonly openEnded: boolean;
  /** Layers that were not read; they keep `must` small. */
  readonly notRead: readonly SetLayerName[];
}

/** Works out permissions of roles; holds what roles have in common. */
export class PermissionEngine {
  readonly compiler: SetCompiler;
  /** Actions of services that support resource control policies. */
  readonly rcpActions: ActionSet;
  /** Actions that identity policies alone never allow: the key's or the role's own policy has to as well. */
  readonly resourceDecides: ActionSet;
  readonly limits: LimitBuilder;
  readonly #forMay = new SetWork();
  readonly #forMust = new SetWork();
  readonly #arena = new BoundsArena();

  constructor(compiler: SetCompiler) {
    this.compiler = compiler;
    const { table, matcher } = compiler;
    const ranges = table.services
      .filter((service) => table.rcpSupported(service))
      .map((service) => table.serviceRange(service)!);
    this.rcpActions = setOfRanges(ranges.map(({ start, end }) => [start, end] as const));
    this.resourceDecides = decidedByResource(table);
    this.limits = new LimitBuilder(matcher.everything, this.rcpActions);
  }

  permissions(policies: RolePolicySets): RolePermissions {
    const stacks = this.limits.of(policies);
    const identity = policies.identity === "unknown" ? [] : policies.identity;
    const openEnded = policies.identity === "unknown" || identity.some(({ sets }) => sets === null);
    const [forMay, forMust] = [this.#forMay, this.#forMust];
    forMay.load(ActionSet.EMPTY);
    // Documents without conditions and denials count the same for both.
    for (const { sets } of identity) if (sets && sets.allowMust === sets.allowMay) forMay.union(sets.allowMay);
    forMust.copy(forMay);
    for (const { sets } of identity) {
      if (!sets || sets.allowMust === sets.allowMay) continue;
      forMay.union(sets.allowMay);
      forMust.union(sets.allowMust);
    }
    for (const { sets } of identity) {
      if (!sets || sets.denyMay.isEmpty) continue;
      forMay.subtract(sets.denySure);
      forMust.subtract(sets.denyMay);
    }
    for (const stack of stacks) {
      forMay.intersect(stack.may);
      forMust.intersect(stack.must);
    }
    if (openEnded) forMust.load(ActionSet.EMPTY);
    forMust.subtract(this.resourceDecides);
    const open = resourceBound(identity, stacks, forMay);
    if (!open.isEmpty) {
      const sum = sumOfGrants(this.#layersOf(policies, stacks), open, this.compiler.support);
      forMay.subtract(open).union(sum.may);
      forMust.subtract(open).union(sum.must);
    }
    const may = forMay.take(this.#arena);
    const must = forMust.take(this.#arena, may);
    return { may, must, openEnded, notRead: notReadLayers(openEnded, stacks) };
  }

  /** Every grant of the role, with what takes from it. For pages and exports; `within` narrows it. */
  grants(policies: RolePolicySets, within: ActionSet = this.compiler.matcher.everything): readonly Grant[] {
    return grantsOf(this.layers(policies), within, this.compiler.support);
  }

  /** The same without what takes from them (`limitedBy` is empty), for much less work. */
  plainGrants(policies: RolePolicySets, within: ActionSet): readonly Grant[] {
    return grantsOf(this.layers(policies), within, this.compiler.support, TABLE_VIEW, false);
  }

  /** The action patterns of the role that name nothing in the table. */
  unknownActions(policies: RolePolicySets): readonly UnknownAction[] {
    const layers = this.layers(policies);
    const patterns = new Set(layers.identity.flatMap(({ sets }) => sets.unknown));
    return [...patterns].map((pattern) => {
      const grants = grantsOf(layers, STAND_IN, this.compiler.support, unknownActionView(pattern));
      return { pattern, may: grants.some(({ may }) => !may.isEmpty), must: grants.some(({ must }) => !must.isEmpty) };
    });
  }

  layers(policies: RolePolicySets): RoleLayers {
    return this.#layersOf(policies, this.limits.of(policies));
  }

  #layersOf(policies: RolePolicySets, stacks: readonly LimitStack[]): RoleLayers {
    const all = policies.identity === "unknown" ? [] : policies.identity;
    const read = all.filter(isRead);
    const limits: Limit[] = [];
    for (const stack of stacks) limits.push(...stack.limits);
    return {
      identity: read,
      identityNotRead: policies.identity === "unknown" || read.length < all.length,
      limits,
      resourceDecides: this.resourceDecides,
    };
  }
}

function isRead(document: NamedSets): document is NamedSets & { readonly sets: PolicySets } {
  return document.sets !== null;
}

/** Source: KMS Developer Guide, "Key policies"; IAM User Guide, "Policy evaluation logic" (trust policies). */
function decidedByResource(table: ActionTable): ActionSet {
  const ids: number[] = [];
  for (const service of ["kms", "sts"]) {
    const range = table.serviceRange(service) ?? { start: 0, end: 0 };
    for (let id = range.start; id < range.end; id++) {
      if (table.resourceTypes(id).some(({ arn }) => /:key\/|:role\//.test(arn))) ids.push(id);
    }
  }
  return setOfIds(ids);
}

/** The actions for which it depends on what each grant names: a Deny or a limit of theirs names resources. */
function resourceBound(identity: readonly NamedSets[], stacks: readonly LimitStack[], may: SetWork): ActionSet {
  let bound = ActionSet.EMPTY;
  for (const { sets } of identity) if (sets && may.intersects(sets.limitedDeny)) bound = bound.union(sets.limitedDeny);
  for (const { limited } of stacks) if (may.intersects(limited)) bound = bound.union(limited);
  return bound;
}

function notReadLayers(identityNotRead: boolean, stacks: readonly LimitStack[]): readonly SetLayerName[] {
  if (!identityNotRead && !stacks.some(({ notRead }) => notRead)) return NONE;
  return [
    ...(identityNotRead ? ["identity" as const] : []),
    ...stacks.filter(({ notRead }) => notRead).map(({ layer }) => layer),
  ];
}

const NONE: readonly SetLayerName[] = [];
