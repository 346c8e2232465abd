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

/**
 * Reading what happened. LookupEvents: 2 a second, not adjustable (CloudTrail User Guide, "Quotas"). S3 takes 5,500 reads a
 * second for each prefix; here the number under way is the limit. Athena: General Reference, "Athena endpoints and quotas".
 */
const ACTIVITY: Readonly<Record<string, LimitFigure>> = {
  "cloudtrail:LookupEvents": { rate: 2, burst: 1, concurrency: 2 },
  "cloudtrail:DescribeTrails": { rate: 8, burst: 2, concurrency: 2 },
  "s3:GetObject": { rate: 4000, burst: 64, concurrency: 64 },
  "s3:ListObjectsV2": { rate: 1000, burst: 16, concurrency: 16 },
  "athena:StartQueryExecution": { rate: 10, burst: 5, concurrency: 4 },
  "athena:GetQueryExecution": { rate: 50, burst: 10, concurrency: 8 },
  "athena:GetQueryResults": { rate: 50, burst: 10, concurrency: 4 },
};

export interface RateOverrides {
  readonly eks?: number | undefined;
  readonly iam?: number | undefined;
}

export function limitRule(service: string, operation: string, overrides: RateOverrides = {}): LimitRule {
  const name = `${service}:${operation}`;
  const activity = Object.hasOwn(ACTIVITY, name) ? ACTIVITY[name] : undefined;
  if (activity !== undefined) return { ...activity, scope: "account-region", shared: false };
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
    case "s3":
    case "kms":
    case "sqs":
    case "sns":
    case "secretsmanager":
    case "dynamodb":
    case "ecr":
      // Where these publish figures for reading settings, they are higher; nobody else should notice a scan.
      return { rate: 10, burst: 10, concurrency: 4, scope: "account-region", shared: false };
    default:
      return { rate: 5, burst: 5, concurrency: 4, scope: "account-region", shared: false };
  }
}
