"use client";
import { usePreferences } from "@/components/shared/preferences";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { ActivityAddress } from "./activity-address";
import { explicitRange, fromField, type Preset, presets, toField } from "./range";

/** Which time the page looks at: a preset, or two moments in the zone that all times are shown in. */
export function RangeBar({ address }: { address: ActivityAddress }) {
  const { preferences } = usePreferences();
  const { zone } = preferences;
  const { range, preset } = address;
  const change = (from: string | null, to: string | null) => {
    const next = explicitRange(from, to);
    if (next !== null) address.setRange(next);
  };
  return (
    <div data-chrome className="flex flex-wrap items-center gap-2">
      <Select
        label="Time"
        value={preset ?? "chosen"}
        onChange={(event) => address.setPreset(event.target.value as Preset)}
        options={[
          ...presets.map((item) => ({ value: item.value, label: `Last ${item.label}` })),
          ...(preset === null ? [{ value: "chosen", label: "Chosen stretch" }] : []),
        ]}
      />
      <label htmlFor="activity-from" className="flex shrink-0 items-center gap-1.5 text-n8">
        <span className="w-7 whitespace-nowrap sm:w-auto">from</span>
        <span className="w-52 shrink-0">
          <Input
            id="activity-from"
            type="datetime-local"
            value={toField(range.from, zone)}
            onChange={(event) => change(fromField(event.target.value, zone), range.to)}
          />
        </span>
      </label>
      <label htmlFor="activity-to" className="flex shrink-0 items-center gap-1.5 text-n8">
        <span className="w-7 whitespace-nowrap sm:w-auto">to</span>
        <span className="w-52 shrink-0">
          <Input
            id="activity-to"
            type="datetime-local"
            value={toField(range.to, zone)}
            onChange={(event) => change(range.from, fromField(event.target.value, zone))}
          />
        </span>
      </label>
      {preset === null ? (
        <Button variant="quiet" onClick={() => address.setPreset("7d")}>
          Last 7 days
        </Button>
      ) : null}
    </div>
  );
}
