/** GET /api/roles and GET /api/roles/ACCOUNT/NAME (a role name is unique in its account, whatever its path). */
import { z } from "zod";
import type { BindingAnswer, RoleRef, Tag, WorkloadRef } from "./binding";
import { type Facet, listParam, type Page, snapshotParam, textParam, windowParams } from "./common";
import type { CoverageGap } from "./coverage";
import type { FindingSummary } from "./findings";
import type { PolicyAnswer, ServiceAnswer, StatementMarkAnswer } from "./policy";

export const roleSorts = ["name", "account", "workloads", "policies", "lastUsed", "created"] as const;

export const rolesQuery = z.object({
  snapshot: snapshotParam,
  q: textParam,
  account: listParam,
  service: listParam,
  /** yes: only roles that a workload uses; no: only the others. */
  used: z.enum(["all", "yes", "no"]).default("yes"),
  sort: z.enum(roleSorts).default("name"),
  dir: z.enum(["asc", "desc"]).default("asc"),
  ...windowParams,
});
export type RolesQuery = z.infer<typeof rolesQuery>;

export interface RoleRow extends RoleRef {
  readonly path: string;
  readonly accountName: string | null;
  /** Workloads that use it, as first, target or credential role. */
  readonly workloads: number;
  readonly policies: number;
  readonly services: readonly string[];
  readonly servicesIncomplete: boolean;
  readonly boundaryArn: string | null;
  readonly lastUsedAt: string | null;
  readonly createdAt: string | null;
}

export interface RolesAnswer extends Page<RoleRow> {
  readonly facets: { readonly account: readonly Facet[]; readonly service: readonly Facet[] };
}

export const roleParams = z.object({ account: z.string().max(64), name: z.string().max(512) });
export type RoleParams = z.infer<typeof roleParams>;

export interface RoleDetail {
  readonly role: RoleRow;
  readonly roleId: string | null;
  readonly tags: readonly Tag[];
  readonly lastUsed: { readonly at: string; readonly region: string | null } | null;
  /** False where the last use was not read. */
  readonly lastUsedRead: boolean;
  readonly instanceProfileArns: readonly string[];
  readonly trustPolicy: PolicyAnswer;
  readonly policies: readonly PolicyAnswer[];
  readonly boundary: PolicyAnswer | null;
  readonly services: readonly ServiceAnswer[];
  readonly marks: readonly StatementMarkAnswer[];
  /** Who uses it, and as what. */
  readonly usedBy: readonly RoleUse[];
  /** null = this snapshot was not evaluated yet. */
  readonly findings: FindingSummary | null;
  readonly gaps: readonly CoverageGap[];
  /** Why the list of policies may not be all; null where it is. */
  readonly problem: string | null;
}

export interface RoleUse {
  readonly workload: WorkloadRef;
  readonly as: "role" | "target" | "both";
  readonly binding: BindingAnswer;
}
