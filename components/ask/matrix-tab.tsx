"use client";
import { useMemo } from "react";
import { ExportMenu } from "@/components/parts/export-menu";
import { cellClass, LevelMatrix, type MatrixCell } from "@/components/shared/level-matrix";
import { Link } from "@/components/shared/link";
import { counted, formatNumber } from "@/components/shared/number";
import { usePreferences } from "@/components/shared/preferences";
import { rowHeights } from "@/components/shared/preferences-value";
import { Empty, Failed, Loading } from "@/components/shared/states";
import { Verdict } from "@/components/shared/verdict";
import { workloadTitle } from "@/components/shared/workload-link";
import { FacetFilter } from "@/components/ui/facet-filter";
import { Select } from "@/components/ui/select";
import type { Column } from "@/components/ui/table/column";
import { DataTable } from "@/components/ui/table/data-table";
import { errorBody } from "@/lib/client/api";
import { useEstateQuery } from "@/lib/client/estate-query";
import { useWindowList } from "@/lib/client/window-list";
import { type MatrixAnswer, type MatrixRow, pageHref, type WorkloadsAnswer } from "@/lib/contracts/api";
import type { AccessLevel } from "@/lib/domain/policy/table";
import { AnswerLine } from "./answer-line";
import { useAskAddress } from "./use-ask-address";

const reaches = [
  { value: "all", label: "With roles they can assume" },
  { value: "direct", label: "Own credentials only" },
] as const;

const unsorted = { id: "", descending: false };
const stay = () => undefined;

/** Services by access level for all workloads of accounts, clusters or namespaces. */
export function MatrixTab() {
  const [address, setAddress] = useAskAddress();
  const { account, cluster, namespace, system, reach, service, level } = address;
  const place = { account, cluster, namespace, system, reach };
  const facets = useEstateQuery<WorkloadsAnswer>(
    "/api/workloads",
    { account, cluster, namespace, system, limit: 1 },
    { keepPrevious: true },
  ).data?.data.facets;
  const answer = useEstateQuery<MatrixAnswer>("/api/ask/matrix", { ...place, limit: 1 }, { keepPrevious: true });
  const set = (name: "account" | "cluster" | "namespace") => (values: readonly string[]) =>
    void setAddress({ [name]: values.length === 0 ? null : [...values] });
  const hrefOf = (cell: { service: string; level: string }) =>
    pageHref("/ask", {
      tab: "matrix",
      account,
      cluster,
      namespace,
      system: system === "all" ? undefined : system,
      reach: reach === "all" ? undefined : reach,
      ...cell,
    });
  return (
    <>
      <div data-chrome className="flex flex-wrap items-center gap-2 px-4 py-3 sm:px-gutter">
        <FacetFilter title="Account" options={facets?.account ?? []} chosen={account} onChange={set("account")} />
        <FacetFilter title="Cluster" options={facets?.cluster ?? []} chosen={cluster} onChange={set("cluster")} />
        <FacetFilter
          title="Namespace"
          options={facets?.namespace ?? []}
          chosen={namespace}
          onChange={set("namespace")}
        />
        <Select
          label="Reach"
          value={reach}
          options={reaches}
          onChange={(event) =>
            void setAddress({ reach: reaches.find((each) => each.value === event.target.value)?.value ?? "all" })
          }
        />
      </div>
      {answer.isError ? <Failed error={errorBody(answer.error)} onRetry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Loading rows={10} /> : null}
      {answer.data ? (
        <div className="flex min-h-0 flex-col gap-3 px-4 pb-6 sm:px-gutter">
          <AnswerLine
            sentence={answer.data.data.sentence}
            actions={<ExportMenu what="access-levels" read={() => file(answer.data.data, answer.data.snapshot)} />}
          />
          {answer.data.data.openEnded > 0 ? (
            <p className="text-info">
              ? {counted(answer.data.data.openEnded, "workload", "workloads")} may do more: a policy was not read.
            </p>
          ) : null}
          {answer.data.data.services.length === 0 ? (
            <Empty title="Nothing to show">No workload here can do anything that was read.</Empty>
          ) : (
            <LevelMatrix
              label="Services by access level"
              rows={matrixRows(answer.data.data, { service, level }, hrefOf)}
              link={(cell, content) => (
                <Link href={cell.href} prefetch={false} scroll={false} className={cellClass}>
                  {content}
                </Link>
              )}
            />
          )}
          {service !== "" && level !== "" ? (
            <CellRows place={place} service={service} level={level} closeHref={hrefOf({ service: "", level: "" })} />
          ) : null}
        </div>
      ) : null}
    </>
  );
}

