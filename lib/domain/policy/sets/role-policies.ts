/** The policies that decide what a role can do, compiled. Names and shapes follow those of `decide`. */
import type { PolicySets } from "./policy-sets";

export interface NamedSets {
  /** As shown in explanations: a policy name or ARN. */
  readonly name: string;
  /** null = the document was not read, or is no valid policy: what it says is unknown. */
  readonly sets: PolicySets | null;
}

/** "unknown" = the layer was not read. */
export type SetLayer = readonly NamedSets[] | "unknown";

/**
 * Lists that several roles share (the levels of an account, a boundary) should be the same array: what follows from
 * them is worked out once for each array.
 */
export interface RolePolicySets {
  readonly identity: SetLayer;
  /** null = none; an empty list is none, too. */
  readonly permissionsBoundary: SetLayer | null;
  readonly session: SetLayer | null;
  /** One entry a level, root first. An empty level does not limit. Empty for service-linked roles and the management account. */
  readonly serviceControl: readonly SetLayer[] | "unknown";
  readonly resourceControl: readonly SetLayer[] | "unknown";
}

export type SetLayerName = keyof RolePolicySets;

export const noSetLayers: RolePolicySets = {
  identity: [],
  permissionsBoundary: null,
  session: null,
  serviceControl: [],
  resourceControl: [],
};
