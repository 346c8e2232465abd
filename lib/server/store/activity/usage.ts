/** Calls by day, workload, role, action and outcome: what pages ask for, built anew for each day that got events. */
import type { WriteQueue } from "../write-queue";

/** Days of one transaction: enough to be quick, few enough to be small. */
const DAYS = 8;

/**
 * What an engine counted takes the place of the same calls counted here, which are a part of them: assume events, and
 * what other sources brought. Its session tells whose calls they were; of what was loaded without it, the session or the
 * assumption that the key comes from. Where several engines counted one call, the one that saw most does.
 */
function delegatedUsage(days: string): string {
  return `INSERT INTO activity_usage
    WITH d AS (SELECT day, account, region, access_key, role_arn, api, err, max(n) AS n, min(first_ts) AS first_ts,
        max(last_ts) AS last_ts, session FROM activity_delegated WHERE day IN (${days}) AND role_arn IS NOT NULL GROUP BY ALL),
      own AS (SELECT id, mechanism, workload, confidence FROM activity_session WHERE id IN (SELECT session FROM d)),
      s AS (SELECT access_key, role_arn, mechanism, workload, confidence FROM activity_session
        WHERE access_key IN (SELECT access_key FROM d)
        QUALIFY row_number() OVER (PARTITION BY access_key, role_arn ORDER BY confidence = 'none', id) = 1),
      a AS (SELECT issued_key, role_arn, mechanism, workload, confidence FROM activity_assumption
        WHERE issued_key IN (SELECT access_key FROM d) AND twin_of IS NULL
        QUALIFY row_number() OVER (PARTITION BY issued_key, role_arn ORDER BY confidence = 'none', ts DESC, id) = 1)
    SELECT d.day, d.account, d.region, coalesce(own.mechanism, s.mechanism, a.mechanism),
      coalesce(own.workload, s.workload, a.workload), d.role_arn,
      coalesce(own.confidence, nullif(s.confidence, 'none'), a.confidence, 'none'), d.api, d.err, sum(d.n)::INTEGER, min(d.first_ts), max(d.last_ts)
    FROM d LEFT JOIN own ON own.id = d.session
      LEFT JOIN s ON d.session IS NULL AND s.access_key = d.access_key AND s.role_arn = d.role_arn
      LEFT JOIN a ON d.session IS NULL AND a.issued_key = d.access_key AND a.role_arn = d.role_arn
    GROUP BY ALL`;
}

const NOT_DELEGATED = `AND NOT EXISTS (SELECT 1 FROM activity_delegated d WHERE d.day = e.day AND d.account = e.account
  AND d.region = e.region AND d.access_key IS NOT DISTINCT FROM s.access_key AND d.role_arn = s.role_arn
  AND d.api = e.api AND d.err = e.err)`;

/** Days older than the oldest event are kept as they are: their events have gone, their aggregate has not. */
export async function rebuildUsage(queue: WriteQueue): Promise<void> {
  for (;;) {
    const left = await queue.run(async (connection) => {
      const reader = await connection.runAndReadAll(
        `SELECT day::VARCHAR FROM activity_dirty ORDER BY day LIMIT ${DAYS}`,
      );
      const days = reader.getRows().map(([day]) => String(day));
      const [first] = days;
      const last = days.at(-1);
      if (first === undefined || last === undefined) return 0;
      const list = days.map((day) => `DATE '${day}'`).join(",");
      const counted = await connection.runAndReadAll(`SELECT 1 FROM activity_delegated WHERE day IN (${list}) LIMIT 1`);
      const isDelegated = counted.currentRowCount > 0;
      await connection.run(`DELETE FROM activity_usage WHERE day IN (${list})`);
      await connection.run(`INSERT INTO activity_usage
        SELECT e.day, e.account, e.region, s.mechanism, s.workload, s.role_arn, s.confidence, e.api, e.err,
          sum(e.n)::INTEGER, min(e.first_ts), max(e.last_ts)
        FROM (SELECT ts::DATE AS day, account, region, session, api, err, count(*) AS n, min(ts) AS first_ts, max(ts) AS last_ts
          FROM activity_event WHERE ts >= DATE '${first}' AND ts < DATE '${last}' + INTERVAL 1 DAY AND ts::DATE IN (${list})
          GROUP BY ALL) e
        JOIN activity_session s ON s.id = e.session WHERE s.role_arn IS NOT NULL ${isDelegated ? NOT_DELEGATED : ""}
        GROUP BY ALL`);
      if (isDelegated) await connection.run(delegatedUsage(list));
      await connection.run(`DELETE FROM activity_dirty WHERE day IN (${list})`);
      return days.length;
    });
    if (left === 0) return;
  }
}
