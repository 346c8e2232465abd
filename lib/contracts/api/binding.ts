/** A binding and an association as pages show them. */
import type { EvidenceKind, Mechanism, Reason, Verdict } from "@/lib/domain/identity/binding";
import type { PolicyAnswer } from "./policy";

export interface RoleRef {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  /** Page of the role; null where it was not read or is no role ARN. */
  readonly href: string | null;
  /** null = its account was not read. */
  readonly exists: boolean | null;
  readonly consoleUrl: string | null;
}

export interface WorkloadRef {
  /** `clusterArn|namespace|serviceAccount`; for an issuer outside the scope its URL stands for the cluster ARN. */
  readonly id: string;
  readonly kind: "service-account" | "pattern" | "node";
  readonly href: string;
  readonly accountId: string;
  readonly region: string | null;
  readonly clusterArn: string | null;
  readonly clusterName: string | null;
  readonly issuer: string | null;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
}

export interface BindingAnswer {
  readonly id: string;
  readonly mechanism: Mechanism;
  readonly verdict: Verdict;
  /** Do new pods get these credentials; null = not knowable from what was read. */
  readonly effective: boolean | null;
  readonly pattern: boolean;
  readonly issuer: string | null;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
  readonly role: RoleRef;
  readonly targetRole: RoleRef | null;
  /** The role whose credentials the pod holds: its policies are what the pod can do. */
  readonly credentialRole: RoleRef;
  readonly reasons: readonly Reason[];
  readonly evidence: readonly EvidenceKind[];
  /** Set for mechanism pod-identity. */
  readonly association: AssociationAnswer | null;
  readonly readAt: string;
}

/** Every field that EKS keeps of an association. Null = EKS did not return it. */
export interface AssociationAnswer {
  readonly arn: string;
  readonly id: string;
  readonly clusterArn: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string | null;
  readonly targetRoleArn: string | null;
  readonly externalId: string | null;
  readonly disableSessionTags: boolean | null;
  readonly sessionPolicy: PolicyAnswer | null;
  readonly ownerArn: string | null;
  readonly tags: readonly Tag[];
  readonly createdAt: string | null;
  readonly modifiedAt: string | null;
  /** False: only the list entry is known, and a gap says why. */
  readonly described: boolean;
  readonly consoleUrl: string | null;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}
