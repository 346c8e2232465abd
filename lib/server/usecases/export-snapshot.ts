/** A whole snapshot in the export format: everything that was read, and the bindings that follow from it. */
import type { LabelRules } from "@/lib/contracts/export";
import type { ExportedFinding } from "@/lib/contracts/export-findings";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import { podIdentityAgent } from "@/lib/domain/identity/agent";
import type { Binding } from "@/lib/domain/identity/binding";
import { clusterLabels, type Labels, workloadLabels } from "@/lib/domain/identity/labels";
import { type Estate, roleState } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts, DocumentHash, ManagedPolicyFacts, RoleFacts } from "@/lib/domain/snapshot/facts";
import { type AnyPart, type Gap, type PartKind, partKey } from "@/lib/domain/snapshot/part";
import { exportedBinding, snapshotHeader } from "./export-bindings";
import { by } from "./export-order";
import type { ExportSection } from "./ports";

/** Fields that the format names, in its order; what else is known follows. */
const CLUSTER = [
  "arn",
  "name",
  "accountId",
  "region",
  "status",
  "version",
  "platformVersion",
  "oidcIssuer",
  "autoMode",
];
const ASSOCIATION = [
  "arn",
  "id",
  "clusterArn",
  "namespace",
  "serviceAccount",
  "roleArn",
  "targetRoleArn",
  "externalId",
];
const GAP = ["accountId", "region", "clusterArn", "service", "operation", "error", "missingPermission", "consequence"];

/** The sections in the order of the format; rows are made one by one, as they are written. */
export function* snapshotSections(
  estate: Estate,
  bindings: readonly Binding[],
  labels: LabelRules,
  parts: readonly AnyPart[],
  /** Absent: no rule was run. */
  findings?: { readonly failed: readonly unknown[]; readonly rows: Iterable<ExportedFinding> },
): Generator<ExportSection> {
  yield { name: "format", value: "podlens.snapshot/v1" };
  const evaluated = { findingsEvaluated: findings !== undefined, failedRules: findings?.failed ?? [] };
  yield { name: "snapshot", value: { ...snapshotHeader(estate.meta), ...evaluated } };
  const accounts = [...estate.accounts].map(([id, { accountId, ...rest }]) => ({ id, ...rest }));
  yield section("accounts", accounts, (account) => account.id, leading(["id", "name", "organizationPath"]));
  yield section("clusters", estate.clusters, arnOf, (cluster) => exportedCluster(estate, cluster, labels));
  yield section("associations", estate.associations, arnOf, leading(ASSOCIATION));
  yield section(
    "bindings",
    bindings,
    (binding) => binding.id,
    (binding) => ({
      ...exportedBinding(binding),
      labels: labelValues(workloadLabels(estate, labels, [binding])),
    }),
  );
  yield section("roles", roleArns(estate, bindings), String, (arn) => exportedRole(estate, arn));
  yield section("boundaries", boundaryArns(estate), String, (arn) => ({ arn, ...managedDocument(estate, arn) }));
  yield section("oidcProviders", [...estate.oidcProviders.values()], arnOf, leading(["arn", "audiences"]));
  const withDocument = <T extends { readonly document: DocumentHash | null }>({ document, ...rest }: T) => ({
    ...leading(["id", "arn", "name", "type", "targets"])(rest),
    ...documentFields(estate, document),
  });
  yield section("organizationPolicies", estate.organizationPolicies ?? [], (policy) => policy.id, withDocument);
  yield clusterSection("addons", estate.addons);
  yield clusterSection("nodegroups", estate.nodegroups);
  yield clusterSection("fargateProfiles", estate.fargateProfiles);
  yield { name: "findings", rows: findings?.rows ?? [] };
  const optional = estate.gaps.filter((gap) => gap.optional);
  yield section(
    "gaps",
    estate.gaps.filter((gap) => !gap.optional),
    gapKey,
    leading(GAP),
  );
  yield section("optionalNotRead", optional, gapKey, leading(GAP));
  const entries = [...estate.accessEntries.values()].flat();
  yield section(
    "accessEntries",
    entries,
    (entry) => `${entry.clusterArn} ${entry.principalArn}`,
    leading(["clusterArn"]),
  );
  yield clusterSection("capabilities", estate.capabilities);
  yield section("managedPolicies", [...estate.managedPolicies.values()], arnOf, withDocument);
  yield { name: "organization", value: estate.organization };
  yield* furtherSections(estate, parts);
  const readings = parts.map(({ kind, accountId, region, clusterArn, readAt }) => {
    return { kind, accountId, region, clusterArn, readAt };
  });
  yield section("parts", readings, partKey, (part) => part);
}

