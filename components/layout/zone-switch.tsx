"use client";
import { usePreferences } from "@/components/shared/preferences";
import { Button } from "@/components/ui/button";

/** Which zone all times are in stands in sight; pressing it changes it. */
export function ZoneSwitch() {
  const { preferences, choose } = usePreferences();
  const utc = preferences.zone === "utc";
  return (
    <Button
      variant="quiet"
      onClick={() => choose({ zone: utc ? "local" : "utc" })}
      title={utc ? "Times are in UTC: show local time" : "Times are local: show UTC"}
      aria-label={utc ? "Times in UTC, switch to local time" : "Times in local time, switch to UTC"}
      className="w-13 px-0 max-sm:hidden"
    >
      {utc ? "UTC" : "Local"}
    </Button>
  );
}
