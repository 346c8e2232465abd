/**
 * What is known of trust policies over time: from the role parts of every snapshot that is kept, and from recorded changes.
 * Parts are addressed by their content, so each is unpacked once, and of each only which document a role had.
 */
import { inflateRawSync } from "node:zlib";
import { type DuckDBBlobValue, type DuckDBConnection, LIST, listValue, VARCHAR } from "@duckdb/node-api";
import type { ChangeDetail } from "@/lib/domain/activity/record";
import { condensed, type TrustChange, type TrustMark, type TrustState } from "@/lib/domain/activity/trust-history";
import { parseRoleArn } from "@/lib/domain/aws/arn";
import type { RoleFacts } from "@/lib/domain/snapshot/facts";

/** Role ARN → hash of its trust policy; null = not read. */
type PartRoles = ReadonlyMap<string, string | null>;

/** Roles of unpacked parts that are kept between questions. */
const KEPT_ROLES = 200_000;

interface Sighting {
  readonly at: number;
  readonly snapshotId: string;
  /** undefined = the snapshot has no such role. */
  readonly hash: string | null | undefined;
}

export class TrustMarks {
  readonly #parts = new Map<string, PartRoles>();
  #kept = 0;

  /** Marks of those roles of which anything is known. */
  async of(
    connection: DuckDBConnection,
    roleArns: readonly string[],
  ): Promise<ReadonlyMap<string, readonly TrustMark[]>> {
    const byAccount = new Map<string, string[]>();
    for (const arn of new Set(roleArns)) {
      const account = parseRoleArn(arn)?.accountId;
      if (account === undefined) continue;
      const held = byAccount.get(account);
      if (held) held.push(arn);
      else byAccount.set(account, [arn]);
    }
    if (byAccount.size === 0) return new Map();
    const sightings = await this.#sightings(connection, byAccount);
    const changes = await changesOf(connection, byAccount);
    const documents = await documentsOf(connection, sightings);
    const found = new Map<string, readonly TrustMark[]>();
    for (const arn of [...byAccount.values()].flat()) {
      const seen = (sightings.get(arn) ?? []).map((each): TrustMark => {
        const { at, snapshotId, hash } = each;
        return { at, snapshotId, change: null, state: stateOf(hash, documents) };
      });
      const marks = condensed([...seen, ...(changes.get(arn) ?? [])]);
      if (marks.length > 0) found.set(arn, marks);
    }
    return found;
  }

  async #sightings(
    connection: DuckDBConnection,
    byAccount: ReadonlyMap<string, readonly string[]>,
  ): Promise<Map<string, Sighting[]>> {
    const reader = await connection.runAndReadAll(
      `SELECT s.id, p.read_at, split_part(p.part, '|', 2), lower(hex(p.hash)) FROM snapshot s JOIN snapshot_part p ON p.snapshot = s.id
       WHERE s.status IN ('complete', 'partial') AND p.part IN (SELECT unnest($1)) ORDER BY s.id`,
      [listValue([...byAccount.keys()].map((account) => `roles|${account}||`))],
      [LIST(VARCHAR)],
    );
    const rows = reader.getRows().map((row) => row.map(String));
    const unpacked = await this.#unpack(connection, [...new Set(rows.map((row) => row[3] ?? ""))]);
    const found = new Map<string, Sighting[]>();
    for (const [snapshotId = "", readAt = "", account = "", hash = ""] of rows) {
      const roles = unpacked.get(hash);
      if (roles === undefined) continue;
      for (const arn of byAccount.get(account) ?? []) {
        const seen = { at: Date.parse(readAt), snapshotId, hash: roles.get(arn) };
        const held = found.get(arn);
        if (held) held.push(seen);
        else found.set(arn, [seen]);
      }
    }
    return found;
  }

  async #unpack(connection: DuckDBConnection, hashes: readonly string[]): Promise<ReadonlyMap<string, PartRoles>> {
    const found = new Map<string, PartRoles>();
    for (const hash of hashes) {
      const known = this.#parts.get(hash);
      if (known) found.set(hash, known);
    }
    const missing = hashes.filter((hash) => !found.has(hash));
    for (let from = 0; from < missing.length; from += 50) {
      const bodies = await bodiesOf(connection, "blob", missing.slice(from, from + 50));
      for (const [hash, body] of bodies) {
        const roles = new Map(
          (JSON.parse(body) as RoleFacts[]).map(({ arn, trustPolicy }) => [arn, trustPolicy] as const),
        );
        found.set(hash, roles);
        this.#keep(hash, roles);
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    return found;
  }

  #keep(hash: string, roles: PartRoles): void {
    this.#parts.set(hash, roles);
    this.#kept += roles.size;
    for (const [oldest, held] of this.#parts) {
      if (this.#kept <= KEPT_ROLES) return;
      this.#parts.delete(oldest);
      this.#kept -= held.size;
    }
  }
}

