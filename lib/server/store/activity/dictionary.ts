/** Numbers of what is stored once. Holds so many in memory; what it has let go it finds again in its table. */
import { type DuckDBConnection, LIST, listValue, VARCHAR } from "@duckdb/node-api";

const HELD = 300_000;

export class Dictionary {
  private readonly ids = new Map<string, number>();

  private constructor(
    private readonly lookup: string,
    private next: number,
    /** Everything in the table is in memory: what is not there is new. */
    private complete: boolean,
  ) {}

  /** `lookup` selects (id, key) where the key is in the list $1; `all` the same of every key: a small table is read at once. */
  static async open(connection: DuckDBConnection, table: string, lookup: string, all?: string): Promise<Dictionary> {
    const reader = await connection.runAndReadAll(
      `SELECT coalesce(max(id), 0)::INTEGER, count(*)::INTEGER FROM ${table}`,
    );
    const last = Number(reader.value(0, 0));
    const whole = last === 0 || (all !== undefined && Number(reader.value(1, 0)) <= HELD / 2);
    const dictionary = new Dictionary(lookup, last + 1, whole);
    if (whole && last > 0 && all !== undefined)
      for (const [id, key] of (await connection.runAndReadAll(all)).getRows())
        dictionary.ids.set(String(key), Number(id));
    return dictionary;
  }

  /** A number for each key, in order; `create` is called for those that are new, with their number. */
  async resolve(
    connection: DuckDBConnection,
    keys: readonly string[],
    create: (index: number, id: number) => void,
  ): Promise<number[]> {
    if (!this.complete) await this.find(connection, keys);
    return keys.map((key, index) => {
      let id = this.ids.get(key);
      if (id === undefined) {
        id = this.next++;
        this.ids.set(key, id);
        create(index, id);
      }
      return id;
    });
  }

  /** Between commits: what was numbered is in its table then. */
  trim(): void {
    if (this.ids.size <= HELD) return;
    this.ids.clear();
    this.complete = false;
  }

  private async find(connection: DuckDBConnection, keys: readonly string[]): Promise<void> {
    const unknown = [...new Set(keys.filter((key) => !this.ids.has(key)))];
    if (unknown.length === 0) return;
    const reader = await connection.runAndReadAll(this.lookup, [listValue(unknown)], [LIST(VARCHAR)]);
    for (const [id, key] of reader.getRows()) this.ids.set(String(key), Number(id));
  }
}
