/** GET /api/clusters. */
import type { ReadState } from "./coverage";

export interface ClusterRow {
  readonly arn: string;
  readonly name: string;
  readonly accountId: string;
  readonly accountName: string | null;
  readonly region: string;
  readonly status: string | null;
  readonly version: string | null;
  readonly platformVersion: string | null;
  readonly oidcIssuer: string | null;
  readonly autoMode: boolean;
  readonly connected: boolean;
  /** The add-on eks-pod-identity-agent or Auto Mode; unknown where neither proves it (it can be self-managed). */
  readonly podIdentityAgent: "addon" | "auto-mode" | "unknown";
  readonly workloads: number;
  readonly associations: number;
  readonly gaps: number;
  readonly state: ReadState;
  readonly createdAt: string | null;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly href: string;
  readonly consoleUrl: string | null;
}

export interface ClustersAnswer {
  readonly clusters: readonly ClusterRow[];
}
