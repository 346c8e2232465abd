/**
 * Runs what a client sends to Athena, over the same log files: DuckDB in memory, with the few functions that Trino calls
 * otherwise as macros. Partitions are read when a query names them, as partition projection does.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { LogBucket, StoredObject } from "../../history/log-store";
import { COLUMNS, rowsOf } from "./rows";

export interface TableSetup {
  readonly database: string;
  readonly table: string;
  /** Names of the partition columns. */
  readonly partitions: { readonly account: string; readonly region: string; readonly day: string };
  readonly bucket: LogBucket;
  /** Key prefix up to, not including, the account: "AWSLogs/o-abc/". */
  readonly root: string;
}

export interface EngineResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

const MACROS = [
  "json_extract_scalar(j, p) AS CASE WHEN json_type(TRY_CAST(j AS JSON), p) IN ('OBJECT', 'ARRAY') THEN NULL ELSE json_extract_string(TRY_CAST(j AS JSON), p) END",
  "element_at(l, i) AS list_extract(l, i)",
  "arbitrary(x) AS any_value(x)",
  "from_iso8601_timestamp(t) AS CAST(t AS TIMESTAMPTZ)",
];

export class AthenaEngine {
  #connection: Promise<DuckDBConnection> | null = null;
  /** By partition: how many objects it had when it was read. */
  readonly #read = new Map<string, number>();
  #folder: string | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(readonly setup: TableSetup) {}

  /** Bytes of the files that the query's partitions hold: what Athena would scan. */
  scan(sql: string): number {
    let bytes = 0;
    for (const [, objects] of this.#partitions(sql)) for (const object of objects) bytes += object.size;
    return bytes;
  }

  /** One after the other. Throws what DuckDB throws. */
  run(sql: string): Promise<EngineResult> {
    const next = this.#last.then(() => this.#run(sql));
    this.#last = next.catch(() => undefined);
    return next;
  }

  async close(): Promise<void> {
    await this.#last;
    (await this.#connection)?.closeSync();
    if (this.#folder !== null) await rm(this.#folder, { recursive: true, force: true });
  }

  async #run(sql: string): Promise<EngineResult> {
    this.#connection ??= this.#open();
    const connection = await this.#connection;
    for (const [name, objects] of this.#partitions(sql)) await this.#load(connection, name, objects);
    const reader = await connection.runAndReadAll(sql);
    const types = reader.columnTypes().map((type) => type.toString());
    return {
      columns: reader.columnNames().map((name, i) => ({ name, type: trinoType(types[i] ?? "VARCHAR") })),
      rows: reader.getRows().map((row) => row.map((cell) => (cell === null ? null : String(cell)))),
    };
  }

  async #open(): Promise<DuckDBConnection> {
    // Loaded where a query comes: most sandboxes never see one.
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const instance = await DuckDBInstance.create(":memory:", {
      memory_limit: "512MB",
      threads: "1",
      autoinstall_known_extensions: "false",
      autoload_known_extensions: "false",
    });
    const connection = await instance.connect();
    const { database, table, partitions } = this.setup;
    const columns = Object.entries(COLUMNS).map(([name, type]) => `"${name}" ${type}`);
    const own = [partitions.account, partitions.region, partitions.day].map((name) => `"${name}" VARCHAR`);
    await connection.run(`CREATE SCHEMA "${database}"`);
    await connection.run(`CREATE TABLE "${database}"."${table}" (${[...columns, ...own].join(", ")})`);
    for (const macro of MACROS) await connection.run(`CREATE MACRO ${macro}`);
    return connection;
  }

  async #load(connection: DuckDBConnection, name: string, objects: readonly StoredObject[]): Promise<void> {
    if (this.#read.get(name) === objects.length) return;
    const { database, table, partitions } = this.setup;
    const [account = "", region = "", day = ""] = name.split("|");
    const target = `"${database}"."${table}"`;
    await connection.run(
      `DELETE FROM ${target} WHERE "${partitions.account}" = '${account}' AND "${partitions.region}" = '${region}' AND "${partitions.day}" = '${day}'`,
    );
    this.#folder ??= await mkdtemp(join(tmpdir(), "podlens-sandbox-athena-"));
    const file = join(this.#folder, "rows.ndjson");
    const lines = objects.flatMap((object) => rowsOf(object.body()).map((row) => `${JSON.stringify(row)}\n`));
    await writeFile(file, lines.join(""));
    if (lines.length > 0) {
      const columns = Object.entries(COLUMNS).map(([column, type]) => `"${column}": '${type}'`);
      await connection.run(
        `INSERT INTO ${target} SELECT *, '${account}', '${region}', '${day}' FROM read_json('${file}', format = 'newline_delimited', columns = {${columns.join(", ")}}, maximum_object_size = 67108864)`,
      );
    }
    this.#read.set(name, objects.length);
  }

  /** "account|region|day" → files, of the partitions that the literals of the query leave over. */
  #partitions(sql: string): ReadonlyMap<string, readonly StoredObject[]> {
    const literals = [...sql.matchAll(/'((?:[^']|'')*)'/g)].map((match) => match[1] ?? "");
    const accounts = new Set(literals.filter((one) => /^\d{12}$/.test(one)));
    const regions = new Set(literals.filter((one) => /^[a-z]{2}(-[a-z]+)+-\d$/.test(one)));
    const days = literals.filter((one) => /^\d{4}\/\d{2}\/\d{2}$/.test(one)).sort();
    const found = new Map<string, StoredObject[]>();
    const shape = /^(\d{12})\/CloudTrail\/([a-z0-9-]+)\/(\d{4}\/\d{2}\/\d{2})\//;
    const prefixes =
      accounts.size === 0
        ? [this.setup.root]
        : [...accounts].sort().map((account) => `${this.setup.root}${account}/CloudTrail/`);
    for (const prefix of prefixes) {
      for (const object of this.setup.bucket.objects(prefix, "")) {
        const [, account = "", region = "", day = ""] = shape.exec(object.key.slice(this.setup.root.length)) ?? [];
        if (
          account === "" ||
          (accounts.size > 0 && !accounts.has(account)) ||
          (regions.size > 0 && !regions.has(region))
        )
          continue;
        if (days.length > 0 && (day < (days[0] ?? "") || day > (days.at(-1) ?? ""))) continue;
        const name = `${account}|${region}|${day}`;
        const list = found.get(name);
        if (list === undefined) found.set(name, [object]);
        else list.push(object);
      }
    }
    return found;
  }
}

function trinoType(type: string): string {
  if (type === "BIGINT" || type === "INTEGER" || type === "BOOLEAN" || type === "DOUBLE") return type.toLowerCase();
  return type.startsWith("TIMESTAMP") ? "timestamp with time zone" : "varchar";
}
