/** What was accepted in the product; a row is never deleted, revoking is part of the record. */
import type { DuckDBConnection, DuckDBValue } from "@duckdb/node-api";
import type { Acceptance } from "@/lib/domain/findings/triage";
import type { AcceptanceStore } from "@/lib/server/usecases/findings/ports";
import type { WriteQueue } from "../write-queue";

const COLUMNS = [
  "id",
  "finding",
  "rule",
  "subject",
  "account",
  "cluster",
  "reason",
  "owner",
  "expires",
  "accepted_at",
  "accepted_by",
  "revoked_at",
  "revoked_by",
].join(", ");

export class DuckDbAcceptanceStore implements AcceptanceStore {
  constructor(
    private readonly queue: WriteQueue,
    private readonly reads: DuckDBConnection,
  ) {}

  async list(): Promise<Acceptance[]> {
    const reader = await this.reads.runAndReadAll(`SELECT ${COLUMNS} FROM finding_acceptance ORDER BY accepted_at, id`);
    return reader.getRows().map(toAcceptance);
  }

  async add(each: Acceptance): Promise<void> {
    await this.queue.run((connection) =>
      connection.run(
        `INSERT INTO finding_acceptance (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          each.id,
          each.finding,
          each.rule,
          each.subject,
          each.account,
          each.cluster,
          each.reason,
          each.owner,
          each.expires,
          each.acceptedAt ?? "",
          each.acceptedBy ?? "",
          each.revokedAt,
          each.revokedBy,
        ],
      ),
    );
  }

  async revoke(id: string, at: string, by: string): Promise<boolean> {
    const result = await this.queue.run((connection) =>
      connection.run(
        "UPDATE finding_acceptance SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL",
        [id, at, by],
      ),
    );
    return result.rowsChanged > 0;
  }
}

function toAcceptance(row: readonly DuckDBValue[]): Acceptance {
  const text = (at: number): string | null => (row[at] === null || row[at] === undefined ? null : String(row[at]));
  return {
    id: text(0) ?? "",
    finding: text(1),
    rule: text(2),
    subject: text(3),
    account: text(4),
    cluster: text(5),
    reason: text(6) ?? "",
    owner: text(7) ?? "",
    expires: text(8),
    acceptedAt: text(9),
    acceptedBy: text(10),
    revokedAt: text(11),
    revokedBy: text(12),
    source: "store",
    place: null,
  };
}
