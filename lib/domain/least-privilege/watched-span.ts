/** The longest time without a hole in what was watched: what a proposal had best rest on. */
import type { WatchedStretch } from "@/lib/domain/activity/watch";

const DAY = 86_400_000;
const needed = ["management-read", "management-write"] as const;

export interface WatchedSpan {
  /** Beginning of the first day, and end of the last (exclusive). ISO 8601 UTC. */
  readonly from: string;
  readonly to: string;
  readonly days: number;
}

/** Of management events in all regions that the account has rows of; the later one of two as long. null = no whole day. */
export function watchedInFull(stretches: readonly WatchedStretch[], accountId: string): WatchedSpan | null {
  const own = stretches.filter((each) => each.accountId === accountId && needed.some((kind) => kind === each.class));
  const places = new Set(own.map(({ region, class: kind }) => `${region} ${kind}`));
  const regions = new Set(own.map(({ region }) => region));
  if (places.size === 0 || places.size < regions.size * needed.length) return null;
  const watched = new Map<number, number>();
  for (const each of own) {
    if (each.state !== "recorded") continue;
    for (let day = dayOf(each.from); day <= dayOf(each.to); day++) watched.set(day, (watched.get(day) ?? 0) + 1);
  }
  const whole = [...watched].filter(([, count]) => count >= places.size).map(([day]) => day);
  whole.sort((a, b) => a - b);
  let best: { first: number; last: number } | null = null;
  let first = whole[0];
  for (const [at, day] of whole.entries()) {
    if (at > 0 && day !== whole[at - 1]! + 1) first = day;
    if (first !== undefined && (best === null || day - first >= best.last - best.first)) best = { first, last: day };
  }
  if (best === null) return null;
  const text = (day: number) => new Date(day * DAY).toISOString();
  return { from: text(best.first), to: text(best.last + 1), days: best.last - best.first + 1 };
}

function dayOf(text: string): number {
  return Math.floor(Date.parse(text.slice(0, 10)) / DAY);
}
