/** Access reviews in a store of their own: what is decided is added, what is closed stays, what did not change is carried over. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createReviewBody, decideBody, reviewRowsQuery } from "@/lib/contracts/api";
import type { ReviewItem } from "@/lib/domain/review/review";
import { csvText } from "@/lib/server/export/csv";
import { openStore, type Store } from "@/lib/server/store";
import { reviewAnswer, reviewRow, reviewRows } from "@/lib/server/usecases/reviews/answers";
import { createReview } from "@/lib/server/usecases/reviews/create-review";
import { closeReview, decide } from "@/lib/server/usecases/reviews/decide";
import { reviewReport, reviewTable } from "@/lib/server/usecases/reviews/download";

let folder: string;
let store: Store;
let now = new Date("2026-11-01T10:00:00.000Z");
let rows: ReviewItem[] = [];

const meta = {
  id: "01JD0000000000000000000000",
  scope: "s",
  engineVersion: "1",
  status: "complete" as const,
  startedAt: "2026-11-01T09:00:00.000Z",
  finishedAt: "2026-11-01T09:10:00.000Z",
  counts: null,
};

function item(row: number, name: string, more: Partial<ReviewItem> = {}): ReviewItem {
  return {
    row,
    workloadId: `arn:aws:eks:eu-west-1:111122223333:cluster/prod|shop|${name}`,
    kind: "service-account",
    href: `/workloads/${name}`,
    accountId: "111122223333",
    accountName: "shop-prod",
    region: "eu-west-1",
    cluster: "prod",
    namespace: "shop",
    serviceAccount: name,
    owner: "team-a",
    environment: "prod",
    verdict: "allowed",
    bindings: [],
    actions: 3,
    services: 1,
    permissions: [{ service: "s3", level: "Write", actions: 3, certain: true }],
    lastAssumedAt: null,
    roleLastUsedAt: null,
    findings: null,
    notRead: [],
    fingerprint: `f-${name}`,
    ...more,
  };
}

const parts = () => ({
  store: { get: async () => meta },
  analysis: { ask: async () => new TextEncoder().encode(JSON.stringify(rows)) },
  clock: { now: () => now },
  reviews: store.reviews,
  version: "1.0.0",
});
const create = (name: string) => createReview(parts(), createReviewBody.parse({ name, by: "Ada" }));
const say = (id: string, body: object) => decide(parts(), id, decideBody.parse({ by: "Ada", ...body }));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "podlens-reviews-"));
  store = await openStore({ dataDir: folder });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

describe("access reviews", () => {
  let first: string;

  it("keep who decided what and when, in order, and say why it cannot be decided", async () => {
    rows = [
      item(1, "api"),
      item(2, "worker"),
      item(3, "cron", { owner: null }),
      item(4, "blind", { owner: null, notRead: ["a policy was not read"], fingerprint: null }),
    ];
    first = (await create("Q3")).review.id;
    await expect(say(first, { rows: [1], act: "revoke" })).rejects.toMatchObject({
      code: "bad-request",
      body: { field: "rationale" },
    });
    await expect(say(first, { rows: [1, 99], act: "keep" })).rejects.toMatchObject({ body: { field: "rows" } });
    await say(first, { rows: [1, 2, 3, 4], act: "keep" });
    now = new Date("2026-11-02T10:00:00.000Z");
    const answer = await say(first, { rows: [2], act: "revoke", rationale: "not used", by: "Bob" });
    expect(answer.review.progress).toMatchObject({
      rows: 4,
      decided: 4,
      decisions: { keep: 3, revoke: 1 },
      notCertain: 1,
    });
    expect(answer.owners.map(({ owner, progress }) => [owner, progress.decided])).toEqual([
      ["team-a", 2],
      [null, 2],
    ]);
    const { row, history } = await reviewRow(store.reviews, first, 2);
    expect(history.map(({ act, by, at }) => [act, by, at])).toEqual([
      ["keep", "Ada", "2026-11-01T10:00:00.000Z"],
      ["revoke", "Bob", "2026-11-02T10:00:00.000Z"],
    ]);
    expect(row.decision).toMatchObject({ act: "revoke", rationale: "not used", certain: true });
    expect((await reviewRow(store.reviews, first, 4)).row.decision).toMatchObject({ act: "keep", certain: false });
  });

  it("are filtered by what was decided and by owner, and give all rows that match for one decision", async () => {
    const ask = (query: object) => reviewRows(store.reviews, first, reviewRowsQuery.parse(query));
    expect(await ask({ state: "revoke" })).toMatchObject({ matched: 1, total: 4, all: [2] });
    expect((await ask({ owner: "-" })).all).toEqual([3, 4]);
    expect((await ask({ q: "shop/api" })).all).toEqual([1]);
    const windowed = await ask({ offset: "1", limit: "2" });
    expect([windowed.rows.map(({ row }) => row), windowed.matched]).toEqual([[2, 3], 4]);
    expect(windowed.facets.state).toContainEqual({ value: "not-certain", label: "not-certain", count: 1 });
  });

  it("take a decision back as a decision of its own", async () => {
    await say(first, { rows: [3], act: "undecided" });
    expect((await reviewRow(store.reviews, first, 3)).row.decision).toBeNull();
    expect((await reviewAnswer(store.reviews, first)).review.progress.decided).toBe(3);
    await say(first, { rows: [3], act: "reduce", rationale: "too wide" });
  });

  it("change no more once they are closed", async () => {
    await closeReview(parts(), first, "Ada");
    await expect(say(first, { rows: [1], act: "keep" })).rejects.toMatchObject({ code: "bad-request" });
    await expect(closeReview(parts(), first, "Bob")).rejects.toMatchObject({ code: "bad-request" });
    expect((await reviewAnswer(store.reviews, first)).review).toMatchObject({ closedBy: "Ada" });
  });

  it("carry over what did not change, with who decided it and where, and let it be changed", async () => {
    now = new Date("2026-12-01T10:00:00.000Z");
    rows = [
      item(1, "api"),
      item(2, "new"),
      item(3, "worker", { fingerprint: "another" }),
      item(4, "cron"),
      item(5, "blind", { fingerprint: "f-blind" }),
    ];
    const { review } = await create("Q4");
    expect(review.previous).toMatchObject({ id: first, name: "Q3" });
    expect(review.progress).toMatchObject({ decided: 2, carried: 2, decisions: { keep: 1, reduce: 1 } });
    const { row } = await reviewRow(store.reviews, review.id, 1);
    expect(row.decision?.carried).toEqual({
      reviewId: first,
      reviewName: "Q3",
      by: "Ada",
      at: "2026-11-01T10:00:00.000Z",
    });
    await say(review.id, { rows: [1], act: "reduce", rationale: "less will do" });
    expect((await reviewRow(store.reviews, review.id, 1)).row.decision).toMatchObject({ act: "reduce", carried: null });
    await closeReview(parts(), review.id, "Ada");
    // Over two reviews it is still told where it was first decided.
    const third = await create("Q1");
    expect((await reviewRow(store.reviews, third.review.id, 4)).row.decision?.carried).toMatchObject({
      reviewName: "Q3",
    });
  });

  it("are files with every decision, the same at every call, harmless in a spreadsheet", async () => {
    now = new Date("2027-01-01T10:00:00.000Z");
    rows = [item(1, "=cmd|' /C calc'!A0", { owner: "@sum(1)" })];
    const { review } = await create("hostile");
    await say(review.id, { rows: [1], act: "keep", rationale: '=HYPERLINK("x")' });
    const file = await reviewReport(store.reviews, review.id);
    expect(JSON.stringify(file)).toBe(JSON.stringify(await reviewReport(store.reviews, review.id)));
    expect(file.rows[0]?.history).toHaveLength(1);
    const csv = [...csvText(reviewTable(file))].join("");
    expect(csv).not.toMatch(/(^|,)"?[=@]/m);
    expect(csv).toContain("keep");
  });

  it("hold ten thousand workloads", async () => {
    rows = Array.from({ length: 10_000 }, (_, at) => item(at + 1, `w${at}`));
    const { review } = await create("large");
    const all = rows.map(({ row }) => row);
    const answer = await say(review.id, { rows: all, act: "keep" });
    expect(answer.review.progress).toMatchObject({ rows: 10_000, decided: 10_000 });
    await expect(reviewAnswer(store.reviews, "nothing")).rejects.toMatchObject({ code: "not-found" });
  });
});
