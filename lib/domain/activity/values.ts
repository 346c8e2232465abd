/** Reading values of records that anybody may have written: a wrong type reads as absent, never as an error. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** Longest text that is kept of a field; longer ones are cut. ARNs and session names are below it by definition. */
const LONGEST = 2_048;

export function objectOf(value: unknown): JsonObject | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** Own members alone: a record must not be able to name what every object inherits. */
export function member(value: JsonObject | null, key: string): unknown {
  return value !== null && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Text that is not empty. */
export function textOf(value: unknown): string | null {
  if (typeof value !== "string" || value === "") return null;
  return value.length > LONGEST ? value.slice(0, LONGEST) : value;
}

export function textAt(value: JsonObject | null, key: string): string | null {
  return textOf(member(value, key));
}

/** true and "true" alike (LookupEvents and Athena write text); null for anything else. */
export function booleanOf(value: unknown): boolean | null {
  if (typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : null;
}

const EARLIEST = Date.UTC(2006, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

/** "2026-11-20T10:00:00Z" → epoch milliseconds; null for what is no time, or none that CloudTrail can have written. */
export function timeOf(value: unknown): number | null {
  if (typeof value !== "string") return null;
  const ms = value.length === 20 && value.endsWith("Z") ? fixedTime(value) : Date.parse(value.slice(0, 40));
  return ms >= EARLIEST && ms < LATEST ? ms : null;
}

/** The form that all records have, several times faster than Date.parse. */
function fixedTime(text: string): number {
  const separators = text.charCodeAt(4) === DASH && text.charCodeAt(7) === DASH && text.charCodeAt(13) === COLON;
  if (!separators || text.charCodeAt(10) !== 0x54 || text.charCodeAt(16) !== COLON) return Number.NaN;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour <= 23 && minute <= 59 && second <= 60))
    return Number.NaN;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const DASH = 0x2d;
const COLON = 0x3a;

/** NaN where one of them is no digit. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WRITTEN = /^([A-Za-z]{3}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d{2}):(\d{2})\s?([AP]M)$/u;

/** "Apr 16, 2024, 3:20:04 PM" (UTC), as STS's `expiration` is recorded, or ISO 8601; null for neither. */
export function expirationOf(value: unknown): number | null {
  if (typeof value !== "string" || value.length > 40) return null;
  const match = WRITTEN.exec(value);
  if (!match) return timeOf(value);
  const [, name = "", day, year, hour, minute, second, half] = match;
  const month = MONTHS.indexOf(name.toLowerCase());
  if (month < 0) return null;
  const hours = (Number(hour) % 12) + (half === "PM" ? 12 : 0);
  return Date.UTC(Number(year), month, Number(day), hours, Number(minute), Number(second));
}
