/** Which file brought an event. */
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { RecordEvent, RecordOrigin } from "@/lib/domain/activity/record-place";
import { Conditions, iso, text } from "./sql";

export function originOf(source: DuckDBValue | undefined, key: DuckDBValue | undefined): RecordOrigin | null {
  const id = text(source);
  return id === null ? null : { source: id, key: text(key) ?? "" };
}

/** Of events first, then of what outlives them: assumptions with their file, changes without. */
export async function recordOf(
  connection: DuckDBConnection,
  eventId: string,
): Promise<(RecordEvent & { readonly origin: RecordOrigin | null }) | null> {
  const from = async (sql: string) => {
    const conditions = new Conditions().add("x.event_id = try_cast(? AS UUID)", eventId);
    const [row] = await conditions.rows(connection, `${sql} WHERE ${conditions.where} LIMIT 1`);
    if (row === undefined) return null;
    const [id, time, region, source, key] = row;
    return { eventId: String(id), time: String(time), region: text(region), origin: originOf(source, key) };
  };
  const columns = `x.event_id::VARCHAR, ${iso("x.ts")}`;
  const file = "LEFT JOIN activity_file f ON f.id = x.file";
  return (
    (await from(
      `SELECT ${columns}, r.v, f.source, f.key FROM activity_event x LEFT JOIN activity_text r ON r.id = x.region ${file}`,
    )) ??
    (await from(`SELECT ${columns}, x.region, f.source, f.key FROM activity_assumption x ${file}`)) ??
    (await from(`SELECT ${columns}, x.region, NULL, NULL FROM activity_change x`))
  );
}
