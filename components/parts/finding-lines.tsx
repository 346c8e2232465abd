import { Link } from "@/components/shared/link";
import { Severity } from "@/components/shared/severity";
import { type FindingRow, findingPath } from "@/lib/contracts/api";

/** A few findings, one a line: how bad, what, about whom. */
export function FindingLines({ rows }: { rows: readonly FindingRow[] }) {
  return (
    <ul>
      {rows.map((row) => (
        <li
          key={row.id}
          className="grid items-baseline grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3 border-line border-b py-1.5 sm:grid-cols-[5.5rem_minmax(0,3fr)_minmax(0,2fr)]"
        >
          <Severity severity={row.severity} />
          <Link
            href={findingPath(row.id)}
            prefetch={false}
            className="line-clamp-2 min-w-0 break-words hover:underline"
            title={row.title}
          >
            {row.title}
          </Link>
          <p className="min-w-0 truncate text-n8 max-sm:col-start-2" title={row.subject.name}>
            {row.subject.name}
            {row.subjectCount > 1 ? ` and ${row.subjectCount - 1} more` : ""}
          </p>
        </li>
      ))}
    </ul>
  );
}
