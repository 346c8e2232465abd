/**
 * Whether a call would have been seen: what was recorded of an account, in every region that it may be used in, of
 * services whose events are recorded in one region, and of services that a trail leaves out.
 */
import { partitionOfRegion } from "@/lib/domain/aws/arn";
import { globalRegion } from "@/lib/domain/aws/global-region";
import type { WatchClass } from "./coverage";
import { isGlobalService, whyLeftOut } from "./recorded-elsewhere";
import { type Watch, type WatchedStretch, watchBook } from "./watch";

/** Plain data: it goes to a worker. */
export interface WatchRecords {
  /** ISO 8601 UTC; `to` exclusive. */
  readonly from: string;
  readonly to: string;
  /** By account and region: of those of which anything was read. */
  readonly stretches: readonly WatchedStretch[];
  /**
   * What holds of an account's regions of which nothing was read; `region` says nothing. A trail of all regions delivers no
   * file where nothing happened: with its other files of the day read, those regions had no calls.
   */
  readonly elsewhere: readonly WatchedStretch[];
  /** By account: services whose events a trail leaves out; null, or no entry = not known. */
  readonly leftOut: Readonly<Record<string, readonly string[] | null>>;
}

export interface AccountWatch {
  /** Of all regions that the account may be used in. */
  readonly watch: (kind: WatchClass) => Watch;
  /** Of services whose events are recorded in one region. */
  readonly watchGlobal: (kind: WatchClass) => Watch;
  /** Of what is recorded in that region alone. */
  readonly watchRegion: (region: string, kind: WatchClass) => Watch;
  /** null = not known. */
  readonly leftOut: ReadonlySet<string> | null;
  /** Of one service by its IAM prefix: what "not seen" rests on. */
  readonly ofService: (service: string, kind: WatchClass) => Watch;
}

/** Answers by account, each worked out once. `regionsOf`: those that the account may be used in; null = not known. */
export function watchOfAccounts(
  records: WatchRecords,
  regionsOf: (accountId: string) => readonly string[] | null,
): (accountId: string) => AccountWatch {
  const own = byAccount(records.stretches);
  const elsewhere = byAccount(records.elsewhere);
  const leftOut = new Map(Object.entries(records.leftOut));
  const { from, to } = records;
  const known = new Map<string, AccountWatch>();
  return (accountId) => {
    let found = known.get(accountId);
    if (found === undefined) {
      const given = { own: own.get(accountId) ?? [], elsewhere: elsewhere.get(accountId) ?? [], from, to };
      found = accountWatch(accountId, regionsOf(accountId), given, leftOut.get(accountId) ?? null);
      known.set(accountId, found);
    }
    return found;
  };
}

function byAccount(stretches: readonly WatchedStretch[]): ReadonlyMap<string, readonly WatchedStretch[]> {
  const found = new Map<string, WatchedStretch[]>();
  for (const stretch of stretches) {
    const held = found.get(stretch.accountId);
    if (held) held.push(stretch);
    else found.set(stretch.accountId, [stretch]);
  }
  return found;
}

interface Given {
  readonly own: readonly WatchedStretch[];
  readonly elsewhere: readonly WatchedStretch[];
  readonly from: string;
  readonly to: string;
}

function accountWatch(
  accountId: string,
  regions: readonly string[] | null,
  { own, elsewhere, from, to }: Given,
  leftOutList: readonly string[] | null,
): AccountWatch {
  const leftOut = leftOutList && new Set(leftOutList);
  const book = watchBook(own, from, to);
  const elsewhereBook = watchBook(elsewhere, from, to);
  const read = new Set(own.map(({ region }) => region));
  const missing = regions?.filter((region) => !read.has(region)) ?? ["its other regions"];
  const home = globalRegion(partitionOfRegion(regions?.[0] ?? own[0]?.region ?? "us-east-1"));
  const regional = new Map<string, typeof book>();
  const watchRegion = (region: string, kind: WatchClass): Watch => {
    let found = regional.get(region);
    if (found === undefined) {
      const rows = own.filter((row) => row.region === region);
      found = rows.length > 0 ? watchBook(rows, from, to) : elsewhereBook;
      regional.set(region, found);
    }
    return found(accountId, kind);
  };
  const watch = (kind: WatchClass): Watch => {
    const found = book(accountId, kind);
    if (found.state !== "all" || missing.length === 0) return found;
    if (elsewhereBook(accountId, kind).state === "all")
      return { state: "all", because: `${found.because} A trail of all regions has nothing of the others.` };
    return {
      state: "part",
      because: `${found.because} Nothing is known of ${named(missing)}, and no trail of all regions was read for all of the time.`,
    };
  };
  const watchGlobal = (kind: WatchClass): Watch => {
    const found = watchRegion(home, kind);
    if (found.state === "all") return found;
    const how = found.state === "none" ? "was not watched" : "was watched in part";
    return {
      state: found.state,
      because: `Events of global services are recorded in ${home}, which ${how}. ${found.because}`,
    };
  };
  const services = new Map<string, Watch>();
  const ofService = (service: string, kind: WatchClass): Watch => {
    const key = `${service} ${kind}`;
    let found = services.get(key);
    if (found === undefined) {
      found = watchOfService(service, kind, { watch, watchGlobal });
      const why = found.state === "all" ? whyLeftOut(service, kind, leftOut) : null;
      if (why !== null) found = { state: "none", because: why };
      services.set(key, found);
    }
    return found;
  };
  return { watch, watchGlobal, watchRegion, leftOut, ofService };
}

/** `regionsOf` of a snapshot: the regions that were to be read of each account, as far as they are enabled. */
export function regionsOf(estate: {
  readonly accounts: ReadonlyMap<string, { readonly regions: readonly string[] }>;
}): (accountId: string) => readonly string[] | null {
  return (accountId) => estate.accounts.get(accountId)?.regions ?? null;
}

/** Calls of STS are recorded where its endpoint is: a region's own, or the global one's. */
export function watchOfService(
  service: string,
  kind: WatchClass,
  { watch, watchGlobal }: Pick<AccountWatch, "watch" | "watchGlobal">,
): Watch {
  if (!isGlobalService(service)) return watch(kind);
  const found = watchGlobal(kind);
  if (service !== "sts") return found;
  const everywhere = watch(kind);
  if (everywhere.state !== "all" || found.state === "all") return everywhere;
  return { state: "part", because: found.because };
}

function named(regions: readonly string[]): string {
  return regions.length > 3 ? `${regions.slice(0, 3).join(", ")} and ${regions.length - 3} more` : regions.join(", ");
}
