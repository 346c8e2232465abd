/** Days and moments, as the rules of use say them. Times are ISO 8601 UTC. */
const DAY = 24 * 3600_000;

export function daysBefore(time: string, days: number): string {
  return new Date(Date.parse(time) - days * DAY).toISOString();
}

export function daysBetween(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / DAY));
}

/** "2026-11-20" */
export function dayOf(time: string): string {
  return time.slice(0, 10);
}

/** "2026-11-20 10:04 UTC" */
export function momentOf(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}

/** "the 90 days up to 2026-11-20" */
export function periodText({ from, to }: { readonly from: string; readonly to: string }): string {
  const days = daysBetween(from, to);
  return `the ${counted(days, "day", "days")} up to ${dayOf(to)}`;
}

export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}
