/** How well an account was watched, regions counted: a call in a region that nobody looked at was not seen either. */
import type { CoverageRow } from "@/lib/contracts/api";
import type { WatchClass } from "@/lib/domain/activity/coverage";
import { type Watch, watchBook } from "@/lib/domain/activity/watch";
import { partitionOfRegion } from "@/lib/domain/aws/arn";

export interface AccountWatch {
  readonly watch: (kind: WatchClass) => Watch;
  /** Of services whose events are recorded in one region. */
  readonly watchGlobal: (kind: WatchClass) => Watch;
}

interface Given {
  readonly from: string;
  readonly to: string;
  readonly coverage: readonly CoverageRow[];
  /** By account: a trail of all regions is known, so that a region without records had no calls. */
  readonly allRegions: Readonly<Record<string, boolean>>;
}

/** `regions`: those that the account may be used in; null = not known. */
export function accountWatch(accountId: string, regions: readonly string[] | null, given: Given): AccountWatch {
  const { from, to, coverage } = given;
  const book = watchBook(coverage, from, to);
  const own = coverage.filter((row) => row.accountId === accountId);
  if (new Map(Object.entries(given.allRegions)).get(accountId) === true) {
    const watch = (kind: WatchClass) => book(accountId, kind);
    return { watch, watchGlobal: watch };
  }
  const seen = new Set(own.map(({ region }) => region));
  const missing = regions?.filter((region) => !seen.has(region)) ?? ["regions that it may be used in"];
  const home = globalRegion(regions?.[0] ?? own[0]?.region ?? "us-east-1");
  const globalBook = watchBook(
    own.filter(({ region }) => region === home),
    from,
    to,
  );
  return {
    watch: (kind) => {
      const found = book(accountId, kind);
      if (found.state !== "all" || missing.length === 0) return found;
      const named =
        missing.length > 3 ? `${missing.slice(0, 3).join(", ")} and ${missing.length - 3} more` : missing.join(", ");
      return {
        state: "part",
        because: `${found.because} Nothing is known of ${named}, and no trail of all regions was read.`,
      };
    },
    watchGlobal: (kind) => {
      const found = globalBook(accountId, kind);
      if (found.state !== "none") return found;
      return { state: "none", because: `Events of global services are recorded in ${home}, which was not watched.` };
    },
  };
}

/** Source: CloudTrail User Guide, "Global service events". */
function globalRegion(region: string): string {
  const partition = partitionOfRegion(region);
  if (partition === "aws-cn") return "cn-north-1";
  return partition === "aws-us-gov" ? "us-gov-west-1" : "us-east-1";
}
