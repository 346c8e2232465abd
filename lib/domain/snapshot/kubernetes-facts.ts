/**
 * What is read from a cluster's Kubernetes API, and no more of it than the answers need: no secrets, no volumes' content,
 * no environment but the names that decide about credentials. Optional: a cluster that cannot be reached is a gap.
 */
import type { Tags } from "./facts";

export interface ServiceAccountFacts {
  readonly clusterArn: string;
  readonly namespace: string;
  readonly name: string;
  readonly createdAt: string | null;
  /** All annotations: owners are read from them, and eks.amazonaws.com/* decides about IRSA. */
  readonly annotations: Tags;
  readonly automountToken: boolean | null;
}

export interface NamespaceFacts {
  readonly clusterArn: string;
  readonly name: string;
  readonly labels: Tags;
  readonly annotations: Tags;
}

/** What a container carries of each way to credentials. "maybe" = the environment comes from a place that is not read (envFrom). */
export interface ContainerCredentialFacts {
  readonly container: string;
  /** AWS_CONTAINER_CREDENTIALS_FULL_URI is set: Pod Identity was injected. */
  readonly podIdentity: boolean;
  /** AWS_WEB_IDENTITY_TOKEN_FILE is set, and the AWS_ROLE_ARN beside it. */
  readonly webIdentity: boolean;
  readonly roleArn: string | null;
  /** AWS_ACCESS_KEY_ID is set. */
  readonly staticKey: "yes" | "no" | "maybe";
}

export interface PodFacts {
  readonly clusterArn: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string | null;
  readonly serviceAccount: string;
  readonly nodeName: string | null;
  readonly phase: string | null;
  readonly createdAt: string | null;
  readonly hostNetwork: boolean;
  /** Label eks.amazonaws.com/pod-identity = enabled, written by the webhook. */
  readonly webhookLabel: boolean;
  /** Audiences of projected service-account tokens. */
  readonly tokenAudiences: readonly string[];
  /** Annotation iam.amazonaws.com/role of kube2iam and kiam. */
  readonly kube2iamRole: string | null;
  readonly containers: readonly ContainerCredentialFacts[];
  /** "windows" | "linux" of the pod's own nodeSelector or spec.os; null = not said. */
  readonly os: string | null;
  /** Annotation eks.amazonaws.com/skip-containers: the webhook leaves these alone. Absent = none. */
  readonly skippedContainers?: readonly string[];
}

export interface NodeFacts {
  readonly clusterArn: string;
  readonly name: string;
  /** aws:///ZONE/i-… ; fargate-… nodes have one of their own form. */
  readonly providerId: string | null;
  readonly instanceId: string | null;
  readonly compute: "ec2" | "auto-mode" | "fargate" | "hybrid" | "unknown";
  readonly os: string | null;
  readonly nodegroup: string | null;
}

export interface DaemonSetFacts {
  readonly clusterArn: string;
  readonly namespace: string;
  readonly name: string;
  /** pod-identity-agent · kube2iam · kiam; others are not kept. */
  readonly role: "pod-identity-agent" | "kube2iam" | "kiam";
  readonly images: readonly string[];
  readonly desired: number | null;
  readonly current: number | null;
  readonly ready: number | null;
}

/** A rule that lets a subject become, or act as, service accounts. */
export interface RbacGrantFacts {
  readonly clusterArn: string;
  /** null = in every namespace (ClusterRoleBinding). */
  readonly namespace: string | null;
  readonly subject: {
    readonly kind: "User" | "Group" | "ServiceAccount";
    readonly name: string;
    readonly namespace: string | null;
  };
  readonly via:
    | "create-pods"
    | "create-workloads"
    | "exec"
    | "create-token"
    | "impersonate"
    | "all"
    | "patch-service-account"
    | "read-secrets"
    | "nodes-proxy";
  /** resourceNames of the rule; empty = all. */
  readonly names: readonly string[];
  readonly role: string;
  readonly binding: string;
}

/** One entry of ConfigMap kube-system/aws-auth. */
export interface AwsAuthFacts {
  readonly clusterArn: string;
  readonly kind: "role" | "user" | "account";
  readonly arn: string;
  readonly username: string | null;
  readonly groups: readonly string[];
}
