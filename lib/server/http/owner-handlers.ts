/** What the owner of a store does for the command line. */
import { z } from "zod";
import type { LabelRules } from "@/lib/contracts/export";
import { exportSnapshot } from "@/lib/server/usecases/export";
import { planExport } from "@/lib/server/usecases/export-plan";
import { followScan, type ScanStarter } from "@/lib/server/usecases/follow-scan";
import type { Clock, ExportRunner, GapReader, SnapshotStore } from "@/lib/server/usecases/ports";
import { SocketError } from "./socket-protocol";
import type { OwnerHandlers } from "./socket-server";

export interface OwnerParts {
  readonly version: string;
  readonly scans: ScanStarter;
  readonly snapshots: Pick<SnapshotStore, "get" | "load"> & GapReader;
  readonly runner: ExportRunner;
  readonly clock: Clock;
  readonly labels: LabelRules;
}

const exportParams = z.object({
  view: z.string(),
  format: z.string(),
  filter: z.string().max(65_536).default(""),
  snapshot: z.string().max(64).default("latest"),
});

/** `status` → {pid, version} · `scan` → FollowedScan, events are ScanProgress · `export` → ExportMeta, chunks are the file. */
export function ownerHandlers(parts: OwnerParts): OwnerHandlers {
  return new Map<string, OwnerHandlers extends ReadonlyMap<string, infer Handler> ? Handler : never>([
    ["status", async () => ({ pid: process.pid, version: parts.version })],
    [
      "scan",
      (_, call) =>
        followScan(parts, {
          trigger: "command-line",
          signal: call.signal,
          onProgress: (progress) => call.emit(progress),
        }),
    ],
    [
      "export",
      async (params, call) => {
        const request = exportParams.safeParse(params);
        if (!request.success) throw new SocketError("socket/protocol", "the export request is not understood");
        const plan = planExport({ ...request.data, labels: parts.labels });
        const stream = exportSnapshot(parts, plan, request.data.snapshot, call.signal);
        for (;;) {
          const next = await stream.next();
          if (next.done) return next.value;
          await call.write(next.value);
        }
      },
    ],
  ]);
}
