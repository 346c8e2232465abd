"use client";
import { useQuery } from "@tanstack/react-query";
import { formatTime } from "@/components/shared/format-time";
import { usePreferences } from "@/components/shared/preferences";
import { IconButton } from "@/components/ui/button";
import { Glyph } from "@/components/ui/icons";
import { Select } from "@/components/ui/select";
import { apiGet } from "@/lib/client/api";
import type { ChangesAnswer, SnapshotRow, SnapshotsAnswer } from "@/lib/contracts/api";
import { useChangesAddress } from "./use-changes-address";

/** Which two snapshots are compared: by the list, or by a day. */
export function SnapshotPicker({ later, answer }: { later: string | null; answer: ChangesAnswer | null }) {
  const [, setAddress] = useChangesAddress();
  const list = useQuery({
    queryKey: ["snapshots"],
    queryFn: ({ signal }) => apiGet<SnapshotsAnswer>("/api/snapshots", {}, signal),
  });
  const sealed = (list.data?.snapshots ?? []).filter(
    (each): each is SnapshotRow & { finishedAt: string } =>
      each.finishedAt !== null && (each.status === "complete" || each.status === "partial"),
  );
  const earlier = answer?.before?.id ?? "";
  const choose = (values: { a?: string; b?: string }) =>
    void setAddress({ ...values, open: null }, { history: "push" });
  return (
    <fieldset className="flex flex-wrap items-end gap-x-3 gap-y-2">
      <legend className="sr-only">Which snapshots to compare</legend>
      <Side
        label="From"
        value={earlier}
        snapshots={sealed}
        onChoose={(a) => choose({ a })}
        none={answer?.before === null ? "none before it" : undefined}
      />
      <IconButton
        label="Swap the two snapshots"
        onClick={() => {
          if (earlier !== "" && later !== null) choose({ a: later, b: earlier });
        }}
        className="mb-px size-7"
      >
        <Glyph name="swap" />
      </IconButton>
      <Side label="To" value={later ?? ""} snapshots={sealed} onChoose={(b) => choose({ b })} />
    </fieldset>
  );
}

function Side({
  label,
  value,
  snapshots,
  onChoose,
  none,
}: {
  label: string;
  value: string;
  snapshots: readonly (SnapshotRow & { finishedAt: string })[];
  onChoose: (id: string) => void;
  none?: string | undefined;
}) {
  const { preferences } = usePreferences();
  const options = snapshots.map((each, at) => ({
    value: each.id,
    label: `${formatTime(each.finishedAt, preferences.zone)}${at === 0 ? " (newest)" : ""}${each.status === "partial" ? ", partial" : ""}`,
  }));
  // Kept no more, or not in the list yet: what the address names is shown all the same.
  if (value !== "" && !options.some((option) => option.value === value)) options.unshift({ value, label: value });
  if (value === "") options.unshift({ value: "", label: none ?? "…" });
  const chosen = snapshots.find((each) => each.id === value);
  return (
    <div className="flex min-w-0 flex-wrap items-end gap-2">
      <div className="flex flex-col text-n8 text-xs">
        <span aria-hidden="true">{label}</span>
        <Select
          label={`${label}: snapshot`}
          options={options}
          value={value}
          onChange={(event) => (event.target.value === "" ? undefined : onChoose(event.target.value))}
        />
      </div>
      <label className="flex flex-col text-n8 text-xs">
        in force on
        <input
          type="date"
          aria-label={`${label}: the snapshot in force on a day`}
          className="h-7 rounded-control border border-line-strong bg-n0 px-2 text-n10 text-sm"
          value={chosen?.finishedAt.slice(0, 10) ?? ""}
          max={snapshots[0]?.finishedAt.slice(0, 10)}
          onChange={(event) => {
            const id = inForceOn(snapshots, event.target.value);
            if (id !== null) onChoose(id);
          }}
        />
      </label>
    </div>
  );
}

/** The newest one that was finished by the end of the day (UTC); the first one for a day before all of them. */
function inForceOn(snapshots: readonly { id: string; finishedAt: string }[], day: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  return (snapshots.find(({ finishedAt }) => finishedAt.slice(0, 10) <= day) ?? snapshots.at(-1))?.id ?? null;
}
