/** The one way to write: transactions one after another on one connection. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { StoreError } from "./store-error";

export class WriteQueue {
  private tail: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(private readonly connection: DuckDBConnection) {}

  /** Runs the job in a transaction of its own, after those before it; committed (and synced to disk) when it resolves. */
  run<T>(job: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    if (this.closed) return Promise.reject(new StoreError("store/closed", "the store is closed"));
    const result = this.tail.then(() => this.transaction(job));
    this.tail = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  /** Lets what is queued finish and takes no more. */
  async close(): Promise<void> {
    this.closed = true;
    await this.tail;
  }

  private async transaction<T>(job: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    await this.connection.run("BEGIN");
    try {
      const value = await job(this.connection);
      await this.connection.run("COMMIT");
      return value;
    } catch (error) {
      await this.connection.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }
}
