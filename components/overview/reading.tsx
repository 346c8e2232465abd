import { Link } from "@/components/shared/link";
import { counted } from "@/components/shared/number";
import { Ago, Time } from "@/components/shared/time";
import { Glyph } from "@/components/ui/icons";
import type { OverviewAnswer, SnapshotStamp } from "@/lib/contracts/api";

/** When it was read, and what could not be. */
export function Reading({ answer, snapshot }: { answer: OverviewAnswer; snapshot: SnapshotStamp }) {
  const { gaps } = answer.counts;
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-n8">
      <span>
        Read <Ago at={snapshot.finishedAt} seconds={snapshot.ageSeconds} />, <Time at={snapshot.finishedAt} />.
      </span>
      {gaps.value === 0 ? (
        <span>Everything in scope could be read.</span>
      ) : (
        <span>
          <span className="mr-1.5 inline-flex translate-y-0.5 text-medium">
            <Glyph name="warning" size={14} />
          </span>
          <Link href={gaps.href} className="link font-medium text-n10">
            {counted(gaps.value, "gap", "gaps")}
          </Link>
          : what depends on them is shown as unknown.
        </span>
      )}
    </p>
  );
}