/** Kinds that have sections of their own above. */
const ABOVE: ReadonlySet<PartKind> = new Set<PartKind>([
  "account",
  "clusters",
  "associations",
  "addons",
  "nodegroups",
  "fargate-profiles",
  "access-entries",
  "capabilities",
  "roles",
  "role-usage",
  "managed-policies",
  "oidc-providers",
  "organization",
  "organization-policies",
]);

/** All other kinds that were read, under their own names ("service-accounts" → serviceAccounts): whatever a scan reads is exported. */
function* furtherSections(estate: Estate, parts: readonly AnyPart[]): Generator<ExportSection> {
  const byKind = new Map<PartKind, object[]>(ALWAYS.map((kind) => [kind, []]));
  for (const { kind, facts } of parts) {
    if (ABOVE.has(kind)) continue;
    const known = byKind.get(kind);
    const items: readonly object[] = [facts].flat();
    if (known) for (const item of items) known.push(item);
    else byKind.set(kind, [...items]);
  }
  for (const kind of [...byKind.keys()].sort()) {
    const name = kind.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const rows = (byKind.get(kind) ?? []).map((item) => ({ item, key: JSON.stringify(item) }));
    yield section(
      name,
      rows,
      ({ key }) => key,
      ({ item }) => withText(estate, item),
    );
  }
}

/** There whether or not a cluster's API was read, so that a reader of the file need not ask. */
const ALWAYS: readonly PartKind[] = [
  "service-accounts",
  "namespaces",
  "pods",
  "nodes",
  "daemon-sets",
  "rbac-grants",
  "aws-auth",
];

/** A document is exported as such, not as the hash that it is stored under, wherever in the item it is named. */
function withText(estate: Estate, item: object): object {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(item)) {
    if (key === "document" && typeof value === "string" && estate.documents.has(value))
      Object.assign(copy, documentFields(estate, value));
    else put(copy, key, isPlain(value) ? withText(estate, value) : value);
  }
  return copy;
}

