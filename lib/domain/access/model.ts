/**
 * The access model of one snapshot: who (workloads) gets which role how (bindings) and what the role's policies say.
 * Built once when a snapshot is opened; every page, export and graph is derived from it.
 */
import type { Binding } from "@/lib/domain/identity/binding";
import type { DocumentReader } from "@/lib/domain/policy/document-reader";
import type { ParsedDocument } from "@/lib/domain/policy/parsed-document";
import type { Estate, RoleState } from "@/lib/domain/snapshot/estate";

export interface Workload {
  /** `clusterArn|namespace|serviceAccount`; the issuer stands in for a cluster outside the scope. */
  readonly id: string;
  readonly clusterArn: string | null;
  readonly issuer: string | null;
  /** "" where the cluster is not in scope. */
  readonly clusterName: string;
  readonly accountId: string;
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  /** Part of Kubernetes or of EKS itself (kube-system and the like), for "hide system workloads". */
  readonly system: boolean;
  /** Direct bindings, and patterns that match this workload. Never a node role. */
  readonly bindings: readonly Binding[];
}

export interface RolePolicy {
  readonly name: string;
  readonly arn: string | null;
  readonly kind: "inline" | "customer" | "aws";
  /** null = the document was not read: what it grants is unknown. */
  readonly document: ParsedDocument | null;
}

/** A service that a role's statements name, and how sure that is. */
export interface ServiceReach {
  /** IAM service prefix in lower case, or "*" for every service. */
  readonly service: string;
  readonly state: "allowed" | "conditional" | "unknown";
  /** Action patterns as written, without the prefix, first 50. */
  readonly actions: readonly string[];
  readonly statements: readonly { readonly policy: string; readonly index: number; readonly sid: string | null }[];
}

export interface RoleModel {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  /** Also for roles that do not exist or were not read: a binding names them. */
  readonly state: RoleState;
  readonly trust: ParsedDocument | null;
  readonly policies: readonly RolePolicy[];
  readonly boundary: RolePolicy | null;
  readonly services: readonly ServiceReach[];
  /** True where a policy of the role could not be read: `services` is then a lower bound. */
  readonly servicesIncomplete: boolean;
  /** Bindings that end in this role (credential role) or pass through it (source of a target role). */
  readonly bindings: readonly Binding[];
}

export interface AccessModel {
  readonly estate: Estate;
  /** The snapshot's documents, as far as they were parsed; absent where the model was not built from a snapshot. */
  readonly documents?: DocumentReader;
  readonly workloads: readonly Workload[];
  readonly workloadById: ReadonlyMap<string, Workload>;
  readonly bindings: readonly Binding[];
  readonly bindingById: ReadonlyMap<string, Binding>;
  /** Roles that a binding names, and all others that were read. */
  readonly roles: readonly RoleModel[];
  readonly roleByArn: ReadonlyMap<string, RoleModel>;
}
