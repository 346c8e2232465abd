/** GET /api/clusters/ACCOUNT/REGION/NAME. */
import type { Verdict } from "@/lib/domain/identity/binding";
import type { RoleRef } from "./binding";
import type { Census, Sentence } from "./census";
import type { ClusterRow } from "./clusters";
import type { CoverageGap } from "./coverage";
import type { Figure } from "./overview";

export interface ClusterDetail {
  readonly cluster: ClusterRow;
  readonly answer: Sentence;
  readonly census: Census;
  /** By number of workloads; all of them. */
  readonly namespaces: readonly {
    readonly name: string;
    readonly figure: Figure;
    /** The worst verdict of its workloads. */
    readonly verdict: Verdict;
    readonly system: boolean;
  }[];
  /** What runs pods, each with the role that pods without one of their own may reach. */
  readonly compute: readonly {
    readonly kind: "node-group" | "fargate-profile" | "auto-mode";
    readonly name: string;
    readonly status: string | null;
    /** null = none, or not read (`described`). */
    readonly role: RoleRef | null;
    readonly described: boolean;
  }[];
  readonly addons: readonly {
    readonly name: string;
    readonly version: string | null;
    readonly status: string | null;
    readonly role: RoleRef | null;
    readonly associations: number;
  }[];
  /** IAM principals that may use the cluster's API; null = not read. */
  readonly accessEntries:
    | readonly {
        readonly principalArn: string;
        readonly role: RoleRef | null;
        readonly type: string | null;
        readonly groups: readonly string[];
        /** Names of access policies with their namespaces; null = not read. */
        readonly policies: readonly string[] | null;
      }[]
    | null;
  readonly facts: {
    readonly authenticationMode: string | null;
    readonly endpointPublicAccess: boolean | null;
    readonly endpointPrivateAccess: boolean | null;
    readonly role: RoleRef | null;
    /** Which kinds of objects of its own API were read. */
    readonly kubernetesRead: readonly string[];
  };
  readonly gaps: readonly CoverageGap[];
}