/** An annotation may be called __proto__. */
function put(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function section<T>(
  name: string,
  items: readonly T[],
  key: (item: T) => string,
  map: (item: T) => unknown,
): ExportSection {
  function* rows() {
    for (const item of [...items].sort(by(key))) yield map(item);
  }
  return { name, rows: rows() };
}

function clusterSection(
  name: string,
  byCluster: ReadonlyMap<string, readonly { readonly clusterArn: string; readonly name: string }[]>,
): ExportSection {
  const items = [...byCluster.values()].flat();
  return section(name, items, (item) => `${item.clusterArn} ${item.name}`, leading(["clusterArn", "name"]));
}

/** Puts fields in front: JSON readers do not care, people do. */
function leading(keys: readonly string[]): (record: object) => Record<string, unknown> {
  return (record) => {
    const source = record as Record<string, unknown>;
    const ordered: Record<string, unknown> = {};
    for (const key of keys) if (source[key] !== undefined) ordered[key] = source[key];
    return Object.assign(ordered, source);
  };
}

function arnOf(item: { readonly arn: string }): string {
  return item.arn;
}

function gapKey(gap: Gap): string {
  return [gap.accountId, gap.region, gap.clusterArn, gap.service, gap.operation, gap.resource, gap.error].join(" ");
}

function exportedCluster(estate: Estate, cluster: ClusterFacts, labels: LabelRules): unknown {
  return {
    ...leading(CLUSTER)(cluster),
    podIdentityAgent: podIdentityAgent(estate, cluster),
    /** Whether the cluster's own API was read: without it, an empty list below says nothing. */
    kubernetesRead: estate.serviceAccounts.has(cluster.arn),
    labels: labelValues(clusterLabels(labels, cluster)),
  };
}

function labelValues({ owner, environment }: Labels): { owner: string | null; environment: string | null } {
  return { owner: owner?.value ?? null, environment: environment?.value ?? null };
}

/** Roles that were read, and those that are only named: whether they exist is part of the answer. */
function roleArns(estate: Estate, bindings: readonly Binding[]): string[] {
  const arns = new Set(estate.roleByArn.keys());
  const add = (arn: string | null) => {
    if (arn !== null && arn !== "") arns.add(arn);
  };
  for (const association of estate.associations) {
    add(association.roleArn);
    add(association.targetRoleArn);
  }
  for (const binding of bindings) {
    add(binding.roleArn);
    add(binding.targetRoleArn);
    add(binding.credentialRoleArn);
  }
  return [...arns];
}

function exportedRole(estate: Estate, arn: string): unknown {
  const state = roleState(estate, arn);
  const role: RoleFacts | null = state.kind === "present" ? state.role : null;
  const trust = documentFields(estate, role?.trustPolicy ?? null);
  const usage = estate.roleUsage.get(arn);
  return {
    arn,
    roleId: role?.roleId ?? null,
    accountId: role?.accountId ?? parseRoleArn(arn)?.accountId ?? null,
    exists: state.kind === "unread" ? null : state.kind === "present",
    trustPolicy: trust.document,
    ...(trust.documentText === undefined ? {} : { trustPolicyText: trust.documentText }),
    permissionsBoundaryArn: role?.permissionsBoundaryArn ?? null,
    lastUsedAt: usage?.lastUsedAt ?? null,
    tags: role?.tags ?? {},
    policies: role ? rolePolicies(estate, role) : [],
    attachedPoliciesRead: role !== null && role.attachedPolicies !== null,
    name: role?.name ?? parseRoleArn(arn)?.name ?? null,
    path: role?.path ?? null,
    createdAt: role?.createdAt ?? null,
    lastUsedRegion: usage?.lastUsedRegion ?? null,
    instanceProfileArns: role?.instanceProfileArns ?? [],
  };
}

function rolePolicies(estate: Estate, role: RoleFacts): unknown[] {
  const inline = [...role.inlinePolicies]
    .sort(by((policy) => policy.name))
    .map((policy) => ({ name: policy.name, arn: null, kind: "inline", ...documentFields(estate, policy.document) }));
  const attached = [...(role.attachedPolicies ?? [])].sort(by((policy) => policy.arn)).map((policy) => {
    const managed: ManagedPolicyFacts | undefined = estate.managedPolicies.get(policy.arn);
    const kind = managed?.kind ?? (/^arn:[^:]*:iam::aws:/.test(policy.arn) ? "aws" : "customer");
    return { name: managed?.name ?? policy.name, arn: policy.arn, kind, ...managedDocument(estate, policy.arn) };
  });
  return [...inline, ...attached];
}

function boundaryArns(estate: Estate): string[] {
  return [...new Set(estate.roles.flatMap((role) => role.permissionsBoundaryArn ?? []))];
}

interface DocumentFields {
  readonly document: unknown;
  readonly documentText?: string;
}

function managedDocument(estate: Estate, arn: string): DocumentFields {
  return documentFields(estate, estate.managedPolicies.get(arn)?.document ?? null);
}

/** The document as an object; one that is none is kept as its text, so that nothing is lost. */
function documentFields(estate: Estate, hash: DocumentHash | null): DocumentFields {
  const text = hash === null ? undefined : estate.documents.get(hash);
  if (text === undefined) return { document: null };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { document: value };
  } catch {
    // Kept as text below.
  }
  return { document: null, documentText: text };
}
