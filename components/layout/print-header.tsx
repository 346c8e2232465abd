"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { formatTime } from "@/components/shared/format-time";
import { usePreferences } from "@/components/shared/preferences";
import { useSnapshotChoice } from "@/lib/client/snapshot-choice";

/** On paper only: which snapshot and which filter the page shows. */
export function PrintHeader() {
  const { latest, id } = useSnapshotChoice();
  const { preferences } = usePreferences();
  const pathname = usePathname();
  const query = useSearchParams().toString();
  if (id === null) return null;
  return (
    <div data-print-only className="hidden border-line border-b pb-2 text-xs">
      Podlens, snapshot {id}
      {latest?.id === id ? `, read ${formatTime(latest.finishedAt, preferences.zone)}, ${latest.status}` : null}
      {`, page ${pathname}${query === "" ? "" : `?${query}`}`}
    </div>
  );
}
