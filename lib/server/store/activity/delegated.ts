/** Takes in the daily aggregates of an engine; `usage.ts` puts them beside what the store's own events tell. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { callerOf } from "@/lib/domain/activity/caller";
import { sessionKey } from "@/lib/domain/activity/session-key";
import type {
  ApiEntry,
  DayUsage,
  DelegatedDay,
  DelegatedState,
  SessionEntry,
  UsageSink,
} from "@/lib/server/usecases/activity/ports";
import type { Clock } from "@/lib/server/usecases/ports";
import type { WriteQueue } from "../write-queue";
import { attribute } from "./attribute";
import { Dictionary } from "./dictionary";
import { API_KEY, apiKey, apiRow, sessionRow } from "./numbers";
import { appendRows, type Cell, milliseconds, uuidText } from "./rows";
import type { Versioned } from "./run";
import { rebuildUsage } from "./usage";

export class DuckDbUsageSink implements UsageSink {
  constructor(
    private readonly queue: WriteQueue,
    private readonly reads: DuckDBConnection,
    private readonly clock: Clock,
    private readonly seen: Versioned,
  ) {}

  async days(engine: string): Promise<ReadonlyMap<string, DelegatedState>> {
    const reader = await this.reads.runAndReadAll(
      "SELECT day::VARCHAR, settled, bytes_scanned, scope FROM activity_delegated_day WHERE engine = $1",
      [engine],
    );
    return new Map(
      reader
        .getRows()
        .map(([day, settled, bytes, scope]) => [
          String(day),
          { settled: settled === true, bytesScanned: Number(bytes), scope: String(scope) },
        ]),
    );
  }

  replace(delegated: DelegatedDay, scope: string): Promise<void> {
    const { engine, day, rows, bytesScanned, settled } = delegated;
    return this.queue.run(async (connection) => {
      const numbered = await numberedRows(connection, engine, day, rows);
      await connection.run("DELETE FROM activity_delegated WHERE engine = $1 AND day = $2::DATE", [engine, day]);
      await connection.run("DELETE FROM activity_delegated_day WHERE engine = $1 AND day = $2::DATE", [engine, day]);
      await connection.run(
        "CREATE OR REPLACE TEMP TABLE activity_stage_delegated (engine VARCHAR, day VARCHAR, account INTEGER, region INTEGER, access_key VARCHAR, role_arn VARCHAR, api INTEGER, err INTEGER, n INTEGER, first_ts TIMESTAMP, last_ts TIMESTAMP, session INTEGER)",
      );
      await appendRows(connection, "activity_stage_delegated", numbered, true);
      await connection.run(
        "INSERT INTO activity_delegated SELECT engine, day::DATE, * EXCLUDE (engine, day) FROM activity_stage_delegated",
      );
      await connection.run("INSERT INTO activity_delegated_day VALUES ($1, $2::DATE, $3, $4, $5, $6::TIMESTAMP)", [
        engine,
        day,
        scope,
        settled,
        BigInt(bytesScanned),
        this.clock.now().toISOString().slice(0, -1),
      ]);
      await connection.run("INSERT INTO activity_dirty SELECT $1::DATE EXCEPT SELECT day FROM activity_dirty", [day]);
    });
  }

  async finish(): Promise<void> {
    await attribute(this.queue);
    await rebuildUsage(this.queue);
    this.seen.version++;
  }
}

/** In the store's numbers; new texts and calls are written first. No run may be under way: it numbers them, too. */
async function numberedRows(
  connection: DuckDBConnection,
  engine: string,
  day: string,
  rows: readonly DayUsage[],
): Promise<Cell[][]> {
  const texts = await Dictionary.open(
    connection,
    "activity_text",
    "SELECT id, v FROM activity_text WHERE v IN (SELECT unnest($1))",
  );
  const apis = await Dictionary.open(
    connection,
    "activity_api",
    `SELECT id, k FROM (SELECT id, ${API_KEY} AS k FROM activity_api) WHERE k IN (SELECT unnest($1))`,
  );
  const sessions = await Dictionary.open(
    connection,
    "activity_session",
    "SELECT id, key::VARCHAR FROM activity_session WHERE key IN (SELECT unnest($1)::UUID)",
  );
  const words = [
    ...new Set(
      rows.flatMap(({ account, region, errorCode }) => [account, region, ...(errorCode === null ? [] : [errorCode])]),
    ),
  ];
  const entries = new Map<string, ApiEntry>();
  for (const row of rows) entries.set(apiKey(entryOf(row)), entryOf(row));
  const names = [...entries.keys()];
  const newTexts: Cell[][] = [];
  const newApis: Cell[][] = [];
  const textIds = await texts.resolve(connection, words, (index, id) =>
    newTexts.push([{ integer: id }, words[index] ?? ""]),
  );
  const apiIds = await apis.resolve(connection, names, (index, id) => {
    const entry = entries.get(names[index] ?? "");
    if (entry !== undefined) newApis.push(apiRow(id, entry));
  });
  const begun = rows.map(sessionOf);
  const newSessions: Cell[][] = [];
  const sessionIds = await sessions.resolve(
    connection,
    begun.map(({ key }) => uuidText(key)),
    (index, id) => {
      const entry = begun[index];
      if (entry !== undefined) newSessions.push(sessionRow(id, entry));
    },
  );
  if (newSessions.length > 0) await appendRows(connection, "activity_session", newSessions);
  if (newTexts.length > 0) await appendRows(connection, "activity_text", newTexts);
  if (newApis.length > 0) await appendRows(connection, "activity_api", newApis);
  const textOf = new Map(words.map((word, index) => [word, textIds[index] ?? -1]));
  const apiOf = new Map(names.map((name, index) => [name, apiIds[index] ?? -1]));
  return rows.map((row, index) => [
    engine,
    day,
    { integer: textOf.get(row.account) ?? -1 },
    { integer: textOf.get(row.region) ?? -1 },
    row.accessKeyId,
    row.roleArn,
    { integer: apiOf.get(apiKey(entryOf(row))) ?? -1 },
    { integer: row.errorCode === null ? -1 : (textOf.get(row.errorCode) ?? -1) },
    { integer: row.events },
    milliseconds(Date.parse(row.first)),
    milliseconds(Date.parse(row.last)),
    { integer: sessionIds[index] ?? -1 },
  ]);
}

/** The same session as that of a record: attribution is one for both. */
function sessionOf(row: DayUsage): SessionEntry {
  const { principalId, accessKeyId, roleArn, sessionCreated, provider, invokedBy } = row;
  const caller = callerOf({
    type: "AssumedRole",
    principalId,
    accountId: roleArn?.split(":")[4],
    accessKeyId,
    invokedBy,
    sessionContext: {
      sessionIssuer: { arn: roleArn },
      attributes: { creationDate: sessionCreated },
      webIdFederationData: { federatedProvider: provider },
    },
  });
  return { key: sessionKey(caller), caller };
}

function entryOf({ source, action, readOnly, category }: DayUsage): ApiEntry {
  return [source, action, readOnly, category];
}
