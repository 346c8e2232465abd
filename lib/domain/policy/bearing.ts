import { parseArn } from "@/lib/domain/aws/arn";
import { type Caller, callerAccount } from "./principal";
import { isRefused } from "./protected";
import type { AccessRequest, Layer, LayerName, PolicyLayers } from "./request";
import { isServiceLinked, resourcePolicyRequired, supportsResourceControl } from "./services";
import type { Question } from "./statement";
import { MAYBE, NO, type Tri, YES } from "./tri";

/**
 * How caller and resource lie to each other. "none" = the caller has no policies of its own: only the resource's can
 * grant. "foreign-provider" = an identity provider of another account than the role's, which STS never asks. "refused" =
 * a change of what only AWS itself changes.
 */
export type Relation = "same" | "cross" | "none" | "foreign-provider" | "refused" | "unknown";

/** What bears on a request, once it is clear who asks for what. */
export interface Bearing {
  readonly relation: Relation;
  /** The root user has every permission of its account without a policy. */
  readonly root: boolean;
  /** Identity policies count only where the resource policy delegates to the account (KMS keys, roles). */
  readonly resourcePolicyRequired: boolean;
  readonly hasBoundary: Tri;
  /** Grants of the resource policy do not count (its denials do): the bucket keeps a public policy from outsiders. */
  readonly resourceGrantsBlocked: boolean;
  /** The layers as they bind this request: [] or null where one does not apply to it. */
  readonly layers: PolicyLayers;
}

/**
 * Which layers bind a request. SCPs bind principals of the account, RCPs resources of the account, neither binds
 * service-linked roles nor the management account; services, identity providers and anonymous callers have no policies of
 * their own. Source: AWS Organizations User Guide, "Authorization policies"; IAM User Guide, "Policy evaluation logic".
 */
export function bearingOf(request: AccessRequest, question: Question, layers: PolicyLayers): Bearing {
  const { caller } = request;
  const account = callerAccount(caller);
  const owner = account === null ? null : ownerOf(request, question, account);
  const root = caller.kind === "root";
  const boundary = account === null || root || isEmpty(layers.permissionsBoundary) ? null : layers.permissionsBoundary;
  const exempt = isServiceLinked(caller, request.context);
  const limited = account !== null && !exempt && account !== request.managementAccount;
  const guarded =
    supportsResourceControl(question.service) && !exempt && !inManagementAccount(request, question, owner);
  const relation = relationOf(request, question, account, owner);
  return {
    relation,
    resourceGrantsBlocked: request.restrictPublicBuckets === true && blocksPublic(caller, relation, layers.resource),
    root,
    resourcePolicyRequired: resourcePolicyRequired(question.service, question.name, request),
    hasBoundary: boundary === null ? NO : boundary === "unknown" ? MAYBE : YES,
    layers: {
      identity: account === null || root ? [] : layers.identity,
      permissionsBoundary: boundary,
      session: account === null || isEmpty(layers.session) ? null : layers.session,
      serviceControl: limited ? layers.serviceControl : [],
      resourceControl: guarded ? layers.resourceControl : [],
      resource: layers.resource,
    },
  };
}

function relationOf(
  request: AccessRequest,
  question: Question,
  account: string | null,
  owner: string | null,
): Relation {
  if (isRefused(request)) return "refused";
  if (owner === "unknown") return "unknown";
  if (owner !== null) return owner === account ? "same" : "cross";
  const provider = request.caller.kind === "federated" ? parseArn(request.caller.provider) : null;
  const role = statedOwner(request, question);
  return provider !== null && role !== null && provider.accountId !== role ? "foreign-provider" : "none";
}

/** Services and callers of the bucket's own account are let through. */
function blocksPublic(caller: Caller, relation: Relation, policy: PolicyLayers["resource"]): boolean {
  if (policy === null || policy === "unknown" || caller.kind === "service" || relation === "same") return false;
  return policy.isPublic();
}

function isEmpty(layer: Layer | null): boolean {
  return layer === null || (layer !== "unknown" && layer.length === 0);
}

/** The account of the resource: as stated, as its ARN says, as the context says, else the caller's own. */
function ownerOf(request: AccessRequest, question: Question, account: string): string {
  return statedOwner(request, question) ?? account;
}

function statedOwner(request: AccessRequest, question: Question): string | null {
  if (request.resourceAccount !== null) return request.resourceAccount;
  const fromArn = question.target.parts?.[4];
  if (fromArn !== undefined && ACCOUNT.test(fromArn)) return fromArn;
  const fact = request.context.get("aws:resourceaccount");
  return fact.state === "known" && !fact.multivalued ? fact.values[0]! : null;
}

const ACCOUNT = /^\d{12}$/;

function inManagementAccount(request: AccessRequest, question: Question, owner: string | null): boolean {
  const management = request.managementAccount ?? null;
  return management !== null && (owner ?? statedOwner(request, question)) === management;
}

/** Layers that bind the request and of which at least a part was not read. */
export function unreadLayers(bearing: Bearing): LayerName[] {
  const unread: LayerName[] = [];
  const { layers } = bearing;
  for (const name of ["identity", "permissionsBoundary", "session", "resource"] as const) {
    if (layers[name] === "unknown") unread.push(name);
  }
  for (const name of ["serviceControl", "resourceControl"] as const) {
    const levels = layers[name];
    if (levels === "unknown" || levels.includes("unknown")) unread.push(name);
  }
  return unread;
}
