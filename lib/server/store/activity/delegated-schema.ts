/** Daily aggregates that an engine made where the events are too many to be kept here. */
export const delegatedStatements: readonly string[] = [
  `CREATE TABLE activity_delegated (engine VARCHAR NOT NULL, day DATE NOT NULL, account INTEGER NOT NULL, region INTEGER NOT NULL,
     access_key VARCHAR, role_arn VARCHAR, api INTEGER NOT NULL, err INTEGER NOT NULL, n INTEGER NOT NULL,
     first_ts TIMESTAMP NOT NULL, last_ts TIMESTAMP NOT NULL)`,
  // What was asked and what it cost. An engine's day is there once.
  `CREATE TABLE activity_delegated_day (engine VARCHAR NOT NULL, day DATE NOT NULL, scope VARCHAR NOT NULL,
     settled BOOLEAN NOT NULL, bytes_scanned BIGINT NOT NULL, loaded_at TIMESTAMP NOT NULL)`,
];

/** Whose calls they were; null in what was loaded before it was asked for: the key alone tells it there. */
export const delegatedSessionStatements: readonly string[] = [
  "ALTER TABLE activity_delegated ADD COLUMN session INTEGER",
];
