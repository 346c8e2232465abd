/**
 * Findings: one evaluation a snapshot, what it found, since when each finding is there, and what was accepted. `late`: not
 * found when the snapshot was sealed but since then, from activity that was read later.
 */
export const findingStatements: readonly string[] = [
  `CREATE TABLE finding_run (snapshot VARCHAR NOT NULL, key VARCHAR NOT NULL, engine_version VARCHAR NOT NULL,
     evaluated_at VARCHAR NOT NULL, activity_from VARCHAR, activity_to VARCHAR, rules VARCHAR NOT NULL,
     failed VARCHAR NOT NULL, open VARCHAR NOT NULL, accepted VARCHAR NOT NULL)`,
  "CREATE TABLE finding_chunk (snapshot VARCHAR NOT NULL, seq INTEGER NOT NULL, body BLOB NOT NULL)",
  "CREATE TABLE finding_seen (snapshot VARCHAR NOT NULL, id VARCHAR NOT NULL, severity VARCHAR NOT NULL, rule VARCHAR NOT NULL, late BOOLEAN NOT NULL)",
  "CREATE TABLE finding_first (id VARCHAR NOT NULL, seen_at VARCHAR NOT NULL)",
  `CREATE TABLE finding_acceptance (id VARCHAR NOT NULL, finding VARCHAR, rule VARCHAR, subject VARCHAR, account VARCHAR,
     cluster VARCHAR, reason VARCHAR NOT NULL, owner VARCHAR NOT NULL, expires VARCHAR, accepted_at VARCHAR NOT NULL,
     accepted_by VARCHAR NOT NULL, revoked_at VARCHAR, revoked_by VARCHAR)`,
];
