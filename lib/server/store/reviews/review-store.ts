/** Access reviews in the store. */
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { EarlierDecision } from "@/lib/domain/review/carry-over";
import type { DecisionRecord, Review, ReviewDecision, ReviewItem } from "@/lib/domain/review/review";
import type { ReviewIndexRow, ReviewStore } from "@/lib/server/usecases/reviews/ports";
import type { WriteQueue } from "../write-queue";
import { decisionOf, itemOf, reviewOf, textOf } from "./rows";

const REVIEW =
  "id, name, reviewers, scope, snapshot, snapshot_at, created_at, created_by, closed_at, closed_by, previous, previous_name, engine_version";
const DECISION =
  "d.item, d.seq, d.act, d.rationale, d.decided_by, d.decided_at, d.certain, d.carried_review, d.carried_name, d.carried_by, d.carried_at";
/** The last decision of each row of one review ($1). */
const LAST =
  "SELECT * FROM review_decision WHERE review = $1 QUALIFY row_number() OVER (PARTITION BY item ORDER BY seq DESC) = 1";

export class DuckDbReviewStore implements ReviewStore {
  constructor(
    private readonly queue: WriteQueue,
    private readonly reads: DuckDBConnection,
  ) {}

  async list(): Promise<Review[]> {
    return (await this.#read(`SELECT ${REVIEW} FROM review ORDER BY created_at DESC, id DESC`)).map(reviewOf);
  }

  async get(id: string): Promise<Review | null> {
    const [row] = await this.#read(`SELECT ${REVIEW} FROM review WHERE id = $1`, [id]);
    return row ? reviewOf(row) : null;
  }

  async create(review: Review, items: readonly ReviewItem[], decisions: readonly DecisionRecord[]): Promise<void> {
    await this.queue.run(async (connection) => {
      await connection.run(`INSERT INTO review (${REVIEW}) VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)`, [
        review.id,
        review.name,
        review.reviewers,
        JSON.stringify(review.scope),
        review.snapshotId,
        review.snapshotAt,
        review.createdAt,
        review.createdBy,
        review.closedAt,
        review.closedBy,
        review.previous?.id ?? null,
        review.previous?.name ?? null,
        review.engineVersion,
      ]);
      await append(connection, "review_item", items, (item) => itemCells(review.id, item));
      await append(connection, "review_decision", decisions, (each) => decisionCells(review.id, each));
    });
  }

  async index(id: string): Promise<ReviewIndexRow[]> {
    const rows = await this.#read(
      `WITH d AS (${LAST}) SELECT i.item, i.owner, i.account, i.account_name, i.cluster, i.namespace, i.environment, i.haystack,
         i.certain, ${DECISION} FROM review_item i LEFT JOIN d ON d.item = i.item WHERE i.review = $1 ORDER BY i.item`,
      [id],
    );
    return rows.map(([row, owner, account, name, cluster, namespace, environment, haystack, certain, ...decision]) => ({
      row: Number(row),
      owner: textOf(owner),
      accountId: String(account),
      accountName: textOf(name),
      cluster: String(cluster),
      namespace: textOf(namespace),
      environment: textOf(environment),
      haystack: String(haystack),
      notCertain: certain !== true,
      decision: decision[0] === null ? null : decisionOf(decision),
    }));
  }

  async items(id: string, rows: readonly number[] | null): Promise<ReviewItem[]> {
    if (rows?.length === 0) return [];
    const only = rows === null ? "" : ` AND item IN (${rows.map((row) => Math.trunc(row)).join(",")})`;
    const found = await this.#read(`SELECT body FROM review_item WHERE review = $1${only} ORDER BY item`, [id]);
    return found.map(([body]) => itemOf(String(body)));
  }

