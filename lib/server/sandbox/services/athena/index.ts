/** Athena: JSON 1.1. One workgroup over one table; what a query needs of Glue and S3 is asked of the caller too. */
import type { Authoriser } from "../../authorise";
import type { Call } from "../../protocol/call";
import { jsonErrors } from "../../protocol/common-errors";
import { ServiceError } from "../../protocol/error";
import { json11, routeTarget } from "../../protocol/json";
import type { Operation, Service } from "../../protocol/service";
import type { AthenaEngine } from "./engine";
import { type Execution, Executions } from "./executions";

export interface AthenaSetup {
  readonly engine: AthenaEngine;
  readonly workgroup: string;
  /** BytesScannedCutoffPerQuery; null = none. */
  readonly cutoff: number | null;
  readonly authorise: Authoriser;
  /** Milliseconds. */
  readonly now: () => number;
}

const MOST_ROWS = 1000;

export function athenaService(setup: AthenaSetup | null): Service {
  return {
    name: "athena",
    global: false,
    protocol: json11,
    errors: jsonErrors({ clientStatus: 400, throttling: "ThrottlingException", throttlingStatus: 400 }),
    route: (request) => routeTarget(request, "AmazonAthena"),
    operations: setup === null ? {} : operations(setup),
  };
}

function operations(setup: AthenaSetup): Readonly<Record<string, Operation>> {
  const executions = new Executions(setup.engine, setup.now);
  const execution = (call: Call) => executions.get(call.parameters.text("QueryExecutionId") ?? "", call.account.id);
  const resource = (call: Call) =>
    `arn:${call.estate.partition}:athena:${call.region}:${call.account.id}:workgroup/${call.parameters.text("WorkGroup") ?? setup.workgroup}`;
  return {
    StartQueryExecution: {
      resource,
      run(call) {
        const sql = call.parameters.text("QueryString") ?? "";
        const token = call.parameters.text("ClientRequestToken") ?? "";
        const workgroup = call.parameters.text("WorkGroup") ?? "primary";
        const [output = {}] = call.parameters.objects("ResultConfiguration");
        if (sql === "" || token.length < 32)
          throw invalid("QueryString and a ClientRequestToken of 32 characters are needed");
        if (workgroup !== setup.workgroup) throw invalid(`WorkGroup ${workgroup} is not found.`);
        const location = String(output.OutputLocation ?? "");
        if (!location.startsWith("s3://")) throw invalid("No output location provided.");
        const submission = {
          sql,
          token,
          workgroup,
          output: location,
          accountId: call.account.id,
          cutoff: setup.cutoff,
        };
        const reuse = call.parameters.objects("ResultReuseConfiguration")[0]?.ResultReuseByAgeConfiguration as
          | { Enabled?: boolean; MaxAgeInMinutes?: number }
          | undefined;
        const reuseMinutes = reuse?.Enabled === true ? (reuse.MaxAgeInMinutes ?? 60) : null;
        const { id } = executions.submit({ ...submission, reuseMinutes, lacking: lacking(setup, call, location) });
        return JSON.stringify({ QueryExecutionId: id });
      },
    },
    GetQueryExecution: { resource, run: (call) => JSON.stringify({ QueryExecution: described(execution(call)) }) },
    GetQueryResults: { resource, run: (call) => results(execution(call), call) },
    StopQueryExecution: {
      resource,
      run(call) {
        executions.stop(execution(call));
        return "{}";
      },
    },
    GetWorkGroup: {
      resource,
      run(call) {
        if (call.parameters.text("WorkGroup") !== setup.workgroup) throw invalid("WorkGroup is not found.");
        const cutoff = setup.cutoff === null ? {} : { BytesScannedCutoffPerQuery: setup.cutoff };
        const Configuration = { EnforceWorkGroupConfiguration: false, ...cutoff };
        return JSON.stringify({ WorkGroup: { Name: setup.workgroup, State: "ENABLED", Configuration } });
      },
    },
  };
}

