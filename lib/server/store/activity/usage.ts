/** Calls by day, workload, role, action and outcome: what pages ask for, built anew for each day that got events. */
import type { WriteQueue } from "../write-queue";

/** Days of one transaction: enough to be quick, few enough to be small. */
const DAYS = 8;

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
      await connection.run(`DELETE FROM activity_usage WHERE day IN (${list})`);
      await connection.run(`INSERT INTO activity_usage
        SELECT e.day, e.account, e.region, s.mechanism, s.workload, s.role_arn, s.confidence, e.api, e.err,
          sum(e.n)::INTEGER, min(e.first_ts), max(e.last_ts)
        FROM (SELECT ts::DATE AS day, account, region, session, api, err, count(*) AS n, min(ts) AS first_ts, max(ts) AS last_ts
          FROM activity_event WHERE ts >= DATE '${first}' AND ts < DATE '${last}' + INTERVAL 1 DAY AND ts::DATE IN (${list})
          GROUP BY ALL) e
        JOIN activity_session s ON s.id = e.session WHERE s.role_arn IS NOT NULL GROUP BY ALL`);
      await connection.run(`DELETE FROM activity_dirty WHERE day IN (${list})`);
      return days.length;
    });
    if (left === 0) return;
  }
}
