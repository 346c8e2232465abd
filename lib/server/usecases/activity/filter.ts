/** Query strings of activity as checked filters, for pages and exports alike. */
import { type ActivityFilter, activityFilter } from "@/lib/contracts/api/activity";
import { ExportRequestError } from "../export-plan";
import type { RangedFilter } from "./ports";

const WEEK = 7 * 24 * 3600_000;
const EVER = "2000-01-01T00:00:00.000Z";

/** The page's range: seven days up to now where nothing is said. */
export function ranged(filter: ActivityFilter, now: Date): RangedFilter {
  const to = filter.to === undefined ? new Date(now.getTime() + 1) : new Date(filter.to);
  const from = filter.from === undefined ? new Date(to.getTime() - WEEK) : new Date(filter.from);
  return { ...filter, from: from.toISOString(), to: to.toISOString() };
}

/** A range without the rest of a filter. */
export function range(
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
  now: Date,
  days: number,
): { readonly from: string; readonly to: string } {
  const to = query.to === undefined ? new Date(now.getTime() + 1) : new Date(query.to);
  const from = query.from === undefined ? new Date(to.getTime() - days * 24 * 3600_000) : new Date(query.from);
  return { from: from.toISOString(), to: to.toISOString() };
}

/** Parameters of the page that say where it is, not what it shows. */
const IGNORED: readonly string[] = ["before", "limit", "buckets", "snapshot", "session", "tz"];

/** What an export holds: everything, with what concerns no workload, unless the filter says otherwise. Throws ExportRequestError. */
export function exportFilter(
  query: string,
  given: { readonly from?: string | undefined; readonly to?: string | undefined },
): RangedFilter {
  const values: Record<string, string> = Object.create(null);
  for (const [key, value] of new URLSearchParams(query)) {
    if (IGNORED.includes(key)) continue;
    if (!Object.hasOwn(activityFilter.shape, key)) {
      const names = Object.keys(activityFilter.shape).join(", ");
      throw new ExportRequestError(`--filter: unknown parameter ${JSON.stringify(key)}; there are ${names}`);
    }
    const known = values[key];
    values[key] = known === undefined ? value : `${known},${value}`;
  }
  values.unrelated ??= "yes";
  const parsed = activityFilter.safeParse(values);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path[0] === undefined ? "" : `${String(issue.path[0])}: `;
    throw new ExportRequestError(`--filter: ${where}${issue?.message ?? "not valid"}`);
  }
  const from = time("--from", given.from) ?? parsed.data.from ?? EVER;
  const to = time("--to", given.to) ?? parsed.data.to ?? "2100-01-01T00:00:00.000Z";
  return { ...parsed.data, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** "2026-11-20" or "2026-11-20T10:00:00Z"; a day is its beginning. */
function time(option: string, text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  const form = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/;
  const ms = form.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw new ExportRequestError(
      `${option} must be a day or a time in UTC, such as 2026-11-20 or 2026-11-20T10:00:00Z`,
    );
  return new Date(ms).toISOString();
}
