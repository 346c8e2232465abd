/**
 * Layers that only take away: permissions boundary, session policy, service control policies (one limit a level) and
 * resource control policies. Source: IAM User Guide, "Policy evaluation logic"; Organizations User Guide, "SCP evaluation".
 */
import { ActionSet } from "./action-set";
import type { PolicySets } from "./policy-sets";
import type { RolePolicySets, SetLayer, SetLayerName } from "./role-policies";

export interface Limit {
  readonly layer: Exclude<SetLayerName, "identity">;
  /** Position of the level, root first, in SCPs and RCPs; else null. */
  readonly level: number | null;
  /** Those that were read. */
  readonly documents: readonly { readonly name: string; readonly sets: PolicySets }[];
  /** Without an Allow here, nothing is allowed. Not so in RCPs, where the full Allow is implied. */
  readonly needsAllow: boolean;
  /** Something of it was not read. */
  readonly notRead: boolean;
  /** The actions that the layer bears on; null = all. RCPs bear on some services only. */
  readonly bearsOn: ActionSet | null;
  /**
   * The layer binds every request of the role. RCPs bind the resources of an organisation, so a role may still use what
   * they deny on resources elsewhere.
   */
  readonly binding: boolean;
  /** What may pass, and what must, as far as statements on every resource tell. */
  readonly may: ActionSet;
  readonly must: ActionSet;
  /** What its Allow statements let through, without regard to its Deny statements; everything where none is needed. */
  readonly allowMay: ActionSet;
  readonly allowEverywhere: ActionSet;
  /** Denied on every resource without conditions; nothing where the layer is not binding. */
  readonly denySure: ActionSet;
  readonly denyMay: ActionSet;
  /** Actions for which an Allow, or a Deny, counts on some resources only. */
  readonly limitedAllow: ActionSet;
  readonly limitedDeny: ActionSet;
}

type LimitSums = Pick<
  Limit,
  "may" | "must" | "allowMay" | "allowEverywhere" | "denySure" | "denyMay" | "limitedAllow" | "limitedDeny"
>;

/** The limits of one layer taken together. */
export interface LimitStack extends Pick<Limit, "layer" | "may" | "must" | "notRead"> {
  readonly limits: readonly Limit[];
  /** Actions for which it depends on the resource. */
  readonly limited: ActionSet;
}

export class LimitBuilder {
  readonly #everything: ActionSet;
  readonly #rcpActions: ActionSet;
  readonly #stacks = new WeakMap<object, Map<string, LimitStack>>();
  readonly #unread = new Map<string, LimitStack>();

  /** `rcpActions`: the actions of services that support resource control policies. */
  constructor(everything: ActionSet, rcpActions: ActionSet) {
    this.#everything = everything;
    this.#rcpActions = rcpActions;
  }

  /** One stack a layer that is attached, in the order of the layers. */
  of(policies: RolePolicySets): readonly LimitStack[] {
    const stacks: LimitStack[] = [];
    for (const layer of ["permissionsBoundary", "session"] as const) {
      const documents = policies[layer];
      if (documents !== null && documents.length > 0)
        stacks.push(this.#stack(layer, documents, () => [this.#limit(layer, null, documents)]));
    }
    for (const layer of ["serviceControl", "resourceControl"] as const) {
      const levels = policies[layer];
      if (levels.length > 0) stacks.push(this.#stack(layer, levels, () => this.#levels(layer, levels)));
    }
    return stacks;
  }

  /** RCPs of the account that owns a resource: for a question on that resource they bind every caller. */
  ofOwner(levels: RolePolicySets["resourceControl"]): LimitStack {
    const limits = this.#levels("resourceControl", levels).map((limit) => ({ ...limit, binding: true }));
    return this.#combine("resourceControl", limits);
  }

  #levels(layer: "serviceControl" | "resourceControl", levels: RolePolicySets["serviceControl"]): Limit[] {
    if (levels === "unknown") return [this.#limit(layer, null, "unknown")];
    return levels.flatMap((level, index) => (level.length === 0 ? [] : [this.#limit(layer, index, level)]));
  }

  #limit(layer: Limit["layer"], level: number | null, documents: SetLayer): Limit {
    const all = documents === "unknown" ? [] : documents;
    const read = all.flatMap(({ name, sets }) => (sets ? [{ name, sets }] : []));
    const rcp = layer === "resourceControl";
    const limit = {
      layer,
      level,
      documents: read,
      needsAllow: !rcp,
      notRead: documents === "unknown" || read.length < all.length,
      bearsOn: rcp ? this.#rcpActions : null,
      binding: !rcp,
    };
    return { ...limit, ...this.#sum(limit) };
  }

  /** Worked out once for each list of documents, or for each layer that was not read. */
  #stack(layer: Limit["layer"], source: object | "unknown", make: () => readonly Limit[]): LimitStack {
    let byLayer = source === "unknown" ? this.#unread : this.#stacks.get(source as object);
    if (!byLayer) {
      byLayer = new Map();
      this.#stacks.set(source as object, byLayer);
    }
    let stack = byLayer.get(layer);
    if (!stack) {
      stack = this.#combine(layer, make());
      byLayer.set(layer, stack);
    }
    return stack;
  }

  #combine(layer: Limit["layer"], limits: readonly Limit[]): LimitStack {
    let may = this.#everything;
    let must = this.#everything;
    for (const limit of limits) {
      may = may.intersect(limit.may);
      must = must.intersect(limit.must);
    }
    const limited = ActionSet.unionOf(limits.flatMap((limit) => [limit.limitedAllow, limit.limitedDeny]));
    return { layer, limits, may, must, limited, notRead: limits.some((limit) => limit.notRead) };
  }

  #sum(limit: Omit<Limit, keyof LimitSums>): LimitSums {
    const { documents, needsAllow, notRead, bearsOn, binding } = limit;
    const union = (pick: (set: PolicySets) => ActionSet) => ActionSet.unionOf(documents.map(({ sets }) => pick(sets)));
    const within = (set: ActionSet) => (bearsOn ? set.intersect(bearsOn) : set);
    const denySure = within(union((set) => set.denySure));
    const allowMay = needsAllow && !notRead ? union((set) => set.allowMay) : this.#everything;
    const allowEverywhere = needsAllow ? union((set) => set.allowEverywhere) : this.#everything;
    const denyMay = within(union((set) => set.denyMay));
    const must = allowEverywhere.subtract(denyMay);
    return {
      may: binding ? allowMay.subtract(denySure) : allowMay,
      denySure: binding ? denySure : ActionSet.EMPTY,
      denyMay,
      must: notRead ? (bearsOn ? must.subtract(bearsOn) : ActionSet.EMPTY) : must,
      allowMay,
      allowEverywhere,
      limitedAllow: needsAllow ? union((set) => set.limitedAllow).subtract(allowEverywhere) : ActionSet.EMPTY,
      limitedDeny: within(union((set) => set.limitedDeny)).subtract(denySure),
    };
  }
}
