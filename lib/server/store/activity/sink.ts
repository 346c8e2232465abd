/** The store's side of ingestion: what is known already, and runs that add to it. */
import { type DuckDBConnection, LIST, listValue, VARCHAR } from "@duckdb/node-api";
import type { Gap } from "@/lib/domain/snapshot/part";
import type { EventSink, LogObject, TrailFacts } from "@/lib/server/usecases/activity/ports";
import type { Clock } from "@/lib/server/usecases/ports";
import type { WriteQueue } from "../write-queue";
import { attribute } from "./attribute";
import { beginRun, type Versioned } from "./run";
import { rebuildUsage } from "./usage";

export class DuckDbEventSink implements EventSink {
  constructor(
    private readonly queue: WriteQueue,
    private readonly reads: DuckDBConnection,
    private readonly clock: Clock,
    private readonly seen: Versioned,
  ) {}

  begin() {
    return beginRun(this.queue, this.clock, this.seen);
  }

  async settle(): Promise<void> {
    await attribute(this.queue);
    await rebuildUsage(this.queue);
    this.seen.version++;
  }

  async fresh(objects: readonly LogObject[]): Promise<LogObject[]> {
    if (objects.length === 0) return [];
    const keys = objects.map(({ source, key, etag }) => JSON.stringify([source, key, etag]));
    const reader = await this.reads.runAndReadAll(
      `SELECT source, key, etag FROM activity_file WHERE key IN (SELECT unnest($1))`,
      [listValue(objects.map(({ key }) => key))],
      [LIST(VARCHAR)],
    );
    const known = new Set(reader.getRows().map(([source, key, etag]) => JSON.stringify([source, key, etag])));
    return objects.filter((_, index) => !known.has(keys[index]!));
  }

  async cursors(source: string): Promise<ReadonlyMap<string, string>> {
    const sql = "SELECT prefix, last_key FROM activity_cursor WHERE source = $1";
    const reader = await this.reads.runAndReadAll(sql, [source]);
    return new Map(reader.getRows().map(([prefix, key]) => [String(prefix), String(key)]));
  }

  async saveCursors(source: string, cursors: ReadonlyMap<string, string>): Promise<void> {
    if (cursors.size === 0) return;
    await this.queue.run(async (connection) => {
      const prefixes = [...cursors.keys()];
      await connection.run(
        "DELETE FROM activity_cursor WHERE source = $1 AND prefix IN (SELECT unnest($2))",
        [source, listValue(prefixes)],
        [VARCHAR, LIST(VARCHAR)],
      );
      await connection.run(
        "INSERT INTO activity_cursor SELECT $1, unnest($2), unnest($3)",
        [source, listValue(prefixes), listValue([...cursors.values()])],
        [VARCHAR, LIST(VARCHAR), LIST(VARCHAR)],
      );
    });
  }

  async windows(source: string): Promise<ReadonlyMap<string, "done" | { readonly nextToken: string }>> {
    const sql = "SELECT name, next_token FROM activity_window WHERE source = $1";
    const reader = await this.reads.runAndReadAll(sql, [source]);
    return new Map(
      reader
        .getRows()
        .map(([name, token]) => [String(name), token === null ? "done" : { nextToken: String(token) }] as const),
    );
  }

  async saveTrails(accountId: string, trails: readonly TrailFacts[], readAt: Date): Promise<void> {
    await this.queue.run(async (connection) => {
      await connection.run("DELETE FROM activity_trail WHERE account = $1", [accountId]);
      for (const trail of trails)
        await connection.run("INSERT INTO activity_trail VALUES ($1, $2, $3::TIMESTAMP)", [
          accountId,
          JSON.stringify(trail),
          readAt.toISOString().slice(0, -1),
        ]);
    });
  }

  async saveGaps(source: string, gaps: readonly Gap[]): Promise<void> {
    await this.queue.run(async (connection) => {
      await connection.run("DELETE FROM activity_gap WHERE source = $1", [source]);
      for (const gap of gaps)
        await connection.run("INSERT INTO activity_gap VALUES ($1, $2)", [source, JSON.stringify(gap)]);
    });
  }

  /** What somebody handed in by name stays. Aggregates and assumptions outlive their events: they are small, and "last used" needs them. */
  retain(firstDay: string): Promise<number> {
    return this.queue.run(async (connection) => {
      const removed = await connection.run(
        `DELETE FROM activity_event WHERE ts < $1::DATE
           AND file NOT IN (SELECT id FROM activity_file WHERE starts_with(source, 'named:'))`,
        [firstDay],
      );
      // A day without its events must not be aggregated anew.
      await connection.run("DELETE FROM activity_dirty WHERE day < $1::DATE", [firstDay]);
      if (removed.rowsChanged > 0) this.seen.version++;
      return removed.rowsChanged;
    });
  }
}
