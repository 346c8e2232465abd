/** Associations and clusters of every snapshot that is kept, read from their parts alone. */
import { inflateRawSync } from "node:zlib";
import type { DuckDBBlobValue, DuckDBConnection } from "@duckdb/node-api";
import {
  type AssociationChange,
  type AssociationHistory,
  type AssociationState,
  associationHistory,
  type EstateAt,
} from "@/lib/domain/activity/in-force";
import { clusterArn, partitionOfRegion } from "@/lib/domain/aws/arn";
import type { AssociationFacts, ClusterFacts } from "@/lib/domain/snapshot/facts";

const LARGE = 64 * 1024;

export interface EstateHistory {
  readonly associations: AssociationHistory;
  /** Issuer without scheme → cluster ARN, of every cluster that was ever scanned. */
  readonly clusterByIssuer: ReadonlyMap<string, string>;
}

/** Read again when a snapshot or a change came; kept only as long as memory is not wanted for something else. */
export function rememberedHistory(connection: DuckDBConnection): () => Promise<EstateHistory> {
  let known: { readonly of: string; readonly history: WeakRef<EstateHistory> } | null = null;
  return async () => {
    const reader = await connection.runAndReadAll(
      `SELECT (SELECT count(*) || ' ' || coalesce(max(id), '') FROM snapshot WHERE status IN ('complete', 'partial')),
         (SELECT count(*) FROM activity_change WHERE kind LIKE 'association-%')`,
    );
    const of = String(reader.getRows()[0]);
    const held = known?.of === of ? known.history.deref() : undefined;
    if (held !== undefined) return held;
    const history = await readEstateHistory(connection);
    known = { of, history: new WeakRef(history) };
    return history;
  };
}

/** Parts that two snapshots share are unpacked once. */
export async function readEstateHistory(connection: DuckDBConnection): Promise<EstateHistory> {
  const reader = await connection.runAndReadAll(
    `SELECT s.id, s.finished_at, p.part, lower(hex(p.hash)) FROM snapshot s JOIN snapshot_part p ON p.snapshot = s.id
     WHERE s.status IN ('complete', 'partial') AND (p.part LIKE 'associations|%' OR p.part LIKE 'clusters|%') ORDER BY s.id`,
  );
  const bodies = await readBodies(connection);
  const snapshots = new Map<string, { at: number; associations: AssociationState[] }>();
  const clusterByIssuer = new Map<string, string>();
  const read = new Map<string, readonly AssociationState[]>();
  for (const [id, finishedAt, part, hash] of reader.getRows() as string[][]) {
    const snapshot = snapshots.get(id!) ?? { at: Date.parse(finishedAt!), associations: [] };
    snapshots.set(id!, snapshot);
    const body = bodies.get(hash!);
    if (!body) continue;
    if (part!.startsWith("clusters|")) {
      for (const { arn, oidcIssuer } of JSON.parse(body) as ClusterFacts[])
        if (oidcIssuer) clusterByIssuer.set(oidcIssuer.replace(/^https:\/\//, ""), arn);
      continue;
    }
    let states = read.get(hash!);
    if (!states) {
      // Large parts are many: requests get their turn between two.
      if (body.length > LARGE) await new Promise((resolve) => setImmediate(resolve));
      states = (JSON.parse(body) as AssociationFacts[]).map(stateOf);
      read.set(hash!, states);
    }
    snapshot.associations.push(...states);
  }
  const estates: EstateAt[] = [...snapshots].map(([snapshotId, { at, associations }]) => ({
    snapshotId,
    at,
    associations,
  }));
  return { associations: associationHistory(estates, await readChanges(connection)), clusterByIssuer };
}

async function readBodies(connection: DuckDBConnection): Promise<Map<string, string>> {
  const reader = await connection.runAndReadAll(
    `SELECT lower(hex(b.hash)), b.body FROM blob b WHERE b.hash IN (
       SELECT hash FROM snapshot_part WHERE part LIKE 'associations|%' OR part LIKE 'clusters|%')`,
  );
  return new Map(
    reader
      .getRows()
      .map(([hash, body]) => [String(hash), inflateRawSync((body as DuckDBBlobValue).bytes).toString("utf8")] as const),
  );
}

async function readChanges(connection: DuckDBConnection): Promise<AssociationChange[]> {
  const reader = await connection.runAndReadAll(
    `SELECT epoch_ms(ts)::DOUBLE, kind, subject, account, region, cluster_name, namespace, service_account, role_arn, target_role
     FROM activity_change WHERE kind LIKE 'association-%' AND subject IS NOT NULL ORDER BY ts, event_id`,
  );
  return (reader.getRows() as (string | null)[][]).map(
    ([at, kind, subject, account, region, cluster, namespace, serviceAccount, roleArn, targetRoleArn]) => ({
      at: Number(at),
      kind: kind as AssociationChange["kind"],
      associationId: subject!,
      clusterArn: cluster && account && region ? clusterArn(partitionOfRegion(region), region, account, cluster) : null,
      namespace: namespace ?? null,
      serviceAccount: serviceAccount ?? null,
      roleArn: roleArn ?? null,
      targetRoleArn: targetRoleArn ?? null,
    }),
  );
}

const time = (text: string | null) => (text === null ? null : Date.parse(text));

function stateOf(facts: AssociationFacts): AssociationState {
  const { id, arn, clusterArn: cluster, namespace, serviceAccount, roleArn, targetRoleArn, disableSessionTags } = facts;
  return {
    id,
    arn,
    clusterArn: cluster,
    namespace,
    serviceAccount,
    roleArn,
    targetRoleArn,
    disableSessionTags,
    createdAt: time(facts.createdAt),
    modifiedAt: time(facts.modifiedAt),
  };
}
