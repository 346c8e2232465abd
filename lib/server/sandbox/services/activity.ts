/** The services that tell what happened: CloudTrail, the buckets with its log files, and Athena over them. */
import type { Authoriser } from "../authorise";
import type { Estate } from "../estate/model";
import { History, type HistoryOptions } from "../history/history";
import { LogStore } from "../history/log-store";
import { type GivenBucket, memoryBucket } from "../history/memory-bucket";
import type { Service } from "../protocol/service";
import { AthenaEngine } from "./athena/engine";
import { athenaService } from "./athena/index";
import { cloudtrailService } from "./cloudtrail/index";
import { s3Service } from "./s3/index";
import { objectOperations } from "./s3/objects";

export interface ActivityServing extends Omit<HistoryOptions, "estate"> {
  /** Buckets beside the trails' own. */
  readonly buckets?: readonly GivenBucket[];
  /** Over which bucket Athena's table lies, and its key prefix up to the account. Default: the first trail's. */
  readonly athena?: { readonly bucket: string; readonly root: string };
  /** BytesScannedCutoffPerQuery of the workgroup. Default: none. */
  readonly scanCutoff?: number;
}

/** What the sandbox's Athena is called; for configurations. */
export const ATHENA = {
  workgroup: "audit",
  database: "audit",
  table: "cloudtrail_logs",
  output: "s3://audit-query-results/podlens/",
  partitions: { account: "account", region: "region", day: "timestamp" },
} as const;

export interface ActivityServices {
  readonly services: readonly Service[];
  readonly logs: LogStore | null;
  close(): Promise<void>;
}

export function activityServices(
  estate: Estate,
  serving: ActivityServing | undefined,
  authorise: Authoriser,
  now: () => number,
): ActivityServices {
  if (serving === undefined) {
    const services = [cloudtrailService(null), athenaService(null)];
    return { services, logs: null, close: async () => undefined };
  }
  const { buckets = [], athena, scanCutoff, ...history } = serving;
  const logs = new LogStore(new History({ ...history, estate }), now, buckets.map(memoryBucket));
  const trail = logs.history.trails[0];
  const over = athena ?? (trail === undefined ? undefined : { bucket: trail.bucket, root: trail.root });
  const bucket = logs.buckets.get(over?.bucket ?? "");
  const engine =
    bucket === undefined || over === undefined ? null : new AthenaEngine({ ...ATHENA, bucket, root: over.root });
  const setup =
    engine === null ? null : { engine, workgroup: ATHENA.workgroup, cutoff: scanCutoff ?? null, authorise, now };
  const s3 = { ...s3Service, operations: { ...s3Service.operations, ...objectOperations(logs.buckets) } };
  return {
    services: [cloudtrailService(logs), athenaService(setup), s3],
    logs,
    close: async () => engine?.close(),
  };
}
