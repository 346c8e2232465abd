import { expect, test } from "vitest";
import type { DecisionRecord, Review, ReviewItem } from "@/lib/domain/review/review";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import { reviewBlocks } from "@/lib/view/reports/access-review";
import type { ReportInput } from "@/lib/view/reports/input";
import type { ReviewStore } from "../reviews/ports";
import { reviewInput } from "./review-input";

const meta = (id: string, at: string): SnapshotMeta => ({
  id,
  startedAt: at,
  finishedAt: at,
  status: "complete",
  engineVersion: "1",
  counts: null,
  scope: "s",
});

function review(id: string, snapshotId: string, snapshotAt: string): Review {
  const scope = { accounts: [], clusters: [], namespaces: [], environments: [], owners: [], system: false };
  return {
    id,
    name: `Review ${id}`,
    reviewers: "payments team",
    scope,
    snapshotId,
    snapshotAt,
    createdAt: snapshotAt,
    createdBy: "eve",
    closedAt: null,
    closedBy: null,
    previous: null,
    engineVersion: "1",
  };
}

function item(row: number, serviceAccount: string): ReviewItem {
  return {
    row,
    workloadId: serviceAccount,
    kind: "service-account",
    href: "/",
    accountId: "111122223333",
    accountName: null,
    region: "eu-west-1",
    cluster: "prod",
    namespace: "payments",
    serviceAccount,
    owner: "team",
    environment: null,
    verdict: "allowed",
    bindings: [
      { id: "b", mechanism: "irsa", verdict: "allowed", effective: true, roleArn: "arn:aws:iam::111122223333:role/r" },
    ],
    actions: 3,
    permissions: [{ service: "s3", level: "Write", actions: 3, certain: false }],
    services: 2,
    lastAssumedAt: null,
    roleLastUsedAt: null,
    findings: null,
    notRead: ["a policy"],
    fingerprint: null,
  };
}

const decision = (row: number, act: DecisionRecord["act"], more: Partial<DecisionRecord> = {}): DecisionRecord => ({
  row,
  seq: row,
  act,
  rationale: "no longer needed",
  by: "ann",
  at: "2026-02-02T00:00:00.000Z",
  certain: true,
  carried: null,
  ...more,
});

/** Newest first, as the store gives them. */
const reviews = [review("C", "S3", "2026-03-01T00:00:00.000Z"), review("B", "S2", "2026-02-01T00:00:00.000Z")];
const carried = { reviewId: "A", reviewName: "Review A", by: "bob", at: "2026-01-01T00:00:00.000Z" };
const store = {
  list: async () => reviews,
  get: async (id: string) => reviews.find((each) => each.id === id) ?? null,
  items: async () => [item(1, "api"), item(2, "web"), item(3, "job"), item(4, "cron")],
  history: async () => [
    decision(1, "revoke"),
    decision(2, "keep", { carried }),
    decision(3, "keep"),
    decision(3, "undecided", { seq: 9 }),
  ],
} as unknown as ReviewStore;

test("the review of the snapshot, else the newest before it, else none", async () => {
  expect((await reviewInput(store, meta("S3", "2026-03-01T00:00:00.000Z")))?.id).toBe("C");
  expect((await reviewInput(store, meta("S9", "2026-02-15T00:00:00.000Z")))?.id).toBe("B");
  expect(await reviewInput(store, meta("S1", "2026-01-01T00:00:00.000Z"))).toBeNull();
});

test("who decided what and when, what was carried over, and what is open again", async () => {
  const input = await reviewInput(store, meta("S2", "2026-02-01T00:00:00.000Z"));
  const parsed = { account: [], cluster: [], owner: [], environment: [] };
  const blocks = reviewBlocks({
    review: input,
    meta: meta("S2", "2026-02-01T00:00:00.000Z"),
    parsed,
  } as unknown as ReportInput);
  const bars = blocks.find((block) => block.kind === "bars");
  expect(bars?.bars.map(({ label, value }) => [label, value])).toEqual([
    ["keep", 1],
    ["reduce", 0],
    ["revoke", 1],
    ["not decided", 2],
  ]);
  const table = blocks.find((block) => block.kind === "table");
  const rows = [...(table?.rows() ?? [])].map((row) => row.slice(0, 7));
  expect(rows).toEqual([
    [
      "payments/api",
      "prod",
      "s3 Write (not certain), and 1 more service, not read: 1",
      "revoke",
      "no longer needed",
      "ann",
      "2026-02-02T00:00:00.000Z",
    ],
    [
      "payments/web",
      "prod",
      expect.any(String),
      "keep",
      "no longer needed (carried over)",
      "bob",
      "2026-01-01T00:00:00.000Z",
    ],
    ["payments/job", "prod", expect.any(String), "not decided", null, null, null],
    ["payments/cron", "prod", expect.any(String), "not decided", null, null, null],
  ]);
});
