"use client";
import { useQuery } from "@tanstack/react-query";
import { formatDuration, formatTime } from "@/components/shared/format-time";
import { Link } from "@/components/shared/link";
import { counted } from "@/components/shared/number";
import { usePreferences } from "@/components/shared/preferences";
import { Time } from "@/components/shared/time";
import { Button } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { Glyph } from "@/components/ui/icons";
import { apiGet } from "@/lib/client/api";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";
import type { SnapshotsAnswer, SnapshotStamp as Stamp } from "@/lib/contracts/api";

/** Which reading of the estate is shown: how old it is, whether it is whole, and whether there is a newer one. */
export function SnapshotStamp() {
  const { id, latest, newer, chosen, showLatest } = useSnapshotChoice();
  if (id === null || latest === null) return <p className="px-2 text-n8 lg:px-0">No snapshot yet</p>;
  return (
    <div className="flex min-w-0 items-center gap-2">
      {newer ? <OlderStamp id={id} /> : <StampLink stamp={latest} />}
      {newer ? (
        <Button onClick={showLatest} className="h-6">
          {chosen ? "Show the newest" : "Newer snapshot: show it"}
        </Button>
      ) : null}
    </div>
  );
}

function OlderStamp({ id }: { id: string }) {
  const list = useQuery({
    queryKey: ["snapshots"],
    queryFn: ({ signal }) => apiGet<SnapshotsAnswer>("/api/snapshots", {}, signal),
  });
  const row = list.data?.snapshots.find((snapshot) => snapshot.id === id);
  return (
    <span className="truncate px-2 text-n8 lg:px-0">
      Older snapshot{row?.finishedAt ? ", read " : null}
      {row?.finishedAt ? <Time at={row.finishedAt} /> : null}
    </span>
  );
}

function StampLink({ stamp }: { stamp: Stamp }) {
  const { preferences } = usePreferences();
  const gaps = counted(stamp.gaps, "gap", "gaps");
  return (
    <Link
      href="/coverage"
      title={`Read from ${formatTime(stamp.startedAt, preferences.zone)} to ${formatTime(stamp.finishedAt, preferences.zone)}`}
      className="flex h-7 min-w-0 items-center gap-1.5 rounded-control px-2 text-n8 hover:bg-n2 lg:-ml-2"
    >
      <span className={cx("shrink-0", stamp.stale || stamp.status === "partial" ? "text-medium" : "text-n8")}>
        <Glyph name={stamp.stale || stamp.status === "partial" ? "warning" : "check"} size={14} />
      </span>
      <span className="truncate">
        <span className="max-sm:sr-only">Read </span>
        <time dateTime={stamp.finishedAt} className="text-n10">
          {formatDuration(stamp.ageSeconds)} ago
        </time>
        {stamp.stale ? ", stale" : null}
        {stamp.status === "partial" ? `, partial: ${gaps}` : <span className="max-sm:sr-only">, complete</span>}
      </span>
    </Link>
  );
}
