/** Request rates as AWS enforces them: token buckets, answered with the service's throttling error when empty. */

export interface RateRule {
  readonly service: string;
  /** Absent: all operations of the service. */
  readonly operations?: readonly string[];
  /** Requests a second. */
  readonly rate: number;
  readonly burst: number;
  /** One bucket for each operation, or one for all that the rule names. */
  readonly per: "operation" | "service";
  /** Regional services have a bucket in each region, global ones one for the account. */
  readonly regional: boolean;
}

/**
 * The rates to start from: Organizations' and STS's are published (Organizations User Guide, "Quotas"; IAM User Guide,
 * "IAM and AWS STS quotas"); EKS and IAM publish none, and these are the cautious figures that a reader begins with.
 */
export function startingRates(): RateRule[] {
  const organizations = (operations: string[], rate: number, burst: number): RateRule => ({
    service: "organizations",
    operations,
    rate,
    burst,
    per: "operation",
    regional: false,
  });
  return [
    { service: "eks", rate: 5, burst: 5, per: "operation", regional: true },
    { service: "iam", rate: 5, burst: 5, per: "operation", regional: false },
    { service: "sts", rate: 600, burst: 600, per: "service", regional: true },
    { service: "cloudtrail", operations: ["LookupEvents"], rate: 2, burst: 2, per: "operation", regional: true },
    {
      service: "cloudtrail",
      operations: ["DescribeTrails", "GetTrail"],
      rate: 10,
      burst: 10,
      per: "operation",
      regional: true,
    },
    organizations(["ListAccounts"], 8, 12),
    organizations(["ListParents", "ListAccountsForParent", "ListOrganizationalUnitsForParent"], 5, 8),
    organizations(
      ["ListPolicies", "ListPoliciesForTarget", "ListTargetsForPolicy", "ListDelegatedAdministrators"],
      5,
      8,
    ),
    organizations(["DescribePolicy"], 2, 2),
    organizations(["ListRoots", "DescribeOrganization"], 1, 2),
    organizations(["DescribeAccount"], 20, 30),
  ];
}

interface Bucket {
  tokens: number;
  at: number;
}

export class Rates {
  #rules: readonly RateRule[] = [];
  readonly #buckets = new Map<string, Bucket>();
  readonly #ruleOf = new Map<string, RateRule | null>();

  /** Replaces all limits; buckets start full. No rules: no limits. */
  set(rules: readonly RateRule[]): void {
    this.#rules = rules;
    this.#buckets.clear();
    this.#ruleOf.clear();
  }

  /** Takes a token; false when there is none. `now` in milliseconds, never going back. */
  take(service: string, operation: string, account: string, region: string, now: number): boolean {
    const rule = this.#rule(service, operation);
    if (rule === null) return true;
    const scope = rule.per === "operation" ? operation : (rule.operations?.join() ?? "*");
    const key = `${service}|${scope}|${account}|${rule.regional ? region : ""}`;
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = { tokens: rule.burst, at: now };
      this.#buckets.set(key, bucket);
    }
    bucket.tokens = Math.min(rule.burst, bucket.tokens + (Math.max(0, now - bucket.at) * rule.rate) / 1000);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #rule(service: string, operation: string): RateRule | null {
    const key = `${service}:${operation}`;
    const known = this.#ruleOf.get(key);
    if (known !== undefined) return known;
    const rule =
      this.#rules.find((one) => one.service === service && (one.operations?.includes(operation) ?? true)) ?? null;
    this.#ruleOf.set(key, rule);
    return rule;
  }
}
