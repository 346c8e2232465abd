"use client";
import { formatDuration, formatTime } from "./format-time";
import { usePreferences } from "./preferences";

/** A moment in the zone that the reader chose; the exact one stands in `datetime` and in the hint. */
export function Time({ at }: { at: string }) {
  const { preferences } = usePreferences();
  return (
    <time dateTime={at} title={at} className="tnum whitespace-nowrap">
      {formatTime(at, preferences.zone)}
    </time>
  );
}

/** "3 hours ago", with the moment itself in `datetime` and in the hint. */
export function Ago({ at, seconds }: { at: string; seconds: number }) {
  const { preferences } = usePreferences();
  return (
    <time dateTime={at} title={formatTime(at, preferences.zone)} className="tnum whitespace-nowrap">
      {formatDuration(seconds)} ago
    </time>
  );
}
