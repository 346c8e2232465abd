/** Rows of what events said, each event's once. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { appendRows, type Cell } from "./rows";

/**
 * `rows` makes them, each time that it is asked. `key`: where a row has its event's id and account. `between`: SQL of the
 * time that all of them are within.
 */
export async function appendUnknown(
  connection: DuckDBConnection,
  table: "activity_assumption" | "activity_change",
  rows: () => Iterable<readonly Cell[]>,
  key: { readonly id: number; readonly account: number },
  between: string,
): Promise<void> {
  const around = await connection.runAndReadAll(`SELECT 1 FROM ${table} WHERE ts ${between} LIMIT 1`);
  const known = around.currentRowCount === 0 ? null : await placesOfKnown(connection, table, rows(), key, between);
  await appendRows(connection, table, known === null || known.size === 0 ? rows() : without(rows(), known));
}

async function placesOfKnown(
  connection: DuckDBConnection,
  table: string,
  rows: Iterable<readonly Cell[]>,
  { id, account }: { readonly id: number; readonly account: number },
  between: string,
): Promise<ReadonlySet<number>> {
  await connection.run("CREATE OR REPLACE TEMP TABLE activity_said (event_id UUID, account VARCHAR, place INTEGER)");
  await appendRows(connection, "activity_said", asked(rows, id, account), true);
  const found = await connection.runAndReadAll(
    `SELECT s.place FROM activity_said s JOIN ${table} e
       ON e.event_id = s.event_id AND e.account = s.account AND e.ts ${between}`,
  );
  await connection.run("DROP TABLE activity_said");
  return new Set(found.getRows().map(([place]) => Number(place)));
}

function* asked(rows: Iterable<readonly Cell[]>, id: number, account: number): Generator<readonly Cell[]> {
  let place = 0;
  for (const row of rows) yield [row[id]!, row[account]!, { integer: place++ }];
}

function* without(rows: Iterable<readonly Cell[]>, places: ReadonlySet<number>): Generator<readonly Cell[]> {
  let place = 0;
  for (const row of rows) if (!places.has(place++)) yield row;
}
