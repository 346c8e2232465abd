"use client";
import { useMemo } from "react";
import { Link } from "@/components/shared/link";
import { mechanismName } from "@/components/shared/mechanism";
import { Failed, Loading } from "@/components/shared/states";
import { Verdict } from "@/components/shared/verdict";
import type { Column } from "@/components/ui/table/column";
import { DataTable } from "@/components/ui/table/data-table";
import { errorBody } from "@/lib/client/api";
import { columnTitles, type GraphPath, type GraphQuery } from "@/lib/contracts/graph";
import type { Mechanism } from "@/lib/domain/identity/binding";
import { useGraphPaths } from "./use-map-answers";

const unsorted = { id: "", descending: false };
const stay = () => undefined;

/** The map as a table: one row a path, under the same address and filters. */
export function MapTable({ query, rowHeight, keys }: { query: GraphQuery; rowHeight: number; keys: boolean }) {
  const paths = useGraphPaths(query, true);
  const columns = useMemo(() => tableColumns(query), [query]);
  if (paths.error !== null) return <Failed error={errorBody(paths.error)} onRetry={paths.retry} />;
  if (paths.total === null) return <Loading rows={16} />;
  return (
    <DataTable
      label="Paths"
      columns={columns}
      count={paths.total}
      rowAt={paths.rowAt}
      rowKey={(row) => row.cells.map((cell) => cell?.id ?? "").join(" ")}
      rowHeight={rowHeight}
      sorting={unsorted}
      onSort={stay}
      onWindow={paths.onWindow}
      keys={keys}
      resetKey={JSON.stringify({ ...query, select: null, sort: null })}
    />
  );
}

function tableColumns(query: GraphQuery): Column<GraphPath>[] {
  return [
    ...query.columns.map(
      (id, at): Column<GraphPath> => ({
        id,
        title: columnTitles[id],
        track: "minmax(9rem, 1fr)",
        cell: (row) => <Cell cell={row.cells[at] ?? null} />,
      }),
    ),
    {
      id: "mechanism",
      title: "Mechanism",
      track: "8rem",
      cell: (row) => mechanismName(row.mechanism as Mechanism),
    },
    {
      id: "verdict",
      title: "Verdict",
      track: "minmax(9rem, 1fr)",
      cell: (row) => (
        <span className="flex min-w-0 items-center gap-2" title={row.because ?? undefined}>
          <Verdict verdict={row.state} />
          <span className="truncate text-n8">{row.because}</span>
        </span>
      ),
    },
  ];
}

function Cell({ cell }: { cell: GraphPath["cells"][number] }) {
  if (cell === null) return <span className="text-n8">none</span>;
  const title = cell.sub === "" ? cell.label : `${cell.label}\n${cell.sub}`;
  if (cell.href === null) {
    return (
      <span title={title} className="truncate">
        {cell.label}
      </span>
    );
  }
  return (
    <Link href={cell.href} title={title} className="link truncate">
      {cell.label}
    </Link>
  );
}
