/** What the rules of use are given: the store's sums of the period, and what was watched in it. */
import type { FindingActivityData } from "@/lib/domain/findings/activity-facts";
import { watchRecords } from "../activity/coverage";
import type { ActivityQueries, WatchedFacts } from "../activity/ports";

export interface FindingActivityPorts {
  readonly activity: Pick<ActivityQueries, "watched" | "sumsOfUse">;
  /** Length of the period: `activity.days` of the configuration. */
  readonly days: number;
}

const DAY = 24 * 3600_000;

/**
 * Plain data: `activityOf` (domain/findings/activity-of) makes a FindingActivity of it where the bindings are.
 * null = no activity is kept: neither trails nor events nor windows of the event history.
 * The period ends with the newest that was read, so that hours which were not ingested yet do not count as unwatched.
 */
export async function findingActivity(ports: FindingActivityPorts, now: Date): Promise<FindingActivityData | null> {
  const longest = { from: new Date(now.getTime() - ports.days * DAY).toISOString(), to: now.toISOString() };
  const facts = await ports.activity.watched(longest);
  if ([facts.trails, facts.fileDays, facts.windows, facts.places].every((list) => list.length === 0)) return null;
  const to = readUntil(facts, longest) ?? longest.to;
  const range = { from: new Date(Date.parse(to) - ports.days * DAY).toISOString(), to };
  const sums = await ports.activity.sumsOfUse({ from: range.from, to: longest.to });
  return {
    ...watchRecords(facts, range),
    ...sums,
    trails: facts.trails.map(({ account, trail, readAt }) => ({
      arn: trail.arn,
      name: trail.name,
      accountId: account,
      homeRegion: trail.homeRegion,
      multiRegion: trail.multiRegion,
      organization: trail.organization,
      logging: trail.logging,
      stoppedAt: trail.stoppedAt,
      deliveryError: trail.deliveryError,
      management: trail.management?.readWrite ?? null,
      excludesSts: trail.management?.excludedSources.includes("sts.amazonaws.com") ?? false,
      selectsData: trail.data === null ? null : trail.data.length > 0,
      readAt,
    })),
  };
}

/** Newest moment of which something was read; null = nothing within the period. */
function readUntil(facts: WatchedFacts, { from, to }: { readonly from: string; readonly to: string }): string | null {
  let newest = "";
  for (const end of [
    ...facts.windows.map((window) => window.to),
    ...facts.places.map(({ last }) => last),
    ...facts.fileDays.map(({ day }) => `${day}T23:59:59.999Z`),
  ])
    if (end > newest) newest = end;
  if (newest <= from) return null;
  return newest < to ? newest : to;
}
