/** GET /api/policies/ACCOUNT/NAME ("aws" for policies that AWS manages, "organization" and an id for SCPs and RCPs). */
import type { RoleRef } from "./binding";
import type { Census, Sentence } from "./census";
import type { CoverageGap } from "./coverage";
import type { PolicyAnswer } from "./policy";

export interface PolicyDetail {
  readonly policy: PolicyAnswer;
  /** null for policies that AWS manages, and for those of the organization. */
  readonly accountId: string | null;
  readonly accountName: string | null;
  readonly answer: Sentence;
  /** Roles that it is attached to, those with workloads first; empty for control policies. */
  readonly attachedTo: readonly PolicyUse[];
  /** Roles whose permissions boundary it is. */
  readonly boundaryOf: readonly PolicyUse[];
  /** Where a control policy is attached; null = not read, or no control policy. */
  readonly targets:
    | readonly {
        readonly id: string;
        readonly name: string | null;
        readonly kind: "root" | "unit" | "account";
        readonly href: string | null;
      }[]
    | null;
  /** Workloads whose credentials it grants to, limits or binds. */
  readonly census: Census;
  readonly gaps: readonly CoverageGap[];
}

export interface PolicyUse {
  readonly role: RoleRef;
  readonly workloads: { readonly value: number; readonly href: string };
}
