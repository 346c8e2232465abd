"use client";
import { useEstateQuery } from "@/lib/client/estate-query";
import {
  organizationPolicyPath,
  type PolicyAnswer,
  type PolicyDetail,
  policyPath,
  type RoleDetail,
  rolePath,
} from "@/lib/contracts/api";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";

/** The document that stands there now, as the snapshot has it. */
export function useCurrentDocument(
  kind: string,
  target: string,
  name: string,
): { readonly document: string | null; readonly words: string } {
  const path = pathOf(kind, target);
  const answer = useEstateQuery<PolicyDetail | RoleDetail>(`/api${path ?? ""}`, {}, { enabled: path !== null });
  if (target === "") return { document: null, words: "" };
  if (path === null)
    return { document: null, words: kind === "session" ? "Its page shows the present one." : "That is no such ARN." };
  if (answer.isError) return { document: null, words: "It is not in this snapshot." };
  if (!answer.data) return { document: null, words: "Looking" };
  const policy = policyOf(kind, name, answer.data.data);
  if (policy === null) return { document: null, words: "Nothing stands there now." };
  return policy.json === null
    ? { document: null, words: "It was not read." }
    : { document: policy.json, words: `${policy.name} is there, with ${policy.statements.length} statements.` };
}

function pathOf(kind: string, target: string): string | null {
  if (kind === "managed-policy") {
    const arn = parseArn(target);
    return arn?.service === "iam" && arn.resource.startsWith("policy/")
      ? policyPath(arn.accountId, arn.resource.slice(arn.resource.lastIndexOf("/") + 1))
      : null;
  }
  if (kind === "scp" || kind === "rcp") {
    const id = target.slice(target.lastIndexOf("/") + 1);
    return /^p-[a-z0-9A-Z_]+$/.test(id) ? organizationPolicyPath(id) : null;
  }
  if (kind === "session") return null;
  const role = parseRoleArn(target);
  return role === null ? null : rolePath(role.accountId, role.name);
}

function policyOf(kind: string, name: string, detail: PolicyDetail | RoleDetail): PolicyAnswer | null {
  if ("policy" in detail) return detail.policy;
  if (kind === "trust") return detail.trustPolicy;
  if (kind === "boundary") return detail.boundary;
  return detail.policies.find((policy) => policy.kind === "inline" && policy.name === name) ?? null;
}
