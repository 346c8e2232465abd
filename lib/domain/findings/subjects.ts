/**
 * What a finding is about, with owner and environment as the configuration's labels give them. Each function makes one
 * subject; those of one snapshot are made once and shared (a workload may be in a dozen findings).
 */
import type { Workload } from "@/lib/domain/access/model";
import { workloadId } from "@/lib/domain/access/workloads";
import { parseArn, parseRoleArn } from "@/lib/domain/aws/arn";
import { associationOf } from "@/lib/domain/identity/association-of";
import type { Binding } from "@/lib/domain/identity/binding";
import { clusterLabels, type Labels, roleLabels, workloadLabels } from "@/lib/domain/identity/labels";
import type { FindingSubject, SubjectKind } from "./finding";
import type { FindingFacts } from "./rule";

/** All that subjects need of the facts; the whole of FindingFacts fits. */
export type SubjectFacts = Pick<FindingFacts, "model" | "labels" | "kept">;

const NO_LABELS: Labels = { owner: null, environment: null };

/** A service account. Its labels are those of its direct bindings, as on its page. */
export function workloadSubject(facts: SubjectFacts, workload: Workload): FindingSubject {
  return once(facts, "workload", workload.id, () => {
    const direct = workload.bindings.filter((binding) => !binding.pattern);
    return {
      name: `${workload.namespace}/${workload.name}`,
      accountId: workload.accountId,
      clusterArn: workload.clusterArn,
      ...labelled(workloadLabels(facts.model.estate, facts.labels, direct)),
    };
  });
}

/** The workload that a binding is of; null for a node's role and for a pattern, which are of no single one. */
export function workloadOf(facts: SubjectFacts, binding: Binding): Workload | null {
  if (binding.namespace === null || binding.serviceAccount === null || binding.pattern) return null;
  const place = binding.clusterArn ?? binding.issuer ?? "";
  return facts.model.workloadById.get(workloadId(place, binding.namespace, binding.serviceAccount)) ?? null;
}

/** The workload of a binding where it has one, else the binding itself (a pattern, a node's role). */
export function holderSubject(facts: SubjectFacts, binding: Binding): FindingSubject {
  const known = facts.kept("holders of bindings", () => new Map<Binding, FindingSubject>());
  let subject = known.get(binding);
  if (!subject) {
    const workload = workloadOf(facts, binding);
    subject = workload ? workloadSubject(facts, workload) : bindingSubject(facts, binding);
    known.set(binding, subject);
  }
  return subject;
}

/** One way by which a workload, a pattern of workloads, or a node's pods get a role. */
export function bindingSubject(facts: SubjectFacts, binding: Binding): FindingSubject {
  return once(facts, "binding", binding.id, () => {
    const role = parseRoleArn(binding.roleArn)?.name ?? (binding.roleArn || "role not read");
    return {
      name: `${holderName(binding)} → ${role}`,
      accountId: accountOf(binding),
      clusterArn: binding.clusterArn,
      ...labelled(workloadLabels(facts.model.estate, facts.labels, [binding])),
    };
  });
}

/** A Pod Identity association; its labels are those of the binding that it makes. */
export function associationSubject(facts: SubjectFacts, binding: Binding): FindingSubject {
  const arn = binding.associationArn ?? binding.id;
  return once(facts, "association", arn, () => {
    const association = associationOf(facts.model.estate, binding.associationArn);
    return {
      name: `${holderName(binding)}${association ? ` (${association.id})` : ""}`,
      accountId: accountOf(binding),
      clusterArn: binding.clusterArn,
      ...labelled(workloadLabels(facts.model.estate, facts.labels, [binding])),
    };
  });
}

/** Also for roles that do not exist or were not read. */
export function roleSubject(facts: SubjectFacts, roleArn: string): FindingSubject {
  return once(facts, "role", roleArn, () => {
    const role = facts.model.estate.roleByArn.get(roleArn);
    const parsed = parseRoleArn(roleArn);
    return {
      name: role?.name ?? parsed?.name ?? roleArn,
      accountId: role?.accountId ?? parsed?.accountId ?? "",
      clusterArn: null,
      ...(role ? labelled(roleLabels(facts.labels, role)) : labelled(NO_LABELS)),
    };
  });
}

