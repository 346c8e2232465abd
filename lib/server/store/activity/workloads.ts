/** Workloads that records name, each once. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { appendRows, type Cell } from "./rows";

export interface WorkloadName {
  readonly clusterArn: string | null;
  /** OIDC issuer without scheme. */
  readonly issuer: string | null;
  readonly namespace: string | null;
  readonly serviceAccount: string | null;
}

/** `clusterArn|namespace|serviceAccount`; null where one of them is not known. */
export function workloadKey({ clusterArn, issuer, namespace, serviceAccount }: WorkloadName): string | null {
  const place = clusterArn ?? issuer;
  return place === null || namespace === null || serviceAccount === null
    ? null
    : `${place}|${namespace}|${serviceAccount}`;
}

export class Workloads {
  private readonly ids = new Map<string, number>();
  private fresh: Cell[][] = [];

  private constructor(private next: number) {}

  static async open(connection: DuckDBConnection): Promise<Workloads> {
    const reader = await connection.runAndReadAll(
      "SELECT id, cluster_arn, issuer, namespace, service_account FROM activity_workload",
    );
    const table = new Workloads(1);
    for (const [id, clusterArn, issuer, namespace, serviceAccount] of reader.getRows() as (string | null)[][]) {
      const number = Number(id);
      table.ids.set(JSON.stringify([clusterArn, issuer, namespace, serviceAccount]), number);
      // Records of its tokens go on to name the issuer alone when its cluster is known.
      const byIssuer = JSON.stringify([null, issuer, namespace, serviceAccount]);
      if (issuer !== null && !table.ids.has(byIssuer)) table.ids.set(byIssuer, number);
      table.next = Math.max(table.next, number + 1);
    }
    return table;
  }

  /** null where nothing at all is known. */
  id(name: WorkloadName): number | null {
    const { clusterArn, issuer, namespace, serviceAccount } = name;
    if (clusterArn === null && issuer === null && namespace === null) return null;
    const key = JSON.stringify([clusterArn, issuer, namespace, serviceAccount]);
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.next++;
      this.ids.set(key, id);
      this.fresh.push([{ integer: id }, clusterArn, issuer, namespace, serviceAccount, workloadKey(name)]);
    }
    return id;
  }

  async write(connection: DuckDBConnection): Promise<void> {
    const { fresh } = this;
    this.fresh = [];
    if (fresh.length > 0) await appendRows(connection, "activity_workload", fresh);
  }
}