  async history(id: string, row: number | null): Promise<DecisionRecord[]> {
    const only = row === null ? "" : ` AND d.item = ${Math.trunc(row)}`;
    const found = await this.#read(
      `SELECT ${DECISION} FROM review_decision d WHERE d.review = $1${only} ORDER BY d.seq`,
      [id],
    );
    return found.map(decisionOf);
  }

  decide(id: string, decisions: Parameters<ReviewStore["decide"]>[1]): ReturnType<ReviewStore["decide"]> {
    return this.queue.run(async (connection) => {
      // Within the transaction: a review that is being closed takes no decision behind its end.
      const [review] = await read(connection, "SELECT closed_at FROM review WHERE id = $1", [id]);
      if (review?.[0] !== null) return "closed";
      const rows = await read(connection, "SELECT item, certain FROM review_item WHERE review = $1", [id]);
      const certain = new Map(rows.map(([row, sure]) => [Number(row), sure === true]));
      if (decisions.some(({ row }) => !certain.has(row))) return "unknown-row";
      const [last] = await read(connection, "SELECT coalesce(max(seq), 0) FROM review_decision WHERE review = $1", [
        id,
      ]);
      let seq = Number(last?.[0] ?? 0);
      await append(connection, "review_decision", decisions, (each) =>
        decisionCells(id, { ...each, seq: ++seq, certain: certain.get(each.row) === true }),
      );
      return "done";
    });
  }

  async close(id: string, at: string, by: string): Promise<boolean> {
    const result = await this.queue.run((connection) =>
      connection.run("UPDATE review SET closed_at = $2, closed_by = $3 WHERE id = $1 AND closed_at IS NULL", [
        id,
        at,
        by,
      ]),
    );
    return result.rowsChanged > 0;
  }

  async earlier(): Promise<EarlierDecision[]> {
    const rows = await this.#read(
      `WITH last AS (SELECT d.* FROM review_decision d JOIN review r ON r.id = d.review WHERE r.closed_at IS NOT NULL
           QUALIFY row_number() OVER (PARTITION BY d.review, d.item ORDER BY d.seq DESC) = 1)
       SELECT i.workload, i.fingerprint, d.act, d.rationale, coalesce(d.carried_review, r.id), coalesce(d.carried_name, r.name),
         coalesce(d.carried_by, d.decided_by), coalesce(d.carried_at, d.decided_at)
       FROM last d JOIN review r ON r.id = d.review JOIN review_item i ON i.review = d.review AND i.item = d.item
       WHERE d.act <> 'undecided' AND i.fingerprint IS NOT NULL
       QUALIFY row_number() OVER (PARTITION BY i.workload ORDER BY r.closed_at DESC, r.id DESC) = 1`,
    );
    return rows.map(([workload, fingerprint, act, rationale, reviewId, reviewName, by, at]) => ({
      workloadId: String(workload),
      fingerprint: String(fingerprint),
      act: String(act) as ReviewDecision,
      rationale: String(rationale),
      from: { reviewId: String(reviewId), reviewName: String(reviewName), by: String(by), at: String(at) },
    }));
  }

  async lastAssumed(since: string): Promise<Record<string, string>> {
    const rows = await this.#read(
      `SELECT w.key, strftime(max(a.ts), '%Y-%m-%dT%H:%M:%S.%gZ') FROM activity_assumption a
         JOIN activity_workload w ON w.id = a.workload WHERE a.outcome = 'success' AND a.ts >= CAST($1 AS TIMESTAMP) AND w.key IS NOT NULL GROUP BY 1`,
      [since.replace(/Z$/, "")],
    );
    return Object.fromEntries(rows.map(([workload, last]) => [String(workload), String(last)]));
  }

  #read(sql: string, values: DuckDBValue[] = []): Promise<DuckDBValue[][]> {
    return read(this.reads, sql, values);
  }
}

async function read(connection: DuckDBConnection, sql: string, values: DuckDBValue[]): Promise<DuckDBValue[][]> {
  return (await connection.runAndReadAll(sql, values)).getRows();
}

type Cell = string | number | boolean | null;

/** Many rows at once: single inserts of ten thousand would take a minute. */
async function append<T>(
  connection: DuckDBConnection,
  table: string,
  rows: readonly T[],
  cells: (row: T) => readonly Cell[],
): Promise<void> {
  if (rows.length === 0) return;
  const appender = await connection.createAppender(table);
  try {
    for (const row of rows) {
      for (const cell of cells(row)) {
        if (cell === null) appender.appendNull();
        else if (typeof cell === "number") appender.appendInteger(cell);
        else if (typeof cell === "boolean") appender.appendBoolean(cell);
        else appender.appendVarchar(cell);
      }
      appender.endRow();
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

function itemCells(review: string, item: ReviewItem): Cell[] {
  const { row, workloadId, owner, accountId, accountName, cluster, namespace, environment, fingerprint } = item;
  const words = [
    workloadId,
    owner,
    accountId,
    accountName,
    cluster,
    environment,
    ...item.bindings.map(({ roleArn }) => roleArn),
  ];
  const haystack =
    `${namespace ?? ""}/${item.serviceAccount ?? ""} ${words.filter((word) => word !== null).join(" ")}`.toLowerCase();
  const certain = item.notRead.length === 0;
  const place = [owner, accountId, accountName, cluster, namespace, environment];
  return [review, row, workloadId, ...place, haystack, certain, fingerprint, JSON.stringify(item)];
}

function decisionCells(review: string, { row, seq, act, rationale, by, at, certain, carried }: DecisionRecord): Cell[] {
  const from = carried ? [carried.reviewId, carried.reviewName, carried.by, carried.at] : [null, null, null, null];
  return [review, seq, row, act, rationale, by, at, certain, ...from];
}
