/** Whose pods were on a node: as the snapshots about that time saw the cluster, and as assumptions from it tell. */
import { inflateRawSync } from "node:zlib";
import { type DuckDBBlobValue, type DuckDBConnection, VARCHAR } from "@duckdb/node-api";
import type { NodeOccupant, NodeOccupants } from "@/lib/domain/activity/denial-candidates";
import { parseArn } from "@/lib/domain/aws/arn";
import type { NodeFacts, PodFacts } from "@/lib/domain/snapshot/kubernetes-facts";
import { partKey } from "@/lib/domain/snapshot/part";
import { Conditions, iso, text, timestamp } from "./sql";

/** `node`: an instance id. `time`: ISO 8601 UTC. */
export async function nodeOccupants(
  connection: DuckDBConnection,
  clusterArn: string,
  node: string,
  time: string,
): Promise<NodeOccupants> {
  const cluster = parseArn(clusterArn);
  if (cluster === null) return { listed: false, occupants: [] };
  const scope = { accountId: cluster.accountId, region: cluster.region, clusterArn };
  const occupants: NodeOccupant[] = [];
  let listed = false;
  for (const snapshot of await aboutThen(connection, partKey({ kind: "pods", ...scope }), time)) {
    const nodes = (await partOf(connection, snapshot, partKey({ kind: "nodes", ...scope }))) as NodeFacts[] | null;
    const name = nodes?.find(({ instanceId }) => instanceId === node)?.name;
    // A node that this snapshot does not have says nothing of who was on it.
    if (name === undefined) continue;
    const pods = (await partOf(connection, snapshot, partKey({ kind: "pods", ...scope }))) as PodFacts[] | null;
    if (pods === null) continue;
    listed = true;
    for (const { namespace, serviceAccount, nodeName, name: pod } of pods)
      if (nodeName === name) occupants.push({ namespace, serviceAccount, from: "snapshot", at: snapshot.readAt, pod });
  }
  return { listed, occupants: [...occupants, ...(await fromRecords(connection, clusterArn, node, time))] };
}

interface Seen {
  readonly id: string;
  readonly readAt: string;
}

/** The last snapshot not after the time that has the part, and the first behind it. */
async function aboutThen(connection: DuckDBConnection, part: string, time: string): Promise<Seen[]> {
  const reader = await connection.runAndReadAll(
    `WITH p AS (SELECT s.id, p.read_at FROM snapshot s JOIN snapshot_part p ON p.snapshot = s.id
         WHERE s.status IN ('complete', 'partial') AND p.part = $1)
     (SELECT id, read_at FROM p WHERE read_at <= $2 ORDER BY read_at DESC LIMIT 1)
     UNION ALL (SELECT id, read_at FROM p WHERE read_at > $2 ORDER BY read_at LIMIT 1)`,
    [part, time],
    [VARCHAR, VARCHAR],
  );
  return reader.getRows().map(([id, readAt]) => ({ id: String(id), readAt: String(readAt) }));
}

async function partOf(connection: DuckDBConnection, { id }: Seen, part: string): Promise<unknown> {
  const reader = await connection.runAndReadAll(
    "SELECT b.body FROM snapshot_part p JOIN blob b ON b.hash = p.hash WHERE p.snapshot = $1 AND p.part = $2 LIMIT 1",
    [id, part],
    [VARCHAR, VARCHAR],
  );
  const body = reader.getRows()[0]?.[0];
  return body === undefined ? null : JSON.parse(inflateRawSync((body as DuckDBBlobValue).bytes).toString("utf8"));
}

/** Credentials are renewed within six hours: who was there then is known by an assumption this near. */
async function fromRecords(
  connection: DuckDBConnection,
  clusterArn: string,
  node: string,
  time: string,
): Promise<NodeOccupant[]> {
  const conditions = new Conditions()
    .add("a.node = ?", node)
    .add("w.cluster_arn = ?", clusterArn)
    .add(`a.ts BETWEEN ${timestamp("?")} - INTERVAL 6 HOUR AND ${timestamp("?")} + INTERVAL 6 HOUR`, time)
    .add("a.outcome = 'success' AND w.namespace IS NOT NULL AND w.service_account IS NOT NULL");
  const rows = await conditions.rows(
    connection,
    `SELECT w.namespace, w.service_account, ${iso("max(a.ts)")}, arg_max(a.pod, a.ts) FROM activity_assumption a
     JOIN activity_workload w ON w.id = a.workload WHERE ${conditions.where} GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 1000`,
  );
  return rows.map(([namespace, serviceAccount, at, pod]) => ({
    namespace: String(namespace),
    serviceAccount: String(serviceAccount),
    from: "record",
    at: String(at),
    pod: text(pod),
  }));
}
