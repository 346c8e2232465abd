/** GET /api/accounts/ID. */
import type { Census, RoleFigure, Sentence } from "./census";
import type { ClusterRow } from "./clusters";
import type { CoverageGap } from "./coverage";
import type { Figure } from "./overview";

export interface AccountDetail {
  readonly id: string;
  readonly name: string | null;
  /** False: other accounts name it, and it is not in scope. */
  readonly inScope: boolean;
  readonly organizationPath: string | null;
  /** Names of the units above it, root first; null where the organization was not read. */
  readonly units: readonly string[] | null;
  readonly managementAccount: boolean | null;
  readonly regions: readonly string[];
  readonly readerArn: string | null;
  readonly answer: Sentence;
  /** Of workloads that run in it. */
  readonly census: Census;
  readonly clusters: readonly ClusterRow[];
  /** Roles of this account that workloads of other accounts use. */
  readonly rolesForOthers: readonly RoleFigure[];
  /** Accounts whose roles its workloads use. */
  readonly reaches: readonly {
    readonly id: string;
    readonly name: string | null;
    readonly href: string;
    readonly figure: Figure;
  }[];
  readonly roles: Figure;
  /** Control policies that bind its principals (SCP) and resources (RCP); null = not read. */
  readonly controlPolicies:
    | readonly {
        readonly id: string;
        readonly name: string | null;
        readonly type: "SCP" | "RCP";
        readonly awsManaged: boolean;
        readonly href: string;
        /** Names of the root, unit or account where it is attached. */
        readonly attachedAt: readonly string[];
      }[]
    | null;
  readonly gaps: readonly CoverageGap[];
}