/** Permissions that a query needs beside Athena's. Source: Athena User Guide, "Access to databases and tables", "Access to S3". */
function lacking(setup: AthenaSetup, call: Call, output: string): string | null {
  const { account, identity, estate, region } = call;
  const { bucket, database, table } = setup.engine.setup;
  const results = output.slice("s3://".length).split("/")[0] ?? "";
  const glue = `arn:${estate.partition}:glue:${region}:${account.id}`;
  const s3 = `arn:${estate.partition}:s3:::`;
  const needed: readonly (readonly [action: string, resource: string])[] = [
    ["glue:GetDatabase", `${glue}:database/${database}`],
    ["glue:GetTable", `${glue}:table/${database}/${table}`],
    ["glue:GetPartitions", `${glue}:table/${database}/${table}`],
    ["s3:GetBucketLocation", `${s3}${results}`],
    ["s3:ListBucket", `${s3}${bucket.name}`],
    ["s3:GetObject", `${s3}${bucket.name}/any`],
    ["s3:GetObject", `${s3}${results}/any`],
    ["s3:PutObject", `${s3}${results}/any`],
  ];
  for (const [action, resource] of needed) {
    if (setup.authorise({ account, principal: identity.principal, action, resource }) !== "allowed")
      return `User: ${identity.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  }
  return null;
}

function described(execution: Execution): Record<string, unknown> {
  const { id, sql, workgroup, state, reason, bytesScanned, submittedAt, finishedAt, reused, output } = execution;
  const milliseconds = Math.max(1, (finishedAt ?? Date.now()) - submittedAt);
  return {
    QueryExecutionId: id,
    Query: sql,
    StatementType: "DML",
    WorkGroup: workgroup,
    ResultConfiguration: { OutputLocation: `${output.replace(/\/?$/, "/")}${id}.csv` },
    Status: {
      State: state,
      SubmissionDateTime: submittedAt / 1000,
      ...(reason === null ? {} : { StateChangeReason: reason }),
      ...(finishedAt === null ? {} : { CompletionDateTime: finishedAt / 1000 }),
    },
    Statistics: {
      DataScannedInBytes: reused ? 0 : bytesScanned,
      EngineExecutionTimeInMillis: milliseconds,
      TotalExecutionTimeInMillis: milliseconds,
      QueryQueueTimeInMillis: 1,
      ResultReuseInformation: { ReusedPreviousResult: reused },
    },
  };
}

/** At most 1,000 rows; the first page begins with the names of the columns. */
function results(execution: Execution, call: Call): string {
  const { result, state, id } = execution;
  if (result === null || state !== "SUCCEEDED") throw invalid(`Query has not yet finished. Current state: ${state}`);
  const size = call.parameters.integer("MaxResults") ?? MOST_ROWS;
  if (!(size >= 1 && size <= MOST_ROWS)) throw invalid("MaxResults is more than maximum allowed length 1000");
  const token = call.parameters.text("NextToken");
  const match = token === null ? null : /^([0-9a-f-]{36})\+(\d+)$/.exec(token);
  if (token !== null && match?.[1] !== id) throw invalid("Invalid NextToken");
  const rows = [result.columns.map((column) => column.name), ...result.rows];
  const from = Number(match?.[2] ?? 0);
  const limit = Math.min(size, call.pages.sizes?.GetQueryResults ?? size);
  const page = rows.slice(from, from + limit);
  return JSON.stringify({
    ResultSet: {
      Rows: page.map((row) => ({ Data: row.map((cell) => (cell === null ? {} : { VarCharValue: cell })) })),
      ResultSetMetadata: { ColumnInfo: result.columns.map(({ name, type }) => ({ Name: name, Type: type })) },
    },
    UpdateCount: 0,
    ...(from + limit < rows.length ? { NextToken: `${id}+${from + limit}` } : {}),
  });
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidRequestException", 400, message);
}
