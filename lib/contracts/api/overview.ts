/** GET /api/overview — every number is a link to the rows behind it. */
import type { Mechanism, Verdict } from "@/lib/domain/identity/binding";
import type { FindingSummary } from "./findings";
import type { WorkloadRow } from "./workloads";

export interface Figure {
  readonly value: number;
  readonly href: string;
}

export interface OverviewAnswer {
  /** null = this snapshot was not evaluated yet. */
  readonly findings: FindingSummary | null;
  readonly counts: {
    readonly accounts: Figure;
    readonly regions: Figure;
    readonly clusters: Figure;
    readonly namespaces: Figure;
    readonly workloads: Figure;
    readonly associations: Figure;
    readonly roles: Figure;
    readonly gaps: Figure;
  };
  readonly verdicts: readonly { readonly verdict: Verdict; readonly figure: Figure }[];
  readonly mechanisms: readonly { readonly mechanism: Mechanism; readonly figure: Figure }[];
  /** Workloads whose binding does not work, is conditional or not knowable: the first ten each. */
  readonly broken: readonly WorkloadRow[];
  readonly conditional: readonly WorkloadRow[];
  readonly unknown: readonly WorkloadRow[];
  /** What workloads reach most: service prefix and number of workloads. */
  readonly services: readonly { readonly service: string; readonly figure: Figure }[];
  /** Roles that many workloads share, most first (at most ten). */
  readonly sharedRoles: readonly {
    readonly arn: string;
    readonly name: string;
    readonly accountId: string;
    readonly href: string;
    readonly workloads: number;
    readonly clusters: number;
  }[];
  readonly accounts: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly clusters: number;
    readonly workloads: number;
    readonly gaps: number;
    readonly href: string;
  }[];
}
