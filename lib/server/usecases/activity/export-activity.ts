/** Exports of what CloudTrail recorded: rows stream from the store, so that their number does not matter. */
import { createHash } from "node:crypto";
import type { AssumptionRow } from "@/lib/contracts/api/activity";
import { activityColumns, assumptionColumns, type ExportMeta } from "@/lib/contracts/export";
import type { RecordOrigin } from "@/lib/domain/activity/record-place";
import type { CellType } from "@/lib/view/spreadsheet/types";
import type { Clock, ExportWriters, TableRunner } from "../ports";
import { exportFilter } from "./filter";
import type { ActivityQueries, ActivityRow, RangedFilter } from "./ports";

export type ActivityView = "assumptions" | "activity";

export interface ActivityExportRequest {
  readonly view: ActivityView;
  readonly format: "json" | "csv" | "xlsx";
  readonly filter: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface ActivityExportDependencies {
  readonly queries: Pick<ActivityQueries, "exportAssumptions" | "exportCalls">;
  readonly writers: Pick<ExportWriters, "json" | "csv">;
  readonly tables: TableRunner;
  readonly clock: Clock;
}

export function isActivityView(view: string): view is ActivityView {
  return view === "assumptions" || view === "activity";
}

/** Yields the bytes, returns what they were made from. Throws `export/bad-request`. */
export async function* exportActivity(
  { queries, writers, clock, tables }: ActivityExportDependencies,
  request: ActivityExportRequest,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, ExportMeta> {
  const filter = exportFilter(request.filter.replace(/^\?/, ""), request);
  const hash = createHash("sha256");
  let rows = 0;
  const chunks = counted(chunksOf(queries, request.view, filter), (count) => {
    rows += count;
  });
  const file =
    request.format === "xlsx"
      ? tables.write(...workbook(chunks, request, filter, () => rows), signal)
      : request.format === "csv"
        ? csv(chunks, request.view, writers)
        : json(chunks, request);
  for await (const piece of file) {
    signal?.throwIfAborted();
    const bytes = typeof piece === "string" ? Buffer.from(piece, "utf8") : piece;
    hash.update(bytes);
    yield bytes;
    // A chunk of rows takes milliseconds to print; requests get their turn between two.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    format: "podlens.export-meta/v1",
    view: request.view,
    fileFormat: request.format,
    snapshot: null,
    filter: request.filter,
    from: filter.from,
    to: filter.to,
    rows,
    sha256: hash.digest("hex"),
    exportedAt: clock.now().toISOString(),
  };
}

type Row = Readonly<Record<string, string | boolean | null>>;

async function* chunksOf(
  queries: ActivityExportDependencies["queries"],
  view: ActivityView,
  filter: RangedFilter,
): AsyncGenerator<readonly Row[]> {
  if (view === "assumptions")
    for await (const rows of queries.exportAssumptions(filter)) yield rows.map(exportedAssumption);
  else for await (const rows of queries.exportCalls(filter)) yield rows.map(exportedCall);
}

export function exportedAssumption(
  row: AssumptionRow & { readonly origin?: RecordOrigin | null },
): Record<(typeof assumptionColumns)[number], string | null> {
  return {
    time: row.time,
    mechanism: row.mechanism,
    clusterArn: row.workload.clusterArn,
    namespace: row.workload.namespace,
    serviceAccount: row.workload.serviceAccount,
    pod: row.pod,
    roleArn: row.roleArn,
    roleId: row.roleId,
    targetRoleArn: row.targetRoleArn,
    sessionName: row.sessionName,
    accessKeyId: row.accessKeyId,
    outcome: row.outcome,
    errorCode: row.errorCode,
    attribution: row.attribution,
    confidence: row.confidence,
    accountId: row.accountId,
    region: row.region,
    eventId: row.eventId,
    issuer: row.workload.issuer,
    podUid: row.podUid,
    node: row.node,
    expiresAt: row.expiresAt,
    sourceIp: row.sourceIp,
    errorMessage: row.errorMessage,
    recordSource: row.origin?.source ?? null,
    recordFile: row.origin?.key ?? null,
  };
}

function exportedCall(
  row: ActivityRow & { readonly origin: RecordOrigin | null },
): Record<(typeof activityColumns)[number], string | boolean | null> {
  return {
    time: row.time,
    accountId: row.accountId,
    region: row.region,
    eventSource: row.eventSource,
    eventName: row.eventName,
    action: row.action,
    readOnly: row.readOnly,
    outcome: row.errorCode === null ? "success" : row.denied ? "denied" : "error",
    errorCode: row.errorCode,
    resource: row.resource,
    mechanism: row.mechanism,
    clusterArn: row.workload.clusterArn,
    namespace: row.workload.namespace,
    serviceAccount: row.workload.serviceAccount,
    pod: row.pod,
    node: row.node,
    roleArn: row.roleArn,
    roleId: row.roleId,
    sessionName: row.sessionName,
    accessKeyId: row.accessKeyId,
    callerArn: row.callerArn,
    attribution: row.attribution,
    confidence: row.confidence,
    sourceIp: row.sourceIp,
    vpcEndpointId: row.vpcEndpointId,
    userAgent: row.userAgent,
    invokedBy: row.invokedBy,
    eventId: row.eventId,
    recordSource: row.origin?.source ?? null,
    recordFile: row.origin?.key ?? null,
  };
}

async function* counted<T>(chunks: AsyncIterable<readonly T[]>, tell: (count: number) => void) {
  for await (const chunk of chunks) {
    tell(chunk.length);
    yield chunk;
  }
}

function columnsOf(view: ActivityView): readonly string[] {
  return view === "assumptions" ? assumptionColumns : activityColumns;
}

async function* cells(
  chunks: AsyncIterable<readonly Row[]>,
  columns: readonly string[],
): AsyncGenerator<(string | null)[][]> {
  for await (const chunk of chunks) yield chunk.map((row) => columns.map((column) => cell(row[column] ?? null)));
}

async function* csv(
  chunks: AsyncIterable<readonly Row[]>,
  view: ActivityView,
  writers: Pick<ExportWriters, "csv">,
): AsyncGenerator<string> {
  const columns = columnsOf(view);
  const [header = ""] = writers.csv({ columns, rows: [] });
  yield header;
  for await (const rows of cells(chunks, columns)) {
    const [, ...lines] = writers.csv({ columns, rows });
    yield lines.join("");
  }
}

const cellTypes: ReadonlyMap<string, CellType> = new Map<string, CellType>([
  ["time", "date"],
  ["expiresAt", "date"],
  ["readOnly", "boolean"],
]);

function workbook(
  chunks: AsyncIterable<readonly Row[]>,
  { view, filter, ...asked }: ActivityExportRequest,
  { from, to }: RangedFilter,
  rows: () => number,
) {
  const columns = columnsOf(view);
  const head = {
    title: `Podlens ${view}`,
    at: asked.to === undefined ? null : to,
    sheet: view,
    columns,
    types: columns.map((column) => cellTypes.get(column)),
  };
  const about = () => [
    { label: "View", value: view },
    { label: "Made from", value: "events of CloudTrail that Podlens keeps" },
    { label: "From", value: asked.from === undefined ? "the first that is kept" : from },
    { label: "To, exclusive", value: asked.to === undefined ? "the last that is kept" : to },
    { label: "Filter", value: filter === "" ? "none: all rows" : filter },
    { label: "Rows", value: rows() },
  ];
  return [head, cells(chunks, columns), about] as const;
}

function cell(value: string | boolean | null): string | null {
  return typeof value === "boolean" ? String(value) : value;
}

/** As the other exports: one object, a row a line. */
async function* json(chunks: AsyncIterable<readonly Row[]>, request: ActivityExportRequest): AsyncGenerator<string> {
  const { view, filter, from, to } = request;
  const head = { format: `podlens.${view}/v1`, filter, from: from ?? null, to: to ?? null };
  const fields = Object.entries(head).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  yield `{\n${fields.join(",\n")},\n${JSON.stringify(view)}: `;
  let before = "[\n";
  for await (const chunk of chunks) {
    let piece = "";
    for (const row of chunk) {
      piece += before + JSON.stringify(row);
      before = ",\n";
    }
    if (piece !== "") yield piece;
  }
  yield `${before === "[\n" ? "[]" : "\n]"}\n}\n`;
}
