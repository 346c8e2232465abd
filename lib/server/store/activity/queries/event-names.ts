/** Ids that are no UUIDs, as they were written; in nearly all stores there are none. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { EVENT_NAME, storedEventId, withEventNames } from "@/lib/domain/activity/event-name";

/** More of them are told by their hashes. */
const MOST = 100_000;

export class EventNames {
  private read: { readonly version: number; readonly names: Promise<ReadonlyMap<string, string>> } | null = null;

  constructor(
    private readonly reads: DuckDBConnection,
    private readonly seen: { readonly version: number },
  ) {}

  async in<T>(answer: Promise<T>): Promise<T> {
    const found = await answer;
    return withEventNames(found, await this.names());
  }

  async *inEach<T>(answers: AsyncIterable<T>): AsyncGenerator<T> {
    const names = await this.names();
    for await (const each of answers) yield withEventNames(each, names);
  }

  private names(): Promise<ReadonlyMap<string, string>> {
    const { version } = this.seen;
    if (this.read?.version !== version) this.read = { version, names: readNames(this.reads) };
    return this.read.names;
  }
}

async function readNames(connection: DuckDBConnection): Promise<ReadonlyMap<string, string>> {
  const reader = await connection.runAndReadAll(
    `SELECT v FROM activity_text WHERE starts_with(v, '${EVENT_NAME}') LIMIT ${MOST}`,
  );
  const names = reader.getRows().map(([text]) => String(text).slice(EVENT_NAME.length));
  return new Map(names.map((name) => [storedEventId(name), name]));
}
