/** Access reviews. Rows and decisions are only ever added; of a review only its end is set, once. */
export const reviewStatements: readonly string[] = [
  `CREATE TABLE review (id VARCHAR NOT NULL, name VARCHAR NOT NULL, reviewers VARCHAR NOT NULL, scope VARCHAR NOT NULL,
     snapshot VARCHAR NOT NULL, snapshot_at VARCHAR NOT NULL, created_at VARCHAR NOT NULL, created_by VARCHAR NOT NULL,
     closed_at VARCHAR, closed_by VARCHAR, previous VARCHAR, previous_name VARCHAR, engine_version VARCHAR NOT NULL)`,
  `CREATE TABLE review_item (review VARCHAR NOT NULL, item INTEGER NOT NULL, workload VARCHAR NOT NULL, owner VARCHAR,
     account VARCHAR NOT NULL, account_name VARCHAR, cluster VARCHAR NOT NULL, namespace VARCHAR, environment VARCHAR,
     haystack VARCHAR NOT NULL, certain BOOLEAN NOT NULL, fingerprint VARCHAR, body VARCHAR NOT NULL)`,
  `CREATE TABLE review_decision (review VARCHAR NOT NULL, seq INTEGER NOT NULL, item INTEGER NOT NULL, act VARCHAR NOT NULL,
     rationale VARCHAR NOT NULL, decided_by VARCHAR NOT NULL, decided_at VARCHAR NOT NULL, certain BOOLEAN NOT NULL,
     carried_review VARCHAR, carried_name VARCHAR, carried_by VARCHAR, carried_at VARCHAR)`,
];
