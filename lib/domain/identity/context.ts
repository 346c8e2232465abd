/** What every judgement of a binding needs: the estate, its documents ready for the engine, and the limits of accounts. */
import type { CompiledPolicy, Layer, PolicyKind } from "@/lib/domain/policy";
import type { DocumentReader } from "@/lib/domain/policy/document-reader";
import type { Estate } from "@/lib/domain/snapshot/estate";
import type { OrganizationPolicyFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import { organizationLevels } from "./organization-levels";

export interface ResolveContext {
  readonly estate: Estate;
  readonly documents: DocumentReader;
  /** SCPs of an account's principals, for the engine; and whether they were read. Cached by account. */
  serviceControl(accountId: string): ControlLayers;
  /** RCPs of an account's resources. */
  resourceControl(accountId: string): ControlLayers;
}

export interface ControlLayers {
  readonly levels: readonly Layer[];
  /** False = such policies may exist and were not read: an answer that rests on this says so. */
  readonly read: boolean;
}

export function createContext(estate: Estate, documents: DocumentReader): ResolveContext {
  const cache = new Map<string, ControlLayers>();
  const control = (accountId: string, type: "SCP" | "RCP"): ControlLayers => {
    const key = `${type}|${accountId}`;
    const known = cache.get(key);
    if (known) return known;
    const found = organizationLevels(estate, accountId, type);
    const layers: ControlLayers =
      found.kind === "levels"
        ? { levels: found.levels.map((level) => toLayer(level, documents, type === "SCP" ? "scp" : "rcp")), read: true }
        : { levels: [], read: found.kind === "exempt" };
    cache.set(key, layers);
    return layers;
  };
  return {
    estate,
    documents,
    serviceControl: (accountId) => control(accountId, "SCP"),
    resourceControl: (accountId) => control(accountId, "RCP"),
  };
}

function toLayer(policies: readonly OrganizationPolicyFacts[], documents: DocumentReader, kind: PolicyKind): Layer {
  const compiled: CompiledPolicy[] = [];
  for (const policy of policies) {
    const document = documents.compiled(policy.document, kind);
    // One document that was not read leaves the whole level open.
    if (!document) return "unknown";
    compiled.push(document);
  }
  return compiled;
}

/** The identity policies of a role; "unknown" where one of them was not read or is no valid policy. */
export function identityLayer(context: ResolveContext, role: RoleFacts): Layer {
  if (role.attachedPolicies === null || role.unread?.includes("inline-policies")) return "unknown";
  const compiled: CompiledPolicy[] = [];
  const hashes = [
    ...role.inlinePolicies.map((policy) => policy.document),
    ...role.attachedPolicies.map((policy) => context.estate.managedPolicies.get(policy.arn)?.document ?? null),
  ];
  for (const hash of hashes) {
    const document = context.documents.compiled(hash);
    if (!document) return "unknown";
    compiled.push(document);
  }
  return compiled;
}

export function boundaryLayer(context: ResolveContext, role: RoleFacts): Layer | null {
  if (role.permissionsBoundaryArn === null) return role.unread?.includes("details") ? "unknown" : null;
  const document = context.documents.compiled(
    context.estate.managedPolicies.get(role.permissionsBoundaryArn)?.document ?? null,
  );
  return document ? [document] : "unknown";
}
