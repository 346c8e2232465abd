import { AccountLink } from "@/components/shared/account-link";
import { Link } from "@/components/shared/link";
import { counted } from "@/components/shared/number";
import { Severity } from "@/components/shared/severity";
import { Time } from "@/components/shared/time";
import type { Column } from "@/components/ui/table/column";
import { type FindingRow, findingPath } from "@/lib/contracts/api";
import { Certainty } from "./certainty";
import { changeWords } from "./words";

const none = <span className="text-n8">none</span>;

export const findingColumns: readonly Column<FindingRow>[] = [
  {
    id: "severity",
    title: "Severity",
    track: "minmax(6.5rem, 0.4fr)",
    sortable: true,
    cell: (row) => <Severity severity={row.severity} />,
  },
  {
    id: "title",
    title: "Finding",
    track: "minmax(26rem, 3.4fr)",
    sortable: true,
    cell: (row) => (
      <>
        {row.changed === null ? null : (
          <span className="shrink-0 rounded-sm border border-line-strong px-1 text-xs">{changeWords[row.changed]}</span>
        )}
        <Link
          href={findingPath(row.id)}
          prefetch={false}
          className="min-w-0 truncate font-medium hover:underline"
          title={row.title}
        >
          {row.title}
        </Link>
      </>
    ),
  },
  {
    id: "subject",
    title: "Subject",
    track: "minmax(12rem, 1.6fr)",
    sortable: true,
    cell: (row) => (
      <>
        {row.subject.href === null ? (
          <span className="truncate" title={row.subject.name}>
            {row.subject.name}
          </span>
        ) : (
          <Link
            href={row.subject.href}
            prefetch={false}
            className="min-w-0 truncate hover:underline"
            title={row.subject.name}
          >
            {row.subject.name}
          </Link>
        )}
        {row.subjectCount > 1 ? (
          <span className="shrink-0 text-n8" title={counted(row.subjectCount, "subject", "subjects")}>
            +{row.subjectCount - 1}
          </span>
        ) : null}
      </>
    ),
  },
  {
    id: "status",
    title: "Status",
    track: "minmax(6.5rem, 0.5fr)",
    sortable: true,
    cell: (row) =>
      row.acceptance === null ? (
        "Open"
      ) : (
        <span className="truncate text-n8" title={`${row.acceptance.owner}: ${row.acceptance.reason}`}>
          ✓ Accepted
        </span>
      ),
  },
  {
    id: "certainty",
    title: "Certainty",
    track: "minmax(7rem, 0.5fr)",
    cell: (row) => <Certainty certainty={row.certainty} />,
  },
  {
    id: "rule",
    title: "Rule",
    track: "minmax(10rem, 1.2fr)",
    sortable: true,
    cell: (row) => (
      <span className="truncate text-n9" title={row.rule}>
        {row.ruleTitle}
      </span>
    ),
  },
  {
    id: "account",
    title: "Account",
    track: "minmax(8rem, 0.8fr)",
    sortable: true,
    cell: (row) => (row.accountId === "" ? none : <AccountLink id={row.accountId} name={row.accountName} />),
  },
  {
    id: "cluster",
    title: "Cluster",
    track: "minmax(8rem, 0.8fr)",
    sortable: true,
    cell: (row) => <Name value={row.clusterName} title={row.clusterArn} />,
  },
  {
    id: "owner",
    title: "Owner",
    track: "minmax(7rem, 0.6fr)",
    sortable: true,
    cell: (row) => <Name value={row.owner} />,
  },
  {
    id: "environment",
    title: "Environment",
    track: "minmax(7rem, 0.6fr)",
    sortable: true,
    cell: (row) => <Name value={row.environment} />,
  },
  {
    id: "firstSeen",
    title: "First seen",
    track: "minmax(11.5rem, 0.8fr)",
    sortable: true,
    descendingFirst: true,
    cell: (row) => <Time at={row.firstSeenAt} />,
  },
];

/** What may be missing, on one line. */
function Name({ value, title = value }: { value: string | null; title?: string | null }) {
  if (value === null) return none;
  return (
    <span className="truncate" title={title ?? undefined}>
      {value}
    </span>
  );
}
