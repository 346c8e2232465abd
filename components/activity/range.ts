/** The time that a page looks at: a preset that ends now, or two moments. */

export const presets = [
  { value: "24h", label: "24 hours", hours: 24 },
  { value: "7d", label: "7 days", hours: 7 * 24 },
  { value: "30d", label: "30 days", hours: 30 * 24 },
  { value: "90d", label: "90 days", hours: 90 * 24 },
] as const;
export type Preset = (typeof presets)[number]["value"];

export interface Range {
  /** ISO 8601 UTC; `to` is exclusive. */
  readonly from: string;
  readonly to: string;
}

/** `now` in epoch milliseconds; it is cut to the minute, so that the same page asks the same question for a while. */
export function presetRange(preset: Preset, now: number): Range {
  const hours = presets.find((item) => item.value === preset)?.hours ?? 7 * 24;
  const to = Math.ceil(now / 60_000) * 60_000;
  return { from: new Date(to - hours * 3_600_000).toISOString(), to: new Date(to).toISOString() };
}

/** Both moments where they are times in order; null else. */
export function explicitRange(from: string | null, to: string | null): Range | null {
  if (from === null || to === null) return null;
  const start = Date.parse(from);
  const end = Date.parse(to);
  if (Number.isNaN(start) || Number.isNaN(end) || start >= end) return null;
  return { from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}

/** What `<input type="datetime-local">` holds for a moment, in UTC or in the browser's zone. */
export function toField(iso: string, zone: "utc" | "local"): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  const shifted = zone === "utc" ? at : new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The moment that such a field stands for; null where it is empty. */
export function fromField(text: string, zone: "utc" | "local"): string | null {
  const at = new Date(zone === "utc" ? `${text}:00Z` : text);
  return text === "" || Number.isNaN(at.getTime()) ? null : at.toISOString();
}
