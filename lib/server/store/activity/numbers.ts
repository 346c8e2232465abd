/** From a thread's own numbers to the store's: its dictionaries are followed entry by entry. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { instanceOf } from "@/lib/domain/activity/caller";
import { iamAction, servicePrefix } from "@/lib/domain/activity/event-action";
import type { ApiEntry, ParsedPiece, SessionEntry } from "@/lib/server/usecases/activity/ports";
import { Dictionary } from "./dictionary";
import { appendRows, type Cell, milliseconds, uuidText } from "./rows";

interface ThreadNumbers {
  texts: number[];
  sessions: number[];
  apis: number[];
}

/** New rows of the small tables, to be written with the events that need them. */
interface Fresh {
  texts: Cell[][];
  sessions: Cell[][];
  apis: Cell[][];
}

export class Numbers {
  private readonly threads = new Map<number, ThreadNumbers>();
  private fresh: Fresh = { texts: [], sessions: [], apis: [] };

  private constructor(
    private readonly texts: Dictionary,
    private readonly sessions: Dictionary,
    private readonly apis: Dictionary,
  ) {}

  static async open(connection: DuckDBConnection): Promise<Numbers> {
    return new Numbers(
      await Dictionary.open(
        connection,
        "activity_text",
        "SELECT id, v FROM activity_text WHERE v IN (SELECT unnest($1))",
        "SELECT id, v FROM activity_text",
      ),
      await Dictionary.open(
        connection,
        "activity_session",
        "SELECT id, key::VARCHAR FROM activity_session WHERE key IN (SELECT unnest($1)::UUID)",
        "SELECT id, key::VARCHAR FROM activity_session",
      ),
      await Dictionary.open(
        connection,
        "activity_api",
        `SELECT id, k FROM (SELECT id, ${API_KEY} AS k FROM activity_api) WHERE k IN (SELECT unnest($1))`,
        `SELECT id, ${API_KEY} AS k FROM activity_api`,
      ),
    );
  }

  /** The batch's columns in the store's numbers, changed in place. -1 stays none. */
  async columns(connection: DuckDBConnection, { thread, batch }: ParsedPiece): Promise<readonly Int32Array[]> {
    let known = this.threads.get(thread);
    if (!known && !batch.reset)
      throw new Error("a reading thread goes on from dictionaries that this run does not know");
    if (!known || batch.reset) {
      known = { texts: [], sessions: [], apis: [] };
      this.threads.set(thread, known);
    }
    const { texts, sessions, apis } = this.fresh;
    const newTexts = await this.texts.resolve(connection, batch.texts, (index, id) =>
      texts.push([{ integer: id }, batch.texts[index]!]),
    );
    const keys = batch.sessions.map(({ key }) => uuidText(key));
    const newSessions = await this.sessions.resolve(connection, keys, (index, id) =>
      sessions.push(sessionRow(id, batch.sessions[index]!)),
    );
    const newApis = await this.apis.resolve(connection, batch.apis.map(apiKey), (index, id) =>
      apis.push(apiRow(id, batch.apis[index]!)),
    );
    for (const id of newTexts) known.texts.push(id);
    for (const id of newSessions) known.sessions.push(id);
    for (const id of newApis) known.apis.push(id);
    const tables = [known.texts, known.sessions, known.apis, ...Array.from({ length: 5 }, () => known.texts)];
    for (const [index, column] of batch.columns.entries()) {
      const table = tables[index]!;
      for (let i = 0; i < column.length; i++) column[i] = column[i]! < 0 ? -1 : table[column[i]!]!;
    }
    return batch.columns;
  }

  /** Writes what `columns` numbered since the last time. */
  async write(connection: DuckDBConnection): Promise<void> {
    const { texts, sessions, apis } = this.fresh;
    this.fresh = { texts: [], sessions: [], apis: [] };
    if (texts.length > 0) await appendRows(connection, "activity_text", texts);
    if (sessions.length > 0) await appendRows(connection, "activity_session", sessions);
    if (apis.length > 0) await appendRows(connection, "activity_api", apis);
  }

  trim(): void {
    this.texts.trim();
    this.sessions.trim();
  }
}

/** What an entry of activity_api is known by, in SQL. */
export const API_KEY =
  "source || ' ' || name || ' ' || coalesce(read_only::VARCHAR, 'null') || ' ' || coalesce(category, 'null')";

export function apiKey([source, name, readOnly, category]: ApiEntry): string {
  return `${source} ${name} ${readOnly} ${category}`;
}

export function apiRow(id: number, [source, name, readOnly, category]: ApiEntry): Cell[] {
  return [{ integer: id }, source, name, readOnly, category, servicePrefix(source), iamAction(source, name)];
}

export function sessionRow(id: number, { key, caller }: SessionEntry): Cell[] {
  const node = instanceOf(caller.sessionName);
  return [
    { integer: id },
    { uuid: key },
    caller.accessKeyId,
    caller.type,
    caller.accountId,
    caller.roleArn,
    caller.roleId,
    caller.sessionName,
    caller.arn,
    caller.provider,
    milliseconds(caller.createdAt),
    caller.invokedBy,
    null,
    node === null ? null : "node-role",
    null,
    null,
    node,
    "none",
  ];
}
