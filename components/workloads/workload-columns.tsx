import { AccountLink } from "@/components/shared/account-link";
import { Link } from "@/components/shared/link";
import { mechanismName } from "@/components/shared/mechanism";
import { Verdict } from "@/components/shared/verdict";
import { WorkloadParts } from "@/components/shared/workload-parts";
import type { Column } from "@/components/ui/table/column";
import { clusterPath, type WorkloadRow } from "@/lib/contracts/api";
import { workloadName, workloadPlace } from "./workload-name";

export const workloadColumns: readonly Column<WorkloadRow>[] = [
  {
    id: "name",
    title: "Workload",
    track: "minmax(11rem, 3fr)",
    sortable: true,
    cell: (row) => (
      <Link href={row.href} prefetch={false} className="min-w-0 hover:underline" title={workloadName(row)}>
        {row.kind === "node" ? <span className="text-n8">nodes</span> : <WorkloadParts workload={row} />}
      </Link>
    ),
  },
  {
    id: "cluster",
    title: "Cluster",
    track: "minmax(9rem, 1.2fr)",
    sortable: true,
    cell: (row) =>
      row.clusterArn === null || row.region === null || row.clusterName === null ? (
        <Text>{workloadPlace(row)}</Text>
      ) : (
        <Link
          href={clusterPath(row.accountId, row.region, row.clusterName)}
          prefetch={false}
          className="truncate hover:underline"
          title={row.clusterArn}
        >
          {row.clusterName}
        </Link>
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
    id: "region",
    title: "Region",
    track: "minmax(7.5rem, 0.6fr)",
    sortable: true,
    cell: (row) => (row.region === null ? null : <Text>{row.region}</Text>),
  },
  {
    id: "roles",
    title: "Role",
    track: "minmax(11rem, 1.6fr)",
    sortable: true,
    cell: (row) => <Roles row={row} />,
  },
  {
    id: "mechanism",
    title: "Mechanism",
    track: "minmax(7rem, 0.7fr)",
    cell: (row) => <Text>{row.mechanisms.map(mechanismName).join(", ")}</Text>,
  },
  {
    id: "verdict",
    title: "Verdict",
    track: "minmax(8.5rem, 2fr)",
    sortable: true,
    cell: (row) => (
      <>
        <Verdict verdict={row.verdict} />
        {row.verdict === "allowed" || row.because === null ? null : (
          <span className="truncate text-n8" title={row.because}>
            {row.because}
          </span>
        )}
      </>
    ),
  },
  {
    id: "services",
    title: "Services",
    track: "minmax(8rem, 1.2fr)",
    sortable: true,
    descendingFirst: true,
    cell: (row) => <Services services={row.services} incomplete={row.servicesIncomplete} />,
  },
];

function Text({ children }: { children: string }) {
  return (
    <span className="truncate" title={children}>
      {children}
    </span>
  );
}

function Roles({ row }: { row: WorkloadRow }) {
  const [first, ...rest] = row.roles;
  if (!first) return <span className="text-n8">unknown</span>;
  return (
    <>
      {first.href === null ? (
        <Text>{first.name}</Text>
      ) : (
        <Link href={first.href} prefetch={false} className="truncate hover:underline" title={first.arn}>
          {first.name}
        </Link>
      )}
      {first.exists === false ? <span className="shrink-0 text-high">does not exist</span> : null}
      {rest.length > 0 ? (
        <span className="shrink-0 text-n8" title={rest.map((role) => role.arn).join("\n")}>
          +{rest.length}
        </span>
      ) : null}
    </>
  );
}

function Services({ services, incomplete }: { services: readonly string[]; incomplete: boolean }) {
  if (services.length === 0) return <span className="text-n8">{incomplete ? "unknown" : "none"}</span>;
  const named = services.map((service) => (service === "*" ? "every service" : service));
  const text = [...named, ...(incomplete ? ["maybe more"] : [])].join(", ");
  return (
    <span className="truncate" title={text}>
      {text}
    </span>
  );
}
