/**
 * Which clusters sealed snapshots held: what lets a later one say that an issuer's cluster is gone, and not a stranger's.
 * One row for a cluster and snapshot; when a snapshot is removed, the newest row of each issuer stays.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import { LIST, listValue, VARCHAR } from "@duckdb/node-api";
import { issuerKey } from "@/lib/domain/snapshot/estate";
import type { ClusterFacts } from "@/lib/domain/snapshot/facts";
import type { EarlierCluster, SnapshotMeta } from "@/lib/domain/snapshot/snapshot";

export const clusterHistoryStatements: readonly string[] = [
  "CREATE TABLE cluster_sighting (issuer VARCHAR NOT NULL, arn VARCHAR NOT NULL, snapshot VARCHAR NOT NULL, seen_at VARCHAR NOT NULL, scope VARCHAR NOT NULL)",
];

/** Notes what a snapshot held, when it is sealed. */
export async function noteClusters(
  connection: DuckDBConnection,
  meta: SnapshotMeta,
  clusters: readonly ClusterFacts[],
): Promise<void> {
  const appender = await connection.createAppender("cluster_sighting");
  try {
    for (const { arn, oidcIssuer } of clusters) {
      if (oidcIssuer === null) continue;
      appender.appendVarchar(issuerKey(oidcIssuer));
      appender.appendVarchar(arn);
      appender.appendVarchar(meta.id);
      appender.appendVarchar(meta.startedAt);
      appender.appendVarchar(meta.scope);
      appender.endRow();
    }
  } finally {
    appender.closeSync();
  }
}

/**
 * Clusters that snapshots before this one held, each as it was last seen. A deletion counts from its last sighting on;
 * recorded activity tells of deletions, too.
 */
export async function earlierClusters(connection: DuckDBConnection, meta: SnapshotMeta): Promise<EarlierCluster[]> {
  const reader = await connection.runAndReadAll(
    `SELECT s.issuer, s.arn, s.seen_at, s.scope, min(d.deleted_at)
     FROM (SELECT issuer, arg_max(arn, seen_at) AS arn, max(seen_at) AS seen_at, arg_max(scope, seen_at) AS scope
           FROM cluster_sighting WHERE seen_at < $1 GROUP BY issuer) s
     LEFT JOIN (
                SELECT c.arn, strftime(e.ts, '%Y-%m-%dT%H:%M:%S.000Z') AS deleted_at
                FROM activity_change e JOIN (SELECT DISTINCT arn FROM cluster_sighting) c
                  ON split_part(c.arn, ':', 4) = e.region AND split_part(c.arn, ':', 5) = e.account
                    AND split_part(c.arn, ':', 6) = 'cluster/' || e.cluster_name
                WHERE e.kind = 'cluster-deleted') d
       ON d.arn = s.arn AND d.deleted_at >= s.seen_at AND d.deleted_at < $1
     GROUP BY ALL ORDER BY s.issuer`,
    [meta.startedAt],
  );
  return reader.getRows().map(([issuer, arn, seenAt, scope, deletedAt]) => ({
    issuer: String(issuer),
    arn: String(arn),
    lastSeenAt: String(seenAt),
    scope: String(scope),
    deletedAt: deletedAt === null || deletedAt === undefined ? null : String(deletedAt),
  }));
}

/** Before snapshots are removed: of each issuer the newest row stays, whatever snapshot it is of. */
export async function pruneSightings(connection: DuckDBConnection, removed: readonly string[]): Promise<void> {
  await connection.run(
    `DELETE FROM cluster_sighting WHERE snapshot IN (SELECT unnest($1)) AND (issuer, snapshot) NOT IN
       (SELECT issuer, arg_max(snapshot, seen_at) FROM cluster_sighting GROUP BY issuer)`,
    [listValue([...removed])],
    [LIST(VARCHAR)],
  );
}
