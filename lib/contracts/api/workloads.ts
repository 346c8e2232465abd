/** GET /api/workloads and GET /api/workloads/ACCOUNT/REGION/CLUSTER/NAMESPACE/NAME. */
import { z } from "zod";
import type { Mechanism, Reason, Verdict } from "@/lib/domain/identity/binding";
import type { BindingAnswer, RoleRef, Tag, WorkloadRef } from "./binding";
import { type Facet, listParam, type Page, snapshotParam, textParam, windowParams } from "./common";
import type { CoverageGap } from "./coverage";
import type { FindingSummary } from "./findings";
import type { Figure } from "./overview";
import type { PolicyAnswer, ServiceAnswer, StatementMarkAnswer } from "./policy";

export const workloadSorts = [
  "name",
  "namespace",
  "cluster",
  "account",
  "region",
  "roles",
  "verdict",
  "services",
] as const;
export type WorkloadSort = (typeof workloadSorts)[number];

const mechanisms = ["pod-identity", "irsa", "node-role", "kube2iam", "static-key"] as const;
const verdicts = ["allowed", "conditional", "denied", "unknown"] as const;

const kinds = ["service-account", "pattern", "node"] as const;

function listOf<const T extends readonly [string, ...string[]]>(values: T) {
  return listParam.pipe(z.array(z.enum(values)));
}

/** Also the query string of the page /workloads. Facet parameters take several values: `account=1,2`. */
export const workloadsQuery = z.object({
  snapshot: snapshotParam,
  q: textParam,
  account: listParam,
  region: listParam,
  /** Cluster ARNs or cluster names. */
  cluster: listParam,
  namespace: listParam,
  mechanism: listOf(mechanisms),
  verdict: listOf(verdicts),
  kind: listOf(kinds),
  /** no: without what belongs to Kubernetes or EKS itself (kube-system and the like). */
  system: z.enum(["all", "yes", "no"]).default("all"),
  /** Service prefixes: "s3". */
  service: listParam,
  /** Role ARNs: workloads that use the role. */
  role: listParam,
  /** ARNs of managed policies, ids of control policies: workloads whose credentials they bear on. */
  policy: listParam,
  sort: z.enum(workloadSorts).default("name"),
  dir: z.enum(["asc", "desc"]).default("asc"),
  ...windowParams,
});
export type WorkloadsQuery = z.infer<typeof workloadsQuery>;

export interface WorkloadRow extends WorkloadRef {
  readonly accountName: string | null;
  readonly mechanisms: readonly Mechanism[];
  readonly roles: readonly RoleRef[];
  /** The worst that is true of its bindings, in the order denied, unknown, conditional, allowed. */
  readonly verdict: Verdict;
  /** The first reason of the binding with that verdict. */
  readonly because: string | null;
  /** Service prefixes that its effective credentials allow something of; "*" = all. Not what is used. */
  readonly services: readonly string[];
  /** True where a policy of its roles could not be read: `services` is then a lower bound. */
  readonly servicesIncomplete: boolean;
  /** Part of Kubernetes or of EKS itself. */
  readonly system: boolean;
  readonly bindings: number;
  /** As `labels` in the configuration says; absent where neither is found. */
  readonly labels?: { readonly owner: string | null; readonly environment: string | null };
}

export interface WorkloadsAnswer extends Page<WorkloadRow> {
  readonly facets: {
    readonly account: readonly Facet[];
    readonly region: readonly Facet[];
    readonly cluster: readonly Facet[];
    readonly namespace: readonly Facet[];
    readonly mechanism: readonly Facet[];
    readonly verdict: readonly Facet[];
    readonly kind: readonly Facet[];
    readonly service: readonly Facet[];
  };
}

/** Path parameters: "-" stands for what a node or an issuer outside the scope does not have. */
export const workloadParams = z.object({
  account: z.string().max(64),
  region: z.string().max(64),
  cluster: z.string().max(512),
  namespace: z.string().max(512),
  name: z.string().max(512),
});
export type WorkloadParams = z.infer<typeof workloadParams>;

export interface WorkloadDetail {
  readonly workload: WorkloadRow;
  /** One for each way in which it gets a role; every association has its own. */
  readonly bindings: readonly BindingAnswer[];
  /** Each credential role once, with its policies. */
  readonly credentialRoles: readonly CredentialRole[];
  /** Gaps that touch this workload: its cluster, its roles' accounts. */
  readonly gaps: readonly CoverageGap[];
  readonly consoleUrl: string | null;
  /** Of the workload, its bindings and associations; null = this snapshot was not evaluated yet. */
  readonly findings: FindingSummary | null;
  /** What the cluster's own API told; absent where it was not read, and for nodes and patterns. */
  readonly kubernetes?: WorkloadKubernetes;
}

/** Each list is null where its kind was not read. */
export interface WorkloadKubernetes {
  readonly serviceAccount: ServiceAccountAnswer | null;
  readonly pods: readonly PodRow[] | null;
  /** Of all running pods; `pods` holds the first of them, those that differ from what is expected before the others. */
  readonly podCount: number;
  readonly becoming: readonly BecomingRow[] | null;
}

export interface ServiceAccountAnswer {
  /** False: the name is free, and whoever may create it gets what is bound to it. */
  readonly exists: boolean;
  readonly annotations: readonly Tag[];
  readonly createdAt: string | null;
}

export interface PodRow {
  readonly name: string;
  readonly node: string | null;
  readonly compute: string | null;
  readonly createdAt: string | null;
  readonly hostNetwork: boolean;
  readonly carries: "static-key" | "irsa" | "pod-identity" | "none" | "unknown";
  readonly expected: "static-key" | "irsa" | "pod-identity" | "none" | "unknown";
  readonly roleArn: string | null;
  readonly reasons: readonly Reason[];
}

/** A subject of the cluster that can act as the service account, and the IAM principals behind it. */
export interface BecomingRow {
  readonly kind: "User" | "Group" | "ServiceAccount" | "IAM";
  readonly name: string;
  /** "create-pods", "exec", …; "all" = everything. */
  readonly vias: readonly string[];
  readonly through: readonly string[];
  /** null = not read. */
  readonly principals: readonly string[] | null;
}

export interface CredentialRole {
  readonly role: RoleRef;
  /** Workloads that use it, this one among them. */
  readonly workloads: Figure;
  readonly bindingIds: readonly string[];
  readonly policies: readonly PolicyAnswer[];
  readonly boundary: PolicyAnswer | null;
  readonly services: readonly ServiceAnswer[];
  readonly marks: readonly StatementMarkAnswer[];
  /** Why the list of policies may not be all. */
  readonly problem: string | null;
}
