import { AccountLink } from "@/components/shared/account-link";
import { Link } from "@/components/shared/link";
import { counted, formatNumber } from "@/components/shared/number";
import { Time } from "@/components/shared/time";
import type { Column } from "@/components/ui/table/column";
import { pageHref, type RoleRow } from "@/lib/contracts/api";

export const roleColumns: readonly Column<RoleRow>[] = [
  {
    id: "name",
    title: "Role",
    track: "minmax(12rem, 2.6fr)",
    sortable: true,
    cell: (row) => (
      <>
        {row.href === null ? (
          <span className="truncate font-medium">{row.name}</span>
        ) : (
          <Link
            href={row.href}
            prefetch={false}
            className="min-w-0 truncate font-medium hover:underline"
            title={row.arn}
          >
            {row.name}
          </Link>
        )}
        {row.path === "/" ? null : (
          <span className="min-w-0 shrink-[4] truncate text-n8" title={`path ${row.path}`}>
            {row.path}
          </span>
        )}
        {row.exists === false ? <span className="shrink-0 text-high">✕ does not exist</span> : null}
        {row.exists === null ? <span className="shrink-0 text-info">? not read</span> : null}
      </>
    ),
  },
  {
    id: "account",
    title: "Account",
    track: "minmax(9rem, 1fr)",
    sortable: true,
    cell: (row) => <AccountLink id={row.accountId} name={row.accountName} />,
  },
  {
    id: "workloads",
    title: "Workloads",
    track: "minmax(6.5rem, 0.5fr)",
    sortable: true,
    descendingFirst: true,
    numeric: true,
    cell: (row) =>
      row.workloads === 0 ? (
        "0"
      ) : (
        <Link href={pageHref("/workloads", { role: [row.arn] })} prefetch={false} className="hover:underline">
          {formatNumber(row.workloads)}
        </Link>
      ),
  },
  {
    id: "policies",
    title: "Policies",
    track: "minmax(6rem, 0.5fr)",
    sortable: true,
    descendingFirst: true,
    numeric: true,
    cell: (row) => formatNumber(row.policies),
  },
  {
    id: "services",
    title: "Services",
    track: "minmax(9rem, 1.6fr)",
    cell: (row) => {
      const named = row.services.map((service) => (service === "*" ? "every service" : service));
      const text = [...named, ...(row.servicesIncomplete ? ["maybe more"] : [])].join(", ");
      return text === "" ? (
        <span className="text-n8">none</span>
      ) : (
        <span className="truncate" title={`${counted(row.services.length, "service", "services")}: ${text}`}>
          {text}
        </span>
      );
    },
  },
  {
    id: "boundary",
    title: "Boundary",
    track: "minmax(8rem, 1fr)",
    cell: (row) =>
      row.boundaryArn === null ? (
        <span className="text-n8">none</span>
      ) : (
        <span className="truncate" title={row.boundaryArn}>
          {row.boundaryArn.split("/").at(-1)}
        </span>
      ),
  },
  {
    id: "lastUsed",
    title: "Last used",
    track: "minmax(11.5rem, 0.8fr)",
    sortable: true,
    descendingFirst: true,
    cell: (row) =>
      row.lastUsedAt === null ? <span className="text-n8">not told by IAM</span> : <Time at={row.lastUsedAt} />,
  },
  {
    id: "created",
    title: "Created",
    track: "minmax(11.5rem, 0.8fr)",
    sortable: true,
    descendingFirst: true,
    cell: (row) => (row.createdAt === null ? null : <Time at={row.createdAt} />),
  },
];