function matrixRows(
  { services }: MatrixAnswer,
  chosen: { readonly service: string; readonly level: string },
  hrefOf: (cell: { service: string; level: string }) => string,
) {
  return services.map((each) => ({
    service: each.service,
    name: each.name,
    cells: new Map<AccessLevel, MatrixCell>(
      each.levels.map((cell) => [
        cell.level,
        {
          verdict: cell.verdict,
          text: formatNumber(cell.workloads),
          title: `${counted(cell.workloads, "workload", "workloads")}, the best ${cell.verdict}`,
          href: hrefOf({ service: each.service, level: cell.level }),
          onward: cell.onwardOnly,
          chosen: chosen.service === each.service && chosen.level === cell.level,
        },
      ]),
    ),
  }));
}

function rowColumns(service: string, level: string): readonly Column<MatrixRow>[] {
  return [
    {
      id: "workload",
      title: "Workload",
      track: "minmax(14rem, 2fr)",
      cell: ({ workload }) => (
        <Link
          href={pageHref("/ask", { tab: "what-can", subject: workload.id, service, level })}
          prefetch={false}
          className="truncate font-medium hover:underline"
          title={workload.id}
        >
          {workloadTitle(workload)}
        </Link>
      ),
    },
    {
      id: "cluster",
      title: "Cluster",
      track: "minmax(9rem, 1fr)",
      cell: ({ workload }) => <span className="truncate">{workload.clusterName ?? workload.issuer}</span>,
    },
    { id: "verdict", title: "Verdict", track: "9rem", cell: (row) => <Verdict verdict={row.verdict} /> },
    {
      id: "directness",
      title: "By",
      track: "11rem",
      cell: (row) => (row.directness === "direct" ? "its own role" : "a further role"),
    },
    { id: "actions", title: "Actions", track: "8rem", numeric: true, cell: (row) => `${row.actions} of ${row.of}` },
  ];
}

/** The workloads of one cell; each leads to its own grants. */
function CellRows({
  place,
  service,
  level,
  closeHref,
}: {
  place: Readonly<Record<string, unknown>>;
  service: string;
  level: string;
  closeHref: string;
}) {
  const { preferences } = usePreferences();
  const list = useWindowList<MatrixRow, MatrixAnswer>("/api/ask/matrix", { ...place, service, level });
  const columns = useMemo(() => rowColumns(service, level), [service, level]);
  if (list.error !== null) return <Failed error={errorBody(list.error)} onRetry={list.retry} />;
  if (list.answer === null) return <Loading rows={5} />;
  return (
    <section aria-label={`${service}, ${level}`} id="cell" className="flex flex-col">
      <div className="mb-2 flex items-baseline gap-3">
        <h2 className="font-semibold text-md">
          {service}: {level.toLowerCase()}
        </h2>
        <span className="tnum text-n8">{counted(list.answer.matched, "workload", "workloads")}</span>
        <Link href={closeHref} className="link" scroll={false}>
          Close
        </Link>
      </div>
      {list.answer.matched === 0 ? (
        <p className="text-n8">No workload.</p>
      ) : (
        <div className="flex max-h-96 flex-col">
          <DataTable
            label={`Workloads: ${service}, ${level}`}
            columns={columns}
            count={list.answer.matched}
            rowAt={list.rowAt}
            rowKey={(row) => row.workload.id}
            rowHeight={rowHeights[preferences.density]}
            sorting={unsorted}
            onSort={stay}
            onWindow={list.onWindow}
            keys={preferences.keys === "on"}
            resetKey={`${service} ${level} ${JSON.stringify(place)}`}
          />
        </div>
      )}
    </section>
  );
}

function file(answer: MatrixAnswer, snapshot: unknown) {
  return {
    json: { format: "podlens.access-levels/v1", snapshot, answer: { ...answer, rows: undefined } },
    columns: ["service", "name", "level", "workloads", "verdict", "onwardOnly"],
    rows: answer.services.flatMap((each) =>
      each.levels.map((cell) => [
        each.service,
        each.name,
        cell.level,
        cell.workloads,
        cell.verdict,
        cell.onwardOnly ? "yes" : "no",
      ]),
    ),
  };
}
