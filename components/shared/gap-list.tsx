import { Glyph } from "@/components/ui/icons";
import type { CoverageGap } from "@/lib/contracts/api";
import { Time } from "./time";

/** What could not be read, what that hides, and what would mend it. */
export function GapList({ gaps }: { gaps: readonly CoverageGap[] }) {
  return (
    <ul className="flex flex-col">
      {gaps.map((gap, at) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: one operation may fail twice on the same resource
          key={at}
          className="flex gap-2 border-line border-b py-2 last:border-b-0"
        >
          <span className="mt-0.5 text-medium">
            <Glyph name="warning" />
          </span>
          <div className="min-w-0">
            <p>{gap.consequence}</p>
            <p className="text-n8">
              <code>
                {gap.service}:{gap.operation}
              </code>{" "}
              {place(gap)}
              {gap.resource === null ? null : (
                <>
                  {" on "}
                  <code className="break-all">{gap.resource}</code>
                </>
              )}
              {": "}
              {gap.error}, {gap.message} · <Time at={gap.at} />
            </p>
            <p className="text-n9">{gap.remedy}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

function place(gap: CoverageGap): string {
  const parts = [gap.accountId, gap.region, gap.clusterName].filter((part) => part !== null);
  return `in ${parts.join(" / ")}`;
}
