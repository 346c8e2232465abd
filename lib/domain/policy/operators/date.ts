import { orderedOperators } from "./ordered";

const ISO =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[Tt](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?([Zz]|[+-]\d{2}:?\d{2})?)?)?)?$/;
const EPOCH = /^-?\d{1,16}(?:\.\d{1,9})?$/;
/** As seconds this would be the year 5138: such a number can only be milliseconds. */
const MILLISECONDS_FROM = 1e11;

/** A number that is read as milliseconds, which documentation does not speak of. */
export function isEpochMilliseconds(text: string): boolean {
  return EPOCH.test(text) && Math.abs(Number(text)) >= MILLISECONDS_FROM;
}

/** Milliseconds since 1970 of an ISO 8601 date or time, or of UNIX epoch seconds; null for any other text. */
export function readDate(text: string): number | null {
  const iso = ISO.exec(text);
  if (iso !== null) return readIso(iso);
  if (!EPOCH.test(text)) return null;
  const number = Number(text);
  return isEpochMilliseconds(text) ? number : number * 1000;
}

function readIso(match: RegExpExecArray): number | null {
  const field = (i: number, otherwise: number) => (match[i] === undefined ? otherwise : Number(match[i]));
  const [year, month, day] = [field(1, 0), field(2, 1), field(3, 1)];
  const [hour, minute, second] = [field(4, 0), field(5, 0), field(6, 0)];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  // 24:00 is the end of the day, and :60 a leap second.
  if (hour > 24 || (hour === 24 && minute + second > 0) || minute > 59 || second > 60) return null;
  const fraction = match[7] === undefined ? 0 : Number(`0.${match[7]}`) * 1000;
  return dateUtc(year, month, day) + ((hour * 60 + minute) * 60 + second) * 1000 + fraction - offset(match[8]);
}

/** Date.UTC takes the years 0 to 99 for 1900 to 1999. */
function dateUtc(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

function daysIn(year: number, month: number): number {
  return new Date(dateUtc(year, month + 1, 1) - 86_400_000).getUTCDate();
}

/** Milliseconds east of UTC; without a zone it is UTC. */
function offset(zone: string | undefined): number {
  if (zone === undefined || zone === "Z" || zone === "z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

/** DateEquals, DateLessThan, …: ISO 8601 (W3C profile) and epoch seconds, on both sides. */
export const date = orderedOperators("Date", readDate);