export function clusterSubject(facts: SubjectFacts, clusterArn: string): FindingSubject {
  return once(facts, "cluster", clusterArn, () => {
    const cluster = facts.model.estate.clusterByArn.get(clusterArn);
    const arn = parseArn(clusterArn);
    return {
      name: cluster?.name ?? arn?.resource.replace(/^cluster\//, "") ?? clusterArn,
      accountId: cluster?.accountId ?? arn?.accountId ?? "",
      clusterArn,
      ...labelled(cluster ? clusterLabels(facts.labels, cluster) : NO_LABELS),
    };
  });
}

/** Labels are those of its cluster. */
export function namespaceSubject(facts: SubjectFacts, clusterArn: string, namespace: string): FindingSubject {
  return once(facts, "namespace", `${clusterArn}|${namespace}`, () => ({
    ...inCluster(facts, clusterArn),
    name: namespace,
  }));
}

/** `id`: the node group's ARN, or `clusterArn|name` where it was not described. Labels are those of its cluster. */
export function nodegroupSubject(
  facts: SubjectFacts,
  nodegroup: { readonly clusterArn: string; readonly name: string; readonly arn: string | null },
): FindingSubject {
  const { clusterArn, name, arn } = nodegroup;
  return once(facts, "nodegroup", arn ?? `${clusterArn}|${name}`, () => ({ ...inCluster(facts, clusterArn), name }));
}

/** Of a provider that exists, or of one that a trust policy only names. */
export function providerSubject(facts: SubjectFacts, providerArn: string): FindingSubject {
  return once(facts, "oidc-provider", providerArn, () => {
    const provider = facts.model.estate.oidcProviders.get(providerArn);
    const arn = parseArn(providerArn);
    return {
      name: arn?.resource.replace(/^oidc-provider\//, "") ?? providerArn,
      accountId: provider?.accountId ?? arn?.accountId ?? "",
      clusterArn: null,
      ...labelled(provider ? roleLabels(facts.labels, provider) : NO_LABELS),
    };
  });
}

/** `name` is the one that its organization or alias gives, where that was read. */
export function accountSubject(facts: SubjectFacts, accountId: string): FindingSubject {
  return once(facts, "account", accountId, () => ({
    name: facts.model.estate.accounts.get(accountId)?.name ?? accountId,
    accountId,
    clusterArn: null,
    ...labelled(NO_LABELS),
  }));
}

/**
 * A policy, a resource or a trail by its ARN: things that carry no labels here. `accountId` is for ARNs that have no
 * account in them, such as a bucket's. An inline policy's id is `roleArn|name`.
 */
export function namedSubject(
  facts: SubjectFacts,
  kind: "policy" | "resource" | "trail",
  id: string,
  name: string,
  accountId?: string,
): FindingSubject {
  return once(facts, kind, id, () => ({
    name,
    accountId: accountId ?? parseArn(id)?.accountId ?? "",
    clusterArn: null,
    ...labelled(NO_LABELS),
  }));
}

/** `payments/api`, a pattern as its trust writes it, or the pods of a cluster's nodes. */
export function holderName(binding: Binding): string {
  if (binding.namespace === null || binding.serviceAccount === null) {
    const cluster = parseArn(binding.clusterArn ?? "")?.resource.replace(/^cluster\//, "");
    return cluster === undefined ? "pods of nodes" : `nodes of ${cluster}`;
  }
  return `${binding.namespace}/${binding.serviceAccount}`;
}

/** By kind, cluster and name, so that lists of subjects come in one order whatever the order of the facts. */
export function bySubject(a: FindingSubject, b: FindingSubject): number {
  return order(a.kind, b.kind) || order(a.clusterArn ?? "", b.clusterArn ?? "") || order(a.name, b.name);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function accountOf(binding: Binding): string {
  return parseArn(binding.clusterArn ?? "")?.accountId ?? parseRoleArn(binding.roleArn)?.accountId ?? "";
}

function inCluster(facts: SubjectFacts, clusterArn: string): Omit<FindingSubject, "kind" | "id" | "name"> {
  const { accountId, owner, environment } = clusterSubject(facts, clusterArn);
  return { accountId, clusterArn, owner, environment };
}

function labelled({ owner, environment }: Labels): Pick<FindingSubject, "owner" | "environment"> {
  return { owner: owner?.value ?? null, environment: environment?.value ?? null };
}

function once(
  facts: SubjectFacts,
  kind: SubjectKind,
  id: string,
  make: () => Omit<FindingSubject, "kind" | "id">,
): FindingSubject {
  const known = facts.kept(`subjects of kind ${kind}`, () => new Map<string, FindingSubject>());
  let subject = known.get(id);
  if (!subject) {
    subject = { kind, id, ...make() };
    known.set(id, subject);
  }
  return subject;
}
