/** What the owner of a store does for the command line. */
import { z } from "zod";
import { type AsOfAnswer, asOfQuery, verifyBody } from "@/lib/contracts/api";
import type { ExportMeta, LabelRules } from "@/lib/contracts/export";
import { severities } from "@/lib/domain/findings/finding";
import { activityRequest } from "@/lib/server/usecases/activity/check-export";
import type { ActivityExportRequest } from "@/lib/server/usecases/activity/export-activity";
import type { AnalysisPort } from "@/lib/server/usecases/ask-snapshot";
import type { ChangesControl } from "@/lib/server/usecases/changes/compare";
import { diffSnapshots } from "@/lib/server/usecases/changes/diff";
import { timeOf } from "@/lib/server/usecases/changes/snapshot-ref";
import { type ExportDependencies, exportSnapshot } from "@/lib/server/usecases/export";
import { planExport } from "@/lib/server/usecases/export-plan";
import { checkFindings } from "@/lib/server/usecases/findings/check";
import { followScan, type ScanStarter } from "@/lib/server/usecases/follow-scan";
import type { LeastPrivilegeParts } from "@/lib/server/usecases/least-privilege";
import { leastPrivilegeNamed, leastPrivilegeOf } from "@/lib/server/usecases/least-privilege-named";
import type { Clock, ExportRunner, GapReader, SnapshotStore } from "@/lib/server/usecases/ports";
import {
  checkReport,
  makeReport,
  manifestOf,
  type ReportDependencies,
} from "@/lib/server/usecases/reports/make-report";
import { SocketError } from "./socket-protocol";
import type { OwnerHandlers } from "./socket-server";
import type { IngestControl, VerifyControl } from "./web-container";

export interface OwnerParts {
  readonly version: string;
  readonly scans: ScanStarter;
  readonly snapshots: Pick<SnapshotStore, "get" | "load"> & GapReader;
  readonly runner: ExportRunner;
  readonly clock: Clock;
  readonly labels: LabelRules;
  readonly activity: (request: ActivityExportRequest, signal?: AbortSignal) => AsyncGenerator<Uint8Array, ExportMeta>;
  readonly ingest: Pick<IngestControl, "readPaths">;
  readonly verify: VerifyControl;
  readonly leastPrivilege: LeastPrivilegeParts;
  readonly findings: NonNullable<ExportDependencies["findings"]>;
  readonly analysis: AnalysisPort;
  readonly reports: ReportDependencies;
  readonly changes: ChangesControl;
  /** `at` in ISO 8601 UTC. */
  readonly asOf: (at: string) => Promise<AsOfAnswer>;
  /** For what permissions were used. */
  readonly queries?: NonNullable<ExportDependencies["queries"]>;
}

const exportParams = z.object({
  view: z.string(),
  format: z.string(),
  filter: z.string().max(65_536).default(""),
  snapshot: z.string().max(64).default("latest"),
  from: z.string().max(64).optional(),
  to: z.string().max(64).optional(),
  expand: z.boolean().default(false),
});

const reportParams = z.object({
  kind: z.string().max(64),
  format: z.string().max(16),
  filter: z.string().max(65_536).default(""),
  snapshot: z.string().max(64).default("latest"),
  /** Of the file, for the manifest. */
  name: z.string().min(1).max(255),
});

const diffParams = z.object({
  before: z.string().max(64),
  snapshot: z.string().max(64),
  filter: z.string().max(65_536).default(""),
});

const checkParams = z.object({ snapshot: z.string().max(64), failOn: z.enum(severities) });

const ingestParams = z.object({ paths: z.array(z.string().min(1).max(4_096)).min(1).max(1_000) });

/** `status` → {pid, version} · `ingest` → IngestProgress, events are the same · `verify` → VerifyAnswer · `diff` → null, chunks are the document · `as-of` → AsOfAnswer · `check` → CheckAnswer · `scan` → FollowedScan, events are ScanProgress · `export` → ExportMeta, `report` → manifest, chunks are the file. */
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
      "least-privilege",
      async (params, call) => {
        const request = leastPrivilegeNamed.safeParse(params);
        if (!request.success) throw new SocketError("socket/protocol", "the least-privilege request is not understood");
        return leastPrivilegeOf(parts.leastPrivilege, request.data, call.signal);
      },
    ],
    [
      "verify",
      async (params, call) => {
        const request = verifyBody.safeParse(params);
        if (!request.success) throw new SocketError("socket/protocol", "the verify request is not understood");
        return parts.verify.run(request.data, call.signal);
      },
    ],
    [
      "diff",
      async (params, call) => {
        const request = diffParams.safeParse(params);
        if (!request.success) throw new SocketError("socket/protocol", "the diff request is not understood");
        await call.write(await diffSnapshots(parts.changes, request.data, call.signal));
        return null;
      },
    ],
    [
      "as-of",
      async (params) => {
        const request = asOfQuery.safeParse(params);
        const at = request.success ? timeOf(request.data.at) : null;
        if (at === null) throw new SocketError("socket/protocol", "the time is not understood");
        return parts.asOf(at);
      },
    ],
    [
      "check",
      async (params, call) => {
        const request = checkParams.safeParse(params);
        if (!request.success) throw new SocketError("socket/protocol", "the check request is not understood");
        return checkFindings(parts, request.data, call.signal);
      },
    ],
    [
      "ingest",
      async (params, call) => {
        const request = ingestParams.safeParse(params);
        if (!request.success) throw new SocketError("socket/protocol", "the ingest request is not understood");
        return parts.ingest.readPaths(request.data.paths, call.signal, (progress) => call.emit(progress));
      },
    ],
    [
      "report",
      async (params, call) => {
        const request = reportParams.safeParse(params);
        if (!request.success) throw new SocketError("socket/protocol", "the report request is not understood");
        const stream = makeReport(parts.reports, checkReport(request.data), { signal: call.signal });
        for (;;) {
          const next = await stream.next();
          if (next.done) {
            const { text, signature } = manifestOf(next.value, request.data.name, parts.reports.signer);
            return { text, signature: signature === null ? null : Buffer.from(signature).toString("base64") };
          }
          await call.write(next.value);
        }
      },
    ],
    [
      "export",
      async (params, call) => {
        const request = exportParams.safeParse(params);
        if (!request.success) throw new SocketError("socket/protocol", "the export request is not understood");
        const activity = activityRequest(request.data);
        const plan = () => planExport({ ...request.data, labels: parts.labels });
        const stream = activity
          ? parts.activity(activity, call.signal)
          : exportSnapshot(parts, plan(), request.data.snapshot, call.signal);
        for (;;) {
          const next = await stream.next();
          if (next.done) return next.value;
          await call.write(next.value);
        }
      },
    ],
  ]);
}
