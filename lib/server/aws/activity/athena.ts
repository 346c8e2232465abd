/** Athena over the trail's table: starts a query, waits for it, pages through what it found, and stops it when told to. */
import { createHash } from "node:crypto";
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetWorkGroupCommand,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import type {
  DayUsage,
  QueryCost,
  QueryEngine,
  QueryOptions,
  QueryResult,
  QueryRow,
} from "@/lib/server/usecases/activity/ports";
import type { FailureKind, ReaderRole } from "@/lib/server/usecases/scan/ports";
import type { ClientSender } from "../account-session";
import { CallError } from "../call-error";
import { pause } from "../caller";
import { type ClientContext, clientOptions } from "../clients";
import { malformed } from "../credentials";
import { dayUsage, recordText } from "./athena-rows";
import { assumptionsSql, eventsSql, type TrailTable, tableDdl, usageSql } from "./athena-sql";
import type { Connection } from "./connection";

export interface AthenaOptions extends TrailTable {
  readonly workgroup: string;
  /** "s3://results/podlens/": where Athena puts results. */
  readonly output: string;
  readonly region: string | null;
  readonly role: ReaderRole;
  readonly now: () => Date;
  /** Between two looks at a query: from the first to the last, doubling. */
  readonly pollMs?: readonly [first: number, last: number];
  /** Minutes for which an equal query's result will do. Default 60. */
  readonly reuseMinutes?: number;
}

const MOST_ROWS = 1000;
/** Clocks differ, and Athena's has the time of the request. */
const SAME_MOMENT_MS = 2_000;
const POLL_MS = [500, 5000] as const;

export function athenaEngine(connection: Connection, options: AthenaOptions): QueryEngine {
  const { workgroup, database, table, pollMs: [first, last] = POLL_MS, reuseMinutes = 60 } = options;
  let opened: Promise<ClientSender<AthenaClient>> | null = null;
  const sender = () => {
    opened ??= open(connection);
    return opened;
  };
  const open = async (over: Connection) => {
    const session = await over.session(options.role);
    const region = options.region ?? (await over.caller()).homeRegion;
    return session.senderOf("athena", region, (context: ClientContext) => new AthenaClient(clientOptions(context)));
  };
  /** Best effort: who cancels does not wait for Athena's word on it. The connection itself may be what was cancelled. */
  const stop = async (QueryExecutionId: string): Promise<void> => {
    const aside = connection.aside();
    try {
      const athena = await open(aside);
      await athena.send("StopQueryExecution", (client) =>
        client.send(new StopQueryExecutionCommand({ QueryExecutionId })),
      );
    } catch {
      // It ends by itself, or at the workgroup's limit.
    } finally {
      aside.close();
    }
  };

  /** Equal questions of the same hour are the same execution, however often the answer to starting it was lost. */
  const begin = async (athena: ClientSender<AthenaClient>, sql: string, after: string): Promise<string> => {
    const hour = Math.floor(options.now().getTime() / 3_600_000);
    const token = createHash("sha256").update(`${sql}|${options.output}|${hour}|${after}`).digest("hex");
    const { QueryExecutionId: id } = await athena.send("StartQueryExecution", (client) =>
      client.send(
        new StartQueryExecutionCommand({
          QueryString: sql,
          ClientRequestToken: token,
          QueryExecutionContext: { Database: database },
          ResultConfiguration: { OutputLocation: options.output },
          ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: reuseMinutes } },
          WorkGroup: workgroup,
        }),
      ),
    );
    if (id === undefined) throw failed("malformed", "MalformedResponse", "Athena gave the query no id");
    return id;
  };

  const run = async (sql: string, { signal, onProgress }: QueryOptions): Promise<QueryResult> => {
    const athena = await sender();
    const startedAt = performance.now();
    const asked = options.now().getTime();
    if (signal.aborted) throw cancelled(signal.reason);
    let id = await begin(athena, sql, "");
    let done = await ended(athena, id);
    // What failed or was cancelled earlier in the hour is no answer to somebody who asks again.
    if (
      done.Status?.State !== "SUCCEEDED" &&
      (done.Status?.SubmissionDateTime?.getTime() ?? asked) < asked - SAME_MOMENT_MS
    ) {
      id = await begin(athena, sql, id);
      done = await ended(athena, id);
    }
    if (done.Status?.State !== "SUCCEEDED") throw refusal(done);
    const {
      DataScannedInBytes: bytesScanned = 0,
      QueryQueueTimeInMillis: queuedMs = 0,
      EngineExecutionTimeInMillis: runMs = 0,
    } = done.Statistics ?? {};
    const reused = done.Statistics?.ResultReuseInformation?.ReusedPreviousResult === true;
    const start = await page(athena, id, undefined);
    const [header, ...rows] = start.rows;
    const columns = start.columns ?? (header ?? []).map((name) => name ?? "");
    return {
      executionId: id,
      columns,
      bytesScanned,
      queuedMs,
      runMs,
      reused,
      async *pages() {
        yield rows;
        const seen = new Set<string>();
        for (let next = start.next; next !== null; ) {
          if (signal.aborted) throw cancelled(signal.reason);
          if (seen.has(next))
            throw failed(
              "malformed",
              "RepeatedPageToken",
              "Athena repeated a page token, so that the result has no end",
            );
          seen.add(next);
          const following: Page = await page(athena, id, next);
          yield following.rows;
          next = following.next;
        }
      },
    };

    async function ended(client: ClientSender<AthenaClient>, QueryExecutionId: string): Promise<QueryExecution> {
      for (let wait = first; ; wait = Math.min(last, wait * 2)) {
        const { QueryExecution: execution } = await client.send("GetQueryExecution", (one) =>
          one.send(new GetQueryExecutionCommand({ QueryExecutionId })),
        );
        const state = execution?.Status?.State;
        if (state === "SUCCEEDED" || state === "FAILED" || state === "CANCELLED") return execution ?? {};
        onProgress?.({
          state: state === "RUNNING" ? "running" : "queued",
          elapsedMs: performance.now() - startedAt,
          bytesScanned: execution?.Statistics?.DataScannedInBytes ?? 0,
        });
        if (!signal.aborted) await pause(wait, signal);
        if (signal.aborted) {
          await stop(QueryExecutionId);
          throw cancelled(signal.reason);
        }
      }
    }
  };

  return {
    kind: "athena",
    id: `athena:${workgroup}/${database}.${table}`,
    async scanLimit() {
      const { WorkGroup } = await (await sender()).send("GetWorkGroup", (client) =>
        client.send(new GetWorkGroupCommand({ WorkGroup: workgroup })),
      );
      return WorkGroup?.Configuration?.BytesScannedCutoffPerQuery ?? null;
    },
    async assumptions(scope, runOptions) {
      const result = await run(assumptionsSql(options, scope), runOptions);
      return { cost: costOf(result), pages: () => mapped(result, recordText) };
    },
    async usage(scope, runOptions) {
      const result = await run(usageSql(options, scope), runOptions);
      return { cost: costOf(result), pages: () => mapped(result, usageRow) };
    },
    async events(request, runOptions) {
      const result = await run(eventsSql(options, request), runOptions);
      const records: string[] = [];
      for await (const rows of mapped(result, recordText)) records.push(...rows);
      return { cost: costOf(result), records };
    },
    run,
    tableDefinition: ({ location, accounts, regions }) => tableDdl(options, { location, accounts, regions }),
    close: async () => undefined,
  };
}

