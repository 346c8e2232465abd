import { Link } from "@/components/shared/link";
import { formatNumber } from "@/components/shared/number";
import { Severity } from "@/components/shared/severity";
import { pageHref, type SeverityCounts } from "@/lib/contracts/api";
import { severities } from "@/lib/domain/findings/finding";

/** How many of each severity, worst first; each count leads to its rows. Those of which there are none are left out. */
export function SeverityCountLinks({
  counts,
  query = {},
}: {
  counts: SeverityCounts;
  /** What else the rows have in common. */
  query?: Parameters<typeof pageHref>[1];
}) {
  const there = severities.filter((severity) => counts[severity] > 0);
  return (
    <ul aria-label="By severity" className="flex flex-wrap gap-x-5 gap-y-1">
      {there.map((severity) => (
        <li key={severity}>
          <Link
            href={pageHref("/findings", { ...query, severity: [severity] })}
            prefetch={false}
            className="inline-flex min-h-6 items-center gap-1.5 hover:underline"
          >
            <Severity severity={severity} />
            <span className="tnum">{formatNumber(counts[severity])}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function totalCount(counts: SeverityCounts): number {
  return severities.reduce((sum, severity) => sum + counts[severity], 0);
}
