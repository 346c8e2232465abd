import { DuckDBInstance } from "@duckdb/node-api";
import { expect, it } from "vitest";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import { earlierClusters } from "./cluster-history";
import { migrate } from "./migrations";

it("a DeleteCluster event after the last sighting tells of the end; one of another cluster, region or time does not", async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    await migrate(connection, new Date(0));
    const arn = (name: string) => `arn:aws-cn:eks:cn-north-1:111122223333:cluster/${name}`;
    for (const name of ["a", "b"])
      await connection.run("INSERT INTO cluster_sighting VALUES ($1, $2, 's1', '2026-09-01T00:00:00.000Z', 'scope')", [
        `oidc/${name}`,
        arn(name),
      ]);
    const deleted = (at: string, region: string, name: string) =>
      connection.run(
        "INSERT INTO activity_change (event_id, ts, account, region, kind, subject, cluster_name) VALUES (uuid(), $1::TIMESTAMP, '111122223333', $2, 'cluster-deleted', $3, $3)",
        [at, region, name],
      );
    await deleted("2026-09-02 10:00:00", "cn-north-1", "a");
    await deleted("2026-08-02 10:00:00", "cn-north-1", "b");
    await deleted("2026-09-02 10:00:00", "eu-west-1", "b");
    const found = await earlierClusters(connection, { startedAt: "2026-10-01T00:00:00.000Z" } as SnapshotMeta);
    expect(found.map(({ issuer, arn: at, deletedAt }) => [issuer, at, deletedAt])).toEqual([
      ["oidc/a", arn("a"), "2026-09-02T10:00:00.000Z"],
      ["oidc/b", arn("b"), null],
    ]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
});