function stateOf(hash: string | null | undefined, documents: ReadonlyMap<string, string>): TrustState {
  if (hash === undefined) return { kind: "no-role" };
  const text = hash === null ? undefined : documents.get(hash);
  return text === undefined ? { kind: "unread" } : { kind: "document", text };
}

async function documentsOf(
  connection: DuckDBConnection,
  sightings: ReadonlyMap<string, readonly Sighting[]>,
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Set<string>();
  for (const seen of sightings.values()) for (const { hash } of seen) if (hash) hashes.add(hash);
  return bodiesOf(connection, "document", [...hashes]);
}

async function bodiesOf(
  connection: DuckDBConnection,
  table: "blob" | "document",
  hashes: readonly string[],
): Promise<Map<string, string>> {
  if (hashes.length === 0) return new Map();
  const reader = await connection.runAndReadAll(
    `SELECT lower(hex(b.hash)), b.body FROM ${table} b WHERE b.hash IN (SELECT unhex(unnest($1)))`,
    [listValue([...hashes])],
    [LIST(VARCHAR)],
  );
  return new Map(
    reader
      .getRows()
      .map(([hash, body]) => [String(hash), inflateRawSync((body as DuckDBBlobValue).bytes).toString("utf8")] as const),
  );
}

/** By the role's name in its account: records of IAM name roles without their path. */
async function changesOf(
  connection: DuckDBConnection,
  byAccount: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, TrustMark[]>> {
  const reader = await connection.runAndReadAll(
    `SELECT epoch_ms(ts)::DOUBLE, event_id::VARCHAR, kind, actor, account, subject, detail FROM activity_change
     WHERE kind IN ('trust-changed', 'role-created', 'role-deleted') AND subject IS NOT NULL
       AND account IN (SELECT unnest($1)) ORDER BY ts, event_id`,
    [listValue([...byAccount.keys()])],
    [LIST(VARCHAR)],
  );
  const byName = new Map<string, string>();
  for (const arns of byAccount.values())
    for (const arn of arns) {
      const role = parseRoleArn(arn);
      if (role !== null) byName.set(`${role.accountId}|${role.name}`, arn);
    }
  const found = new Map<string, TrustMark[]>();
  for (const [at, eventId, kind, actor, account, subject, detail] of reader.getRows()) {
    const name = String(subject);
    const arn = byName.get(`${String(account)}|${name.slice(name.lastIndexOf("/") + 1)}`);
    if (arn === undefined) continue;
    const change: TrustChange = {
      eventId: String(eventId),
      kind: String(kind) as TrustChange["kind"],
      actor: actor === null ? null : String(actor),
    };
    const mark: TrustMark = { at: Number(at), snapshotId: null, change, state: madeBy(change, detail) };
    const held = found.get(arn);
    if (held) held.push(mark);
    else found.set(arn, [mark]);
  }
  return found;
}

/** `detail` is written by ourselves. */
function madeBy({ kind }: TrustChange, detail: unknown): TrustState {
  if (kind === "role-deleted") return { kind: "no-role" };
  const { document } = detail === null ? {} : (JSON.parse(String(detail)) as Partial<ChangeDetail>);
  if (document === undefined) return { kind: "unread" };
  return { kind: "document", text: document.startsWith("%7B") ? decoded(document) : document };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
