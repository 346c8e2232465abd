/**
 * Events in the shape of a star: one row of integers an event, and tables of what they mean. Ids are given by the one
 * writer. `activity_event` and what hangs on it are facts; columns from `mechanism` on are derived, and derived anew when
 * a later record tells more. No keys and no indexes, for the reasons that migrations.ts names.
 */
export const activityStatements: readonly string[] = [
  // The ledger: key and etag together are what was ingested.
  `CREATE TABLE activity_file (id INTEGER NOT NULL, source VARCHAR NOT NULL, key VARCHAR NOT NULL, etag VARCHAR NOT NULL,
     size BIGINT NOT NULL, account VARCHAR, region VARCHAR, day VARCHAR, records INTEGER NOT NULL, staged INTEGER NOT NULL,
     skipped VARCHAR NOT NULL, failure VARCHAR, place VARCHAR, ingested_at TIMESTAMP NOT NULL)`,
  "CREATE TABLE activity_cursor (source VARCHAR NOT NULL, prefix VARCHAR NOT NULL, last_key VARCHAR NOT NULL)",
  "CREATE TABLE activity_window (source VARCHAR NOT NULL, name VARCHAR NOT NULL, account VARCHAR NOT NULL, region VARCHAR NOT NULL, selector VARCHAR NOT NULL, from_at TIMESTAMP NOT NULL, to_at TIMESTAMP NOT NULL, next_token VARCHAR)",
  "CREATE TABLE activity_text (id INTEGER NOT NULL, v VARCHAR NOT NULL)",
  `CREATE TABLE activity_api (id INTEGER NOT NULL, source VARCHAR NOT NULL, name VARCHAR NOT NULL, read_only BOOLEAN,
     category VARCHAR, service VARCHAR NOT NULL, action VARCHAR)`,
  `CREATE TABLE activity_workload (id INTEGER NOT NULL, cluster_arn VARCHAR, issuer VARCHAR, namespace VARCHAR,
     service_account VARCHAR, key VARCHAR)`,
  `CREATE TABLE activity_session (id INTEGER NOT NULL, key UUID NOT NULL, access_key VARCHAR, type VARCHAR, account VARCHAR,
     role_arn VARCHAR, role_id VARCHAR, name VARCHAR, arn VARCHAR, provider VARCHAR, created TIMESTAMP, invoked_by VARCHAR,
     assumption INTEGER, mechanism VARCHAR, workload INTEGER, pod VARCHAR, node VARCHAR, confidence VARCHAR NOT NULL)`,
  `CREATE TABLE activity_event (event_id UUID NOT NULL, ts TIMESTAMP NOT NULL, account INTEGER NOT NULL, session INTEGER NOT NULL,
     api INTEGER NOT NULL, region INTEGER NOT NULL, err INTEGER NOT NULL, net INTEGER NOT NULL, agent INTEGER NOT NULL,
     resource INTEGER NOT NULL, file INTEGER NOT NULL)`,
  `CREATE TABLE activity_assumption (id INTEGER NOT NULL, event_id UUID NOT NULL, ts TIMESTAMP NOT NULL, account VARCHAR NOT NULL,
     region VARCHAR, form VARCHAR NOT NULL, outcome VARCHAR NOT NULL, error_code VARCHAR, error_message VARCHAR,
     role_arn VARCHAR, role_id VARCHAR, session_name VARCHAR, issued_key VARCHAR, expires TIMESTAMP, cluster_name VARCHAR,
     pod VARCHAR, pod_uid VARCHAR, subject VARCHAR, provider VARCHAR, agent_node VARCHAR, caller_key VARCHAR,
     caller_principal VARCHAR, shared_event_id VARCHAR, ip VARCHAR, user_agent VARCHAR, invoked_by VARCHAR, file INTEGER NOT NULL,
     mechanism VARCHAR, workload INTEGER, node VARCHAR, confidence VARCHAR NOT NULL, parent INTEGER, twin_of INTEGER,
     target_role VARCHAR)`,
  `CREATE TABLE activity_change (event_id UUID NOT NULL, ts TIMESTAMP NOT NULL, account VARCHAR NOT NULL, region VARCHAR,
     kind VARCHAR NOT NULL, actor VARCHAR, subject VARCHAR, cluster_name VARCHAR, namespace VARCHAR, service_account VARCHAR,
     role_arn VARCHAR, target_role VARCHAR, detail VARCHAR)`,
  // Days whose aggregate is older than their events.
  "CREATE TABLE activity_dirty (day DATE NOT NULL)",
  `CREATE TABLE activity_usage (day DATE NOT NULL, account INTEGER NOT NULL, region INTEGER NOT NULL, mechanism VARCHAR,
     workload INTEGER, role_arn VARCHAR, confidence VARCHAR NOT NULL, api INTEGER NOT NULL, err INTEGER NOT NULL,
     n INTEGER NOT NULL, first_ts TIMESTAMP NOT NULL, last_ts TIMESTAMP NOT NULL)`,
  "CREATE TABLE activity_trail (account VARCHAR NOT NULL, body VARCHAR NOT NULL, read_at TIMESTAMP NOT NULL)",
  "CREATE TABLE activity_gap (source VARCHAR NOT NULL, body VARCHAR NOT NULL)",
  "CREATE TABLE activity_odd (kind VARCHAR NOT NULL, records BIGINT NOT NULL, sample VARCHAR NOT NULL)",
];

/** Percent of the space for session policies and tags. */
export const packedSizeStatements: readonly string[] = ["ALTER TABLE activity_assumption ADD COLUMN packed INTEGER"];
