/** Exports a snapshot: chooses it, has it rendered off the main thread, and says what the file was made from. */
import { createHash } from "node:crypto";
import type { ExportMeta, ExportPlan } from "@/lib/contracts/export";
import { watchRecords } from "./activity/coverage";
import { range } from "./activity/filter";
import type { ActivityQueries } from "./activity/ports";
import type { PlanWithUse } from "./export-access";
import { snapshotHeader } from "./export-bindings";
import type { PlanWithFindings } from "./export-findings";
import type { LoadedState } from "./findings/control";
import type { Clock, ExportRunner, SnapshotStore } from "./ports";
import { chooseSnapshot } from "./snapshots";

export interface ExportDependencies {
  readonly snapshots: Pick<SnapshotStore, "get" | "load">;
  readonly runner: ExportRunner;
  readonly clock: Clock;
  /** Recorded activity, for what permissions were used. */
  readonly queries?: Pick<ActivityQueries, "usage" | "watched">;
  /** Findings of a sealed snapshot, evaluated where they are not yet. Absent: a snapshot is exported without. */
  readonly findings?: (snapshotId: string) => Promise<LoadedState>;
}

/** Rows of usage that one export takes along; beyond them, nothing is called unseen. */
const MOST_USAGE = 200_000;

async function withUse({ queries, clock }: ExportDependencies, plan: ExportPlan): Promise<ExportPlan> {
  if (plan.view !== "permissions" || !queries) return plan;
  const within = range({}, clock.now(), 90);
  const everybody = { workloads: [], roles: [], accounts: [], deniedOnly: false, limit: MOST_USAGE };
  const [{ rows, more }, facts] = await Promise.all([
    queries.usage({ ...everybody, ...within }),
    queries.watched(within),
  ]);
  return { ...plan, use: { usage: rows, more, records: watchRecords(facts, within) } } as PlanWithUse;
}

/** Stored findings go to the worker as they are, packed. */
async function withFindings(
  { findings }: ExportDependencies,
  plan: ExportPlan,
  snapshotId: string,
): Promise<ExportPlan> {
  if (!findings || (plan.view !== "findings" && plan.view !== "snapshot")) return plan;
  return { ...plan, findings: await findings(snapshotId) } as PlanWithFindings;
}

export class NoSnapshotError extends Error {
  readonly code = "export/no-snapshot";
  override readonly name = "NoSnapshotError";
}

/**
 * Yields the bytes of the export, returns what they were made from. Throws `export/no-snapshot` where the id means no
 * sealed snapshot, `export/bad-request` for a plan that cannot be met.
 */
export async function* exportSnapshot(
  dependencies: ExportDependencies,
  plan: ExportPlan,
  snapshotId: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, ExportMeta> {
  const choice = await chooseSnapshot(dependencies.snapshots, snapshotId);
  if (choice.kind !== "found") throw new NoSnapshotError(choice.message);
  const full = await withFindings(dependencies, await withUse(dependencies, plan), choice.meta.id);
  const packed = await dependencies.snapshots.load(choice.meta.id);
  if (!packed) throw new NoSnapshotError(`snapshot ${choice.meta.id} was removed while it was being read`);
  const header = snapshotHeader(choice.meta);
  const hash = createHash("sha256");
  const bytes = dependencies.runner.render(packed, full, signal);
  try {
    for (;;) {
      const next = await bytes.next();
      if (!next.done) {
        hash.update(next.value);
        yield next.value;
        continue;
      }
      return {
        format: "podlens.export-meta/v1",
        view: plan.view,
        fileFormat: plan.format,
        snapshot: {
          ...header,
          finishedAt: header.finishedAt ?? "",
          status: choice.meta.status as "complete" | "partial",
        },
        filter: plan.filter,
        rows: next.value,
        sha256: hash.digest("hex"),
        exportedAt: dependencies.clock.now().toISOString(),
      };
    }
  } finally {
    await bytes.return(0);
  }
}
