/** Builds the access model of a snapshot: estate → bindings → workloads and roles. Pure; call it in a worker. */

import type { Binding } from "@/lib/domain/identity/binding";
import { resolveEstate } from "@/lib/domain/identity/resolve";
import { createDocumentReader } from "@/lib/domain/policy/document-reader";
import { buildEstate } from "@/lib/domain/snapshot/estate";
import type { SnapshotContent } from "@/lib/domain/snapshot/snapshot";
import type { AccessModel } from "./model";
import { buildRole } from "./role-model";
import { buildWorkloads } from "./workloads";

export function buildAccessModel(content: SnapshotContent): AccessModel {
  const estate = buildEstate(content);
  const documents = createDocumentReader(content.documents);
  const bindings = resolveEstate(estate, documents);
  const workloads = buildWorkloads(estate, bindings);
  const bindingsByRole = groupByRole(bindings);
  const arns = new Set([...bindingsByRole.keys(), ...estate.roles.map((role) => role.arn)]);
  const roles = [...arns].map((arn) => buildRole(estate, arn, bindingsByRole.get(arn) ?? [], documents.parsed));
  return {
    estate,
    documents,
    workloads,
    workloadById: new Map(workloads.map((workload) => [workload.id, workload])),
    bindings,
    bindingById: new Map(bindings.map((binding) => [binding.id, binding])),
    roles,
    roleByArn: new Map(roles.map((role) => [role.arn, role])),
  };
}

function groupByRole(bindings: readonly Binding[]): Map<string, Binding[]> {
  const groups = new Map<string, Binding[]>();
  const add = (arn: string, binding: Binding) => {
    if (arn === "") return;
    const known = groups.get(arn);
    if (known) known.push(binding);
    else groups.set(arn, [binding]);
  };
  for (const binding of bindings) {
    add(binding.roleArn, binding);
    if (binding.credentialRoleArn !== binding.roleArn) add(binding.credentialRoleArn, binding);
  }
  return groups;
}
