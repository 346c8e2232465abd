import type { CompiledPolicy } from "./compile";
import type { Facts } from "./facts";
import type { Caller } from "./principal";

export interface AccessRequest {
  readonly caller: Caller;
  /** "service:Action", any case. */
  readonly action: string;
  /** The resource's ARN, or "*". */
  readonly resource: string;
  /** null = as the resource's ARN says, else the caller's own account. "unknown" = either is possible. */
  readonly resourceAccount: string | null;
  readonly context: Facts;
  /** The action has no resource-level support: only Resource "*" covers it. */
  readonly wildcardOnly: boolean;
  /** The organisation's management account, where it is known: SCPs and RCPs do not bind it. */
  readonly managementAccount?: string | null;
  /** The bucket's Block Public Access setting of that name: a public policy then grants nothing to outsiders. */
  readonly restrictPublicBuckets?: boolean;
}

/** "unknown" = the layer was not read. */
export type Layer = readonly CompiledPolicy[] | "unknown";

/** All policies that bear on a request. Names as in the evaluate format. */
export interface PolicyLayers {
  readonly identity: Layer;
  /** null = none; an empty list is none, too. */
  readonly permissionsBoundary: Layer | null;
  readonly session: Layer | null;
  /** One entry a level, root first. No levels = not limited. An empty level does not limit. */
  readonly serviceControl: readonly Layer[] | "unknown";
  readonly resourceControl: readonly Layer[] | "unknown";
  /** The resource-based policy; for sts:AssumeRole* the role's trust policy. null = there is none. */
  readonly resource: CompiledPolicy | "unknown" | null;
}

export type LayerName = keyof PolicyLayers;

/** In the order in which they are explained. */
export const LAYER_NAMES = [
  "identity",
  "permissionsBoundary",
  "session",
  "serviceControl",
  "resourceControl",
  "resource",
] as const satisfies readonly LayerName[];

/** Layers in which nothing is attached, to be spread and added to. */
export const noLayers: PolicyLayers = {
  identity: [],
  permissionsBoundary: null,
  session: null,
  serviceControl: [],
  resourceControl: [],
  resource: null,
};
