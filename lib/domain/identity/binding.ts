/** A binding: one way in which a workload gets a role. Words and fields as in the export format. */

export type Mechanism = "pod-identity" | "irsa" | "node-role" | "kube2iam" | "static-key";
/** unknown is never no: it names its gap. */
export type Verdict = "allowed" | "conditional" | "denied" | "unknown";
export type EvidenceKind = "association" | "trust-policy" | "annotation" | "pod" | "cloudtrail";

export interface StatementRef {
  /** "trust", a policy name or ARN. */
  readonly policy: string;
  readonly sid: string | null;
  readonly index: number;
}

export interface Reason {
  /** Stable, kebab-case: "trust-service-missing". */
  readonly code: string;
  readonly text: string;
  readonly statement: StatementRef | null;
}

export interface Binding {
  readonly id: string;
  readonly mechanism: Mechanism;
  /** null where an issuer is outside the scope: `issuer` is then set. */
  readonly clusterArn: string | null;
  readonly issuer: string | null;
  /** null for a node role. With `pattern`, as the trust policy writes it. */
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
  readonly pattern: boolean;
  readonly associationArn: string | null;
  readonly roleArn: string;
  readonly targetRoleArn: string | null;
  /** The role whose credentials the pod holds. */
  readonly credentialRoleArn: string;
  readonly verdict: Verdict;
  /** Do new pods get these credentials; null = not knowable from what was read. */
  readonly effective: boolean | null;
  readonly reasons: readonly Reason[];
  readonly evidence: readonly EvidenceKind[];
  readonly readAt: string;
}
