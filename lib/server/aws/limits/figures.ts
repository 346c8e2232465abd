/**
 * How fast AWS may be asked, to begin with. Organizations and STS publish their figures; EKS and IAM do not, so theirs
 * are careful guesses that throttling corrects (see lib/adr/0007-request-rates.md).
 * Sources: AWS Organizations User Guide, "Quotas for AWS Organizations" (rates per account); IAM User Guide, "IAM and
 * AWS STS quotas" (600 STS requests a second per account and region).
 */
export interface LimitFigure {
  /** Requests a second. */
  readonly rate: number;
  /** Requests that the service takes at once. */
  readonly burst: number;
  /** Requests under way at once. */
  readonly concurrency: number;
}

export type LimitScope = "account" | "account-region";

export interface LimitRule extends LimitFigure {
  readonly scope: LimitScope;
  /** Operations that share one budget: the service as a whole, or each operation by itself. */
  readonly shared: boolean;
}

const ORGANIZATIONS: Readonly<Record<string, readonly [rate: number, burst: number]>> = {
  ListAccounts: [8, 12],
  ListChildren: [6, 10],
  DescribePolicy: [2, 2],
  ListRoots: [1, 2],
  DescribeOrganization: [1, 2],
  DescribeAccount: [20, 30],
};
const ORGANIZATIONS_OTHER: readonly [number, number] = [5, 8];

export interface RateOverrides {
  readonly eks?: number | undefined;
  readonly iam?: number | undefined;
}

export function limitRule(service: string, operation: string, overrides: RateOverrides = {}): LimitRule {
  switch (service) {
    case "eks":
      return { rate: overrides.eks ?? 5, burst: 5, concurrency: 10, scope: "account-region", shared: false };
    case "iam":
      return {
        rate: overrides.iam ?? 5,
        burst: 5,
        concurrency: overrides.iam === undefined ? 2 : 16,
        scope: "account",
        shared: false,
      };
    case "sts":
      return { rate: 600, burst: 600, concurrency: 32, scope: "account-region", shared: true };
    case "organizations": {
      const [rate, burst] = Object.hasOwn(ORGANIZATIONS, operation)
        ? (ORGANIZATIONS[operation] ?? ORGANIZATIONS_OTHER)
        : ORGANIZATIONS_OTHER;
      return { rate, burst, concurrency: 2, scope: "account", shared: false };
    }
    default:
      return { rate: 5, burst: 5, concurrency: 4, scope: "account-region", shared: false };
  }
}
