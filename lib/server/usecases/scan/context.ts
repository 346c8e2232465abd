/** What every step of a scan has at hand. */
import type { Config } from "@/lib/contracts/config";
import type { DocumentHash } from "@/lib/domain/snapshot/facts";
import type { AnyPart, PartFacts, PartKind, PartScope } from "@/lib/domain/snapshot/part";
import type { Clock, SnapshotWriter } from "../ports";
import type { AwsManagedPolicies } from "./aws-managed-policies";
import type { GapLog } from "./gap-log";
import type { Caller, EstateSource, KubernetesSource } from "./ports";
import type { Progress } from "./progress";
import type { ResourcePlan } from "./resources/resource-plan";

export interface ScanContext {
  readonly config: Config;
  readonly source: EstateSource;
  /** null where clusters' own APIs are not to be read. */
  readonly kubernetes: KubernetesSource | null;
  readonly caller: Caller;
  readonly writer: SnapshotWriter;
  readonly clock: Clock;
  readonly gaps: GapLog;
  readonly progress: Progress;
  readonly awsPolicies: AwsManagedPolicies;
  /** null where resources are not to be read. */
  readonly resourcePlan: ResourcePlan | null;
  /** Things that were there and then were not: no gaps, but worth saying. */
  readonly notes: string[];
  /** Before something that was not found is read again: EKS is eventually consistent. */
  readonly rereadDelayMs: number;
  readonly signal: AbortSignal;
}

const NO_DOCUMENTS: ReadonlyMap<DocumentHash, string> = new Map();

/** Saves a part read at `readAt`. Resolves when it is durable. */
export async function savePart<K extends PartKind>(
  context: Pick<ScanContext, "writer">,
  kind: K,
  scope: PartScope,
  readAt: Date,
  facts: PartFacts[K],
  documents: ReadonlyMap<DocumentHash, string> = NO_DOCUMENTS,
): Promise<void> {
  const { accountId, region, clusterArn } = scope;
  // Kind and facts belong together by the signature; TypeScript cannot follow that through the union.
  const part = { kind, accountId, region, clusterArn, readAt: readAt.toISOString(), facts } as unknown as AnyPart;
  await context.writer.savePart(part, documents);
}
