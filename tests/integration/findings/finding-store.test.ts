/** Since when findings are there, and what counts as known before. */
import { expect, it } from "vitest";
import type { SnapshotMeta } from "@/lib/domain/snapshot/snapshot";
import { openStore, type Store } from "@/lib/server/store";
import type { FindingRun, FoundRow } from "@/lib/server/usecases/findings/ports";
import { COUNTS, fixedClock, temporaryFolder } from "../store/helpers";

const none = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
const found = (id: string, severity: FoundRow["severity"] = "high"): FoundRow => ({ id, severity, rule: "r" });

async function sealed(store: Store): Promise<SnapshotMeta> {
  const writer = await store.snapshots.begin({ scope: "s", engineVersion: "1" });
  return writer.seal("complete", COUNTS);
}

async function keep(store: Store, meta: SnapshotMeta, rows: readonly FoundRow[], more: Partial<FindingRun> = {}) {
  const run: FindingRun = {
    snapshotId: meta.id,
    key: "k",
    engineVersion: "1",
    evaluatedAt: meta.finishedAt ?? "",
    activity: null,
    rules: ["r"],
    failed: [],
    open: none,
    accepted: none,
    ...more,
  };
  await store.findings.keep(meta, run, rows, [Buffer.from(rows.map(({ id }) => id).join())]);
}

it("keeps what is known of a finding over evaluations and retention", async () => {
  const clock = fixedClock("2026-06-01T00:00:00.000Z");
  const store = await openStore({ dataDir: temporaryFolder(), clock });
  try {
    const first = await sealed(store);
    await keep(store, first, [found("a", "low"), found("b")]);
    // Activity that was read later shows one more.
    await keep(store, first, [found("a", "low"), found("b"), found("late")], { key: "k2" });
    expect(await store.findings.run(first.id)).toMatchObject({ key: "k2", rules: ["r"], open: none });
    expect(Buffer.concat(await store.findings.chunks(first.id)).toString()).toBe("a,b,late");

    clock.set("2026-06-02T00:00:00.000Z");
    const second = await sealed(store);
    await keep(store, second, [found("a"), found("late"), found("c")]);
    const rows = await store.findings.seen(second.id, first.id);
    expect(rows.sort((x, y) => (x.id < y.id ? -1 : 1))).toMatchObject([
      { id: "a", severityBefore: "low", firstSeenAt: first.finishedAt, lastSeenAt: second.finishedAt },
      { id: "c", severityBefore: null, firstSeenAt: second.finishedAt },
      // Nobody was told of it with its snapshot: it is news to this one.
      { id: "late", severityBefore: null, firstSeenAt: first.finishedAt },
    ]);
    expect(await store.findings.sightings("b", second)).toEqual([
      { snapshotId: first.id, at: first.finishedAt, severity: "high" },
      { snapshotId: second.id, at: second.finishedAt, severity: null },
    ]);
    expect((await store.findings.runs("s", "2026-06-01", "2026-06-03")).map(({ snapshotId }) => snapshotId)).toEqual([
      first.id,
      second.id,
    ]);

    // An older snapshot that is evaluated later moves the beginning back, not forward.
    await keep(store, first, [found("c")], { engineVersion: "2" });
    expect((await store.findings.seen(second.id, first.id)).find(({ id }) => id === "c")).toMatchObject({
      firstSeenAt: first.finishedAt,
      severityBefore: "high",
    });

    clock.set("2026-06-03T00:00:00.000Z");
    const third = await sealed(store);
    await keep(store, third, [found("a")]);
    await store.snapshots.retain(new Date("2026-09-01T00:00:00.000Z"));
    expect(await store.findings.run(second.id)).toBeNull();
    expect(await store.findings.chunks(second.id)).toEqual([]);
    expect(await store.findings.seen(third.id, null)).toMatchObject([{ id: "a", firstSeenAt: first.finishedAt }]);
  } finally {
    await store.close();
  }
});

it("keeps acceptances, and what became of them", async () => {
  const store = await openStore({ dataDir: temporaryFolder(), clock: fixedClock("2026-06-01T00:00:00.000Z") });
  try {
    const acceptance = {
      id: "1",
      finding: null,
      rule: "r'; DROP TABLE finding_run; --",
      subject: null,
      account: null,
      cluster: null,
      reason: "\u0001 ünïcode",
      owner: "o",
      expires: null,
      source: "store" as const,
      place: null,
      acceptedAt: "2026-06-01T00:00:00.000Z",
      acceptedBy: "me",
      revokedAt: null,
      revokedBy: null,
    };
    await store.acceptances.add(acceptance);
    expect(await store.acceptances.list()).toEqual([acceptance]);
    expect(await store.acceptances.revoke("2", "t", "you")).toBe(false);
    expect(await store.acceptances.revoke("1", "2026-06-02T00:00:00.000Z", "you")).toBe(true);
    expect(await store.acceptances.revoke("1", "2026-06-03T00:00:00.000Z", "they")).toBe(false);
    expect(await store.acceptances.list()).toMatchObject([{ revokedBy: "you" }]);
  } finally {
    await store.close();
  }
});
