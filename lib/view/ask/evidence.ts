/** Statements as evidence: in words, and with the page that shows them. */
import {
  type AskLayerName,
  organizationPolicyPath,
  pageHref,
  policyPath,
  resourcePath,
  rolePath,
  type StatementEvidence,
} from "@/lib/contracts/api";
import type { AccessIndex } from "@/lib/domain/access/access-index";
import { resourceEnd } from "@/lib/domain/access/resource-end";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import type { Because } from "@/lib/domain/policy";
import type { Statement } from "@/lib/domain/policy/ast";
import { statementSentence } from "../statement-words";

export interface EvidencePlace {
  readonly layer: AskLayerName;
  readonly level: number | null;
  /** As the engine names the document: an ARN, an inline policy's name, a control policy's id; null = not named. */
  readonly policy: string | null;
  readonly roleArn: string;
  /** The resource whose policy it is. */
  readonly resource: string | null;
}

export function statementEvidence(
  index: AccessIndex,
  place: EvidencePlace,
  statement: Statement,
  effectHere: StatementEvidence["effectHere"],
): StatementEvidence {
  const { layer, level, policy } = place;
  // The statement that is shown is the one that was written, not what is left of it for this caller.
  const written = writtenStatements(index, place)?.find((each) => each.index === statement.index) ?? statement;
  return {
    layer,
    level,
    policy: policyTitle(index, place),
    policyArn: policy?.startsWith("arn:") ? policy : null,
    index: statement.index,
    sid: statement.sid,
    effect: statement.effect,
    sentence: statementSentence(written),
    href: hrefOf(place, statement.index),
    effectHere,
  };
}

/** The statements of a document that the engine names; null where it was not read. */
export function writtenStatements(index: AccessIndex, place: EvidencePlace): readonly Statement[] | null {
  const { library, estate } = index;
  const role = estate.roleByArn.get(place.roleArn);
  const hash = (() => {
    switch (place.layer) {
      case "identity":
        return role ? library.identity(role).find(({ name }) => name === place.policy)?.hash : null;
      case "permissionsBoundary":
        return place.policy ? estate.managedPolicies.get(place.policy)?.document : null;
      case "serviceControl":
      case "resourceControl":
        return estate.organizationPolicies?.find(({ id }) => id === place.policy)?.document;
      case "trust":
        return role?.trustPolicy;
      default:
        return null;
    }
  })();
  return (hash && library.parsed(hash)?.document?.statements) || null;
}

function policyTitle(index: AccessIndex, { layer, policy }: EvidencePlace): string {
  if (layer === "trust") return "Trust policy";
  if (layer === "session") return "Session policy";
  if (layer === "resource") return "Resource policy";
  if (policy === null) return "";
  if (policy.startsWith("arn:")) return policy.slice(policy.lastIndexOf("/") + 1);
  const control = index.estate.organizationPolicies?.find(({ id }) => id === policy);
  return control?.name ?? policy;
}

function hrefOf({ layer, policy, roleArn, resource }: EvidencePlace, statement: number): string | null {
  const anchor = `#statement-${statement}`;
  const role = parseRoleArn(roleArn);
  const onRole = (name: string) =>
    role ? `${pageHref(rolePath(role.accountId, role.name), { policy: name })}${anchor}` : null;
  switch (layer) {
    case "trust":
      return onRole("trust");
    case "serviceControl":
    case "resourceControl":
      return policy === null ? null : organizationPolicyPath(policy) + anchor;
    case "resource":
      return resource === null ? null : resourcePath(resource) + anchor;
    case "identity":
    case "permissionsBoundary": {
      if (policy === null) return null;
      if (!policy.startsWith("arn:")) return onRole(policy);
      const account = parseArn(policy)?.accountId ?? "";
      return policyPath(account, policy.slice(policy.lastIndexOf("/") + 1)) + anchor;
    }
    default:
      return null;
  }
}

/** A statement that a decision names. `trust`: the resource's policy is a role's trust policy. */
export function becauseEvidence(
  index: AccessIndex,
  roleArn: string,
  resource: string | null,
  because: Because,
  trust: boolean,
): StatementEvidence {
  const layer: AskLayerName = because.layer === "resource" && trust ? "trust" : (because.layer as AskLayerName);
  const named = { ...because, layer, policy: policyName(index, roleArn, resource, because), roleArn, resource };
  const statements = layer === "resource" ? resourceStatements(index, resource) : writtenStatements(index, named);
  const statement = statements?.find((each) => each.index === because.statement);
  const effect = because.effect ?? "Allow";
  return {
    layer,
    level: because.level,
    policy: policyTitle(index, named),
    policyArn: named.policy?.startsWith("arn:") ? named.policy : null,
    index: because.statement ?? 0,
    sid: because.sid,
    effect,
    sentence: statement ? statementSentence(statement) : because.text,
    href: hrefOf(named, because.statement ?? 0),
    effectHere: effect === "Allow" ? "grants" : "removes",
  };
}

/** The engine counts documents; the role's lists say which it is. */
function policyName(
  index: AccessIndex,
  roleArn: string,
  resource: string | null,
  { layer, level, policy }: Because,
): string | null {
  const role = index.estate.roleByArn.get(roleArn);
  if (policy === null || !role) return null;
  switch (layer) {
    case "identity":
      return index.library.identity(role)[policy]?.name ?? null;
    case "permissionsBoundary":
      return role.permissionsBoundaryArn;
    case "serviceControl":
    case "resourceControl": {
      const type = layer === "serviceControl" ? "SCP" : "RCP";
      // RCPs are those of the account that owns the resource.
      const owner = type === "RCP" && resource !== null ? ownerOf(index, resource) : null;
      return index.library.control(owner ?? role.accountId, type).levels[level ?? -1]?.[policy]?.name ?? null;
    }
    default:
      return null;
  }
}

function ownerOf(index: AccessIndex, resource: string): string | null {
  return resourceEnd(index.library, resource, parseArn(resource)?.service ?? "").accountId;
}

function resourceStatements(index: AccessIndex, resource: string | null): readonly Statement[] | null {
  if (resource === null) return null;
  const state = index.estate.resourcePolicyOf(resource);
  const written = state.state === "read" ? (index.library.parsed(state.document)?.document?.statements ?? []) : [];
  const { grants } = resourceEnd(index.library, resource, parseArn(resource)?.service ?? "");
  return [...written, ...(grants?.document.statements ?? []).filter(({ index: at }) => at >= written.length)];
}
