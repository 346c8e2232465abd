/**
 * An access review: people go through workloads and say of each whether its access is kept, reduced or revoked. What was
 * decided is added to and never changed; a closed review is as it was closed.
 */
import type { Mechanism, Verdict } from "@/lib/domain/identity/binding";
import type { AccessLevel } from "@/lib/domain/policy/table";

export const reviewDecisions = ["keep", "reduce", "revoke"] as const;
export type ReviewDecision = (typeof reviewDecisions)[number];

/** undecided: somebody took a decision back. */
export const reviewActs = [...reviewDecisions, "undecided"] as const;
export type ReviewAct = (typeof reviewActs)[number];

/** Which workloads are gone through: those that all lists let in; an empty list lets in all. */
export interface ReviewScope {
  readonly accounts: readonly string[];
  /** Cluster ARNs or names. */
  readonly clusters: readonly string[];
  readonly namespaces: readonly string[];
  readonly environments: readonly string[];
  /** "" = workloads without an owner. */
  readonly owners: readonly string[];
  /** Also what belongs to Kubernetes or EKS itself, and nodes. */
  readonly system: boolean;
}

export interface Review {
  /** ULID. */
  readonly id: string;
  readonly name: string;
  /** As somebody wrote it: names, teams, addresses. */
  readonly reviewers: string;
  readonly scope: ReviewScope;
  readonly snapshotId: string;
  /** ISO 8601 UTC, as all times here. */
  readonly snapshotAt: string;
  readonly createdAt: string;
  readonly createdBy: string;
  /** null = open. */
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  /** The review that decisions were carried over from where nothing had changed; null = none. */
  readonly previous: { readonly id: string; readonly name: string } | null;
  readonly engineVersion: string;
}

/** One way in which a workload gets a role, as the review shows it. */
export interface ReviewBinding {
  readonly id: string;
  readonly mechanism: Mechanism;
  readonly verdict: Verdict;
  readonly effective: boolean | null;
  readonly roleArn: string;
}

export interface ReviewPermission {
  readonly service: string;
  /** The gravest access level of what is allowed of the service. */
  readonly level: AccessLevel;
  readonly actions: number;
  readonly certain: boolean;
}

/** What a reviewer decides about: as of the review's snapshot, whatever becomes of it. */
export interface ReviewItem {
  /** From 1, in the order of owner, cluster, namespace and name. */
  readonly row: number;
  readonly workloadId: string;
  readonly kind: "service-account" | "pattern" | "node";
  readonly href: string;
  readonly accountId: string;
  readonly accountName: string | null;
  readonly region: string | null;
  /** Name of the cluster, else the issuer's address. */
  readonly cluster: string;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
  readonly owner: string | null;
  readonly environment: string | null;
  readonly verdict: Verdict;
  readonly bindings: readonly ReviewBinding[];
  readonly actions: number;
  /** The gravest first, at most 8. */
  readonly permissions: readonly ReviewPermission[];
  readonly services: number;
  /** Newest recorded assumption, and what IAM says of its roles; null = none seen, or not read. */
  readonly lastAssumedAt: string | null;
  readonly roleLastUsedAt: string | null;
  /** Open findings by severity; null = this snapshot's were not evaluated. */
  readonly findings: Readonly<Record<"critical" | "high" | "medium" | "low" | "info", number>> | null;
  /** What could not be read, one sentence each: a decision about it is not certain. */
  readonly notRead: readonly string[];
  /** Of bindings, documents and permissions: equal = nothing changed. null where something was not read. */
  readonly fingerprint: string | null;
}

export interface DecisionRecord {
  readonly row: number;
  /** Grows within the review: the last one of a row counts. */
  readonly seq: number;
  readonly act: ReviewAct;
  readonly rationale: string;
  readonly by: string;
  readonly at: string;
  /** False where something of the workload could not be read. */
  readonly certain: boolean;
  /** Where it was first decided, if in an earlier review. */
  readonly carried: CarriedFrom | null;
}

export interface CarriedFrom {
  readonly reviewId: string;
  readonly reviewName: string;
  readonly by: string;
  readonly at: string;
}

/** Why a decision cannot be taken; null where it can. */
export function decisionProblem(act: ReviewAct, rationale: string): string | null {
  if ((act === "reduce" || act === "revoke") && rationale.trim() === "")
    return `Say why: a decision to ${act} needs a rationale.`;
  return null;
}
