/** Times as text. The zone is always in the text: an audit must not leave it open. */

const utcFormat = format("UTC");

function format(timeZone: string | undefined): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZoneName: "short",
    ...(timeZone === undefined ? {} : { timeZone }),
  });
}

/** "2026-11-22 02:08 UTC"; the text as it is where it is no time. `timeZone` is for tests: local means the browser's. */
export function formatTime(iso: string, zone: "utc" | "local", timeZone?: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const parts = new Map(
    (zone === "utc" ? utcFormat : format(timeZone)).formatToParts(at).map((part) => [part.type, part.value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")} ${part("timeZoneName")}`;
}

const units = [
  { seconds: 86_400, name: "day" },
  { seconds: 3_600, name: "hour" },
  { seconds: 60, name: "minute" },
] as const;

/** "3 hours"; "less than a minute" below one. */
export function formatDuration(seconds: number): string {
  for (const unit of units) {
    const count = Math.floor(seconds / unit.seconds);
    if (count >= 1) return `${count} ${unit.name}${count === 1 ? "" : "s"}`;
  }
  return "less than a minute";
}
