import { Link } from "@/components/shared/link";
import { mechanismName } from "@/components/shared/mechanism";
import { Verdict } from "@/components/shared/verdict";
import { workloadTitle } from "@/components/shared/workload-link";
import type { Column } from "@/components/ui/table/column";
import type { AccessPath, WhoCanRow } from "@/lib/contracts/api";

export const whoCanColumns: readonly Column<WhoCanRow>[] = [
  {
    id: "workload",
    title: "Workload",
    track: "minmax(13rem, 2fr)",
    cell: ({ workload }) => (
      <Link href={workload.href} prefetch={false} title={workload.id} className="truncate font-medium hover:underline">
        {workloadTitle(workload)}
      </Link>
    ),
  },
  {
    id: "cluster",
    title: "Cluster",
    track: "minmax(9rem, 1fr)",
    cell: ({ workload }) => <Text>{workload.clusterName ?? workload.issuer ?? "unknown"}</Text>,
  },
  {
    id: "verdict",
    title: "Verdict",
    track: "minmax(8.5rem, 1.8fr)",
    cell: (row) => (
      <>
        <Verdict verdict={row.verdict} />
        <Because path={row.paths[0]} />
      </>
    ),
  },
  {
    id: "overlap",
    title: "How much",
    track: "minmax(8rem, 0.9fr)",
    cell: ({ overlap }) => <Text>{overlapWords(overlap)}</Text>,
  },
  {
    id: "path",
    title: "Path",
    track: "minmax(14rem, 2.4fr)",
    cell: (row) => <Text>{pathWords(row)}</Text>,
  },
  {
    id: "paths",
    title: "Paths",
    track: "5rem",
    numeric: true,
    cell: (row) => row.pathCount,
  },
];

function Text({ children }: { children: string }) {
  return (
    <span className="truncate" title={children}>
      {children}
    </span>
  );
}

/** The first of what keeps it from being certain. */
function Because({ path }: { path: AccessPath | undefined }) {
  const text = path?.conditions[0] ?? path?.limitedBy[0]?.text ?? path?.layersNotRead[0]?.text;
  if (path === undefined || path.verdict === "allowed" || text === undefined) return null;
  return (
    <span className="truncate text-n8" title={text}>
      {text}
    </span>
  );
}

export function overlapWords({ actions, resource }: WhoCanRow["overlap"]): string {
  if (actions === "full" && resource === "full") return "all of it";
  if (actions === "partial" && resource === "partial") return "some actions, a part";
  return actions === "partial" ? "some actions" : "a part of it";
}

/** "Pod Identity, payments-api → shared-reader" */
export function pathWords({ paths }: Pick<WhoCanRow, "paths">): string {
  const hops = paths[0]?.hops ?? [];
  const words = hops.flatMap((hop) => {
    if (hop.kind === "binding") {
      const roles = [hop.role.name, ...(hop.targetRole === null ? [] : [hop.targetRole.name])];
      return [`${mechanismName(hop.mechanism)}: ${roles.join(" → ")}`];
    }
    return hop.kind === "assume" ? [hop.to.name] : [];
  });
  return words.join(" → ");
}
