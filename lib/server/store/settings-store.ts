/** Small values that outlive a run. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Clock, SettingsStore } from "@/lib/server/usecases/ports";
import type { WriteQueue } from "./write-queue";

export class DuckDbSettingsStore implements SettingsStore {
  constructor(
    private readonly queue: WriteQueue,
    private readonly reads: DuckDBConnection,
    private readonly clock: Clock,
  ) {}

  async get(key: string): Promise<unknown> {
    const reader = await this.reads.runAndReadAll("SELECT value FROM setting WHERE key = $1", [key]);
    const row = reader.getRows()[0];
    return row ? JSON.parse(String(row[0])) : null;
  }

  async set(key: string, value: unknown): Promise<void> {
    const text = JSON.stringify(value ?? null);
    await this.queue.run(async (connection) => {
      await connection.run("DELETE FROM setting WHERE key = $1", [key]);
      await connection.run("INSERT INTO setting VALUES ($1, $2, $3)", [key, text, this.clock.now().toISOString()]);
    });
  }

  async remove(key: string): Promise<void> {
    await this.queue.run((connection) => connection.run("DELETE FROM setting WHERE key = $1", [key]));
  }

  async list(prefix: string): Promise<{ key: string; value: unknown }[]> {
    const reader = await this.reads.runAndReadAll(
      "SELECT key, value FROM setting WHERE starts_with(key, $1) ORDER BY key",
      [prefix],
    );
    return reader.getRows().map(([key, value]) => ({ key: String(key), value: JSON.parse(String(value)) as unknown }));
  }
}