interface Page {
  readonly rows: readonly QueryRow[];
  readonly columns: readonly string[] | null;
  readonly next: string | null;
}

async function page(
  athena: ClientSender<AthenaClient>,
  QueryExecutionId: string,
  NextToken: string | undefined,
): Promise<Page> {
  const answer = await athena.send("GetQueryResults", async (client) => {
    const result = await client.send(
      new GetQueryResultsCommand({
        QueryExecutionId,
        MaxResults: MOST_ROWS,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    );
    if (result.ResultSet === undefined) throw malformed("no rows in the answer");
    return result;
  });
  const rows = (answer.ResultSet?.Rows ?? []).map(({ Data = [] }) =>
    Data.map(({ VarCharValue }) => VarCharValue ?? null),
  );
  const columns = answer.ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Name }) => Name ?? "") ?? null;
  return { rows, columns, next: answer.NextToken === undefined || answer.NextToken === "" ? null : answer.NextToken };
}

async function* mapped<T>(result: QueryResult, map: (row: QueryRow) => T): AsyncGenerator<readonly T[]> {
  for await (const rows of result.pages()) if (rows.length > 0) yield rows.map(map);
}

function usageRow(row: QueryRow): DayUsage {
  const usage = dayUsage(row);
  if (usage === null)
    throw failed("malformed", "MalformedResponse", "a row of the daily aggregate is not what was asked for");
  return usage;
}

function costOf({ executionId, bytesScanned, queuedMs, runMs, reused }: QueryResult): QueryCost {
  return { executionId, bytesScanned, queuedMs, runMs, reused };
}

/** Athena tells everything in one line of text; what it means is told apart by what the line names. */
function refusal(execution: QueryExecution): CallError {
  const reason = (execution.Status?.StateChangeReason ?? "no reason was given").replace(/\s+/g, " ").slice(0, 500);
  if (/bytes scanned limit|exceeded the (workgroup|limit)/i.test(reason))
    return failed("refused", "BytesScannedLimit", `the query would scan more than its workgroup allows: ${reason}`);
  if (/not authorized to perform|access ?denied|insufficient permissions/i.test(reason))
    return failed("denied", "AccessDenied", reason);
  if (/table not found|TABLE_NOT_FOUND|does not exist/i.test(reason))
    return failed("not-found", "TableNotFound", reason);
  if (execution.Status?.State === "CANCELLED") return failed("refused", "QueryCancelled", reason);
  return failed("refused", "QueryFailed", reason);
}

function failed(kind: FailureKind, error: string, message: string, cause?: unknown): CallError {
  return new CallError(
    message,
    { kind, error, service: "athena", operation: "StartQueryExecution", endpoint: null },
    cause,
  );
}

function cancelled(cause: unknown): CallError {
  return failed("aborted", "AbortError", "cancelled", cause);
}
